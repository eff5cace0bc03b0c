"""Where calls may go: a table of addresses in every spelling, and names that mean something else than they say."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from integrate.receiver import Receiver

from tongban.engine.connectors import CallFailed, Request, send
from tongban.engine.domain.web_address import Reach, reachable, url_problem

PUBLIC = ("1.1.1.1", "8.8.8.8", "2606:4700::1111", "114.114.114.114")
INSIDE = (
    *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.1.1", "169.254.169.254", "172.16.0.1"),
    *("172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1"),
    # IPv4 inside IPv6: mapped, 6to4, Teredo's client, NAT64.
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2001:0:0:0:0:0:80ff:fffe", "64:ff9b::7f00:1"),
)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_called(address: str) -> None:
    assert reachable(ip_address(address), Reach())


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_not(address: str) -> None:
    assert not reachable(ip_address(address), Reach())
    shown = f"[{address}]" if ":" in address else address
    assert url_problem(f"https://{shown}/", Reach())


def test_the_operator_may_allow_a_network() -> None:
    reach = Reach(("10.1.0.0/16",))
    assert reachable(ip_address("10.1.2.3"), reach)
    assert reachable(ip_address("::ffff:10.1.2.3"), reach)
    assert not reachable(ip_address("10.2.0.1"), reach)


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org/", "ftp://example.org/", "file:///etc/passwd", "//example.org", "example.org"),
        *("https://", "https://user@example.org/", "https://:pw@example.org/", "https://example.org/#x"),
        *(
            "https://example.org:99999/",
            "https://example.org:0/",
            "https://exa mple.org/",
            "https://e\n.org/",
        ),
        *("https://[::1", "https://e\\.org/", "https://例子.org/", "https://example.org/" + "x" * 2000),
    ],
)
def test_what_is_no_address_for_us(url: str) -> None:
    assert url_problem(url, Reach())


@pytest.mark.parametrize("host", ["localhost", "127.1", "0x7f.1", "2130706433", "0177.0.0.1"])
def test_other_spellings_of_this_machine_are_refused_when_they_are_looked_up(host: str) -> None:
    with pytest.raises(CallFailed) as refused:
        send(Request("GET", f"http://{host}:1/"), Reach(http=True))
    assert refused.value.final or "no host" in str(refused.value)


def test_a_name_that_changes_its_mind_is_called_at_the_address_that_was_checked(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(receiver.url.rpartition(":")[2])
    asked: list[str] = []

    def look_up(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1" if len(asked) == 1 else "10.9.9.9", port))]

    with monkeypatch.context() as patched:
        patched.setattr("tongban.engine.connectors.http.socket.getaddrinfo", _names_only(look_up))
        answer = send(
            Request("GET", f"http://rebinding.example:{port}/x"), Reach(("127.0.0.0/8",), http=True)
        )
    assert (answer.status, asked) == (204, ["rebinding.example"])
    assert receiver.got[0].headers["host"] == f"rebinding.example:{port}"


def _names_only(look_up: object) -> object:
    """What create_connection asks about an address is answered as it is."""

    def answer(host: str, port: int, *more: object, **named: object) -> object:
        if host[0].isdigit():
            return [(2, 1, 6, "", (host, port))]
        return look_up(host, port)  # type: ignore[operator]

    return answer


def test_one_address_inside_refuses_the_whole_name(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(2, 1, 6, "", ("1.1.1.1", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: both)
    monkeypatch.setattr("socket.create_connection", lambda *_, **__: pytest.fail("connected"))
    with pytest.raises(CallFailed, match="not a public address"):
        send(Request("GET", "https://both.example/"), Reach())


def test_an_answer_is_bounded_in_size_and_time(receiver: Receiver) -> None:
    reach = Reach(("127.0.0.0/8",), http=True)
    receiver.answers = [(200, {}, b"x" * 5000)]
    assert len(send(Request("GET", receiver.url), reach).body) == 5000
    with pytest.raises(CallFailed, match="more than 4999 bytes"):
        send(Request("GET", receiver.url, largest=4999), reach)
    with pytest.raises(CallFailed, match="did not answer within"):
        send(Request("GET", receiver.url, timeout=0.0), reach)
