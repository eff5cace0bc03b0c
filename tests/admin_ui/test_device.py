"""A browser's own words, short enough to know one's device by."""

import pytest

from tongban.admin_ui.device import device

MOZILLA = "Mozilla/5.0 "


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (MOZILLA + "(Windows NT 10.0; Win64) Chrome/90.0.4430.93 Safari/537.36", "Chrome 90, Windows"),
        (MOZILLA + "(Windows NT 10.0) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0", "Edge 120, Windows"),
        (MOZILLA + "(X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128, Linux"),
        (MOZILLA + "(iPhone; CPU iPhone OS 17_4 like Mac OS X) Version/17.4 Safari/604.1", "Safari 17, iPhone"),
        (MOZILLA + "(Linux; Android 14; Pixel 8) Chrome/125.0.0.0 Mobile Safari/537.36", "Chrome 125, Android"),
        ("tongban-client/1.0", "tongban-client/1.0"),
        ("x" * 500, "x" * 60),
    ],
)  # fmt: skip
def test_it_names_browser_and_system(agent: str, told: str) -> None:
    assert device(agent) == told
