"""Makes a document from a template an office wrote: in a process of its own, bounded, and with no way out of its folder.

The compiler reads only beneath the shipped templates. Packages are not fetched: an import of one is refused before it is
tried, and the process has no way to the network but a port nobody listens on.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import datetime

from tongban.engine import errors
from tongban.engine.documents import compile_apart
from tongban.engine.documents.fonts import font_set
from tongban.engine.documents.places import TEMPLATES

SECONDS = 20
LONGEST_TEXT = 60_000
LARGEST_PDF = 20 * 1024 * 1024
PLACE = re.compile(r":(\d+):\d+")
# Where the file was looked for on this machine is nobody's business.
SEARCHED = re.compile(r" \(searched at [^)]*\)")
# Port 9 discards; asked for a package, the compiler gets nothing and says so.
NOWHERE = "http://127.0.0.1:9"
KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")


class TemplateWrong(errors.Invalid):
    """The template cannot be made into a document."""

    code = "template_wrong"


def compile_text(text: str, inputs: str, timestamp: datetime) -> bytes:
    """The PDF; TemplateWrong names the line, or says that it took too long."""
    if len(text) > LONGEST_TEXT:
        raise wrong(f"模板不超过 {LONGEST_TEXT} 字 / a template has at most {LONGEST_TEXT} characters")
    if "@preview" in text or "@local" in text:
        raise wrong("模板不得引用外部软件包 / a template must not import packages")
    order = {
        "text": text,
        "inputs": inputs,
        "timestamp": timestamp.isoformat(),
        "root": str(TEMPLATES),
        "fonts": list(font_set().folders),
    }
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    environment |= {
        name: NOWHERE for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy", "http_proxy")
    }
    environment |= {"HOME": os.devnull, "XDG_CACHE_HOME": os.devnull, "XDG_DATA_HOME": os.devnull}
    try:
        done = subprocess.run(
            [sys.executable, "-I", compile_apart.__file__],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise wrong("模板用时过长，已停止 / the template took too long and was stopped") from None
    if done.returncode == compile_apart.WRONG:
        raise _told(json.loads(done.stderr.splitlines()[-1]))
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise wrong(
            "模板用时或用内存过多，已停止 / the template took too much time or memory and was stopped"
        )
    if len(done.stdout) > LARGEST_PDF:
        raise wrong("生成的文件过大 / the document is too large")
    return done.stdout


def _told(problem: dict[str, str]) -> TemplateWrong:
    """The compiler's own words, with the line of the template where they point into it."""
    place = PLACE.search(problem.get("where") or "")
    message = SEARCHED.sub("", problem["message"])
    if place is None:
        return wrong(message)
    number = int(place[1])
    return wrong(f"第 {number} 行：{message} / line {number}: {message}", line=number)


def wrong(message: str, line: int | None = None) -> TemplateWrong:
    """A refusal at the field `text`, with the number of the line where it is known."""
    one: dict[str, object] = {"field": "text", "message": message}
    return TemplateWrong(message, errors=[one if line is None else {**one, "line": line}])
