"""Safe HTML from the Markdown of a text component, and plain words from the HTML of an html component."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

HEADING = re.compile(r"(#{1,6})\s+(.*)")
BULLET = re.compile(r"[-*+]\s+(.*)")
NUMBERED = re.compile(r"\d{1,3}[.)]\s+(.*)", re.ASCII)
LINK = re.compile(r"\[([^\[\]]{1,200})\]\(((?:https?://|/(?!/)|mailto:)[^\s()\\]{1,500})\)")
STRONG = re.compile(r"\*\*([^*]{1,500})\*\*")
EMPHASIS = re.compile(r"(?<![*\w])\*([^*\s][^*]{0,500})\*(?![*\w])")
CODE = re.compile(r"`([^`]{1,200})`")
HIDDEN_TAGS = frozenset({"script", "style", "template", "iframe", "object", "noscript", "title"})
BREAKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})


def from_markdown(source: str) -> str:
    """Headings, lists, paragraphs, strong, emphasis, code and links; everything else is plain text.

    The source is escaped first, so no tag of its own survives.
    """
    out: list[str] = []
    paragraph: list[str] = []
    items: list[str] = []
    tag = ""

    def close() -> None:
        nonlocal tag
        if paragraph:
            out.append(f"<p>{'<br>'.join(paragraph)}</p>")
        if items:
            out.append(f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>")
        paragraph.clear()
        items.clear()
        tag = ""

    for line in source.splitlines():
        line = line.strip()
        heading, bullet, numbered = HEADING.match(line), BULLET.match(line), NUMBERED.match(line)
        wanted = "ul" if bullet else "ol" if numbered else ""
        if not line or heading or wanted != tag:
            close()
        if heading:
            # The page already has a first-level heading.
            level = min(6, len(heading[1]) + 1)
            out.append(f"<h{level}>{_inline(heading[2])}</h{level}>")
        elif found := bullet or numbered:
            tag = wanted
            items.append(_inline(found[1]))
        elif line:
            paragraph.append(_inline(line))
    close()
    return "\n".join(out)


def mark(text: str) -> str:
    """Data inside Markdown, so spelled that no character of it has a meaning there."""
    return "".join(f"\ue000{ord(char):x}\ue001" if char in PRIVATE else char for char in text)


PRIVATE = frozenset("\\`*_[]()#-+!|>.\n\r\ue000\ue001")
MARKED = re.compile("\ue000([0-9a-f]{1,6})\ue001")


def _inline(text: str) -> str:
    text = escape(text)
    text = CODE.sub(r"<code>\1</code>", text)
    text = LINK.sub(r'<a href="\2">\1</a>', text)
    text = STRONG.sub(r"<strong>\1</strong>", text)
    text = EMPHASIS.sub(r"<em>\1</em>", text)
    return MARKED.sub(lambda found: escape(chr(int(found[1], 16))), text)


def from_html(source: str) -> str:
    """The words of a piece of HTML as paragraphs; tags, scripts and styles are dropped."""
    reader = _Words()
    reader.feed(source)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.found).splitlines())
    return "\n".join(f"<p>{escape(line)}</p>" for line in lines if line)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in HIDDEN_TAGS
        if tag in BREAKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in HIDDEN_TAGS and self.hidden > 0
        if tag in BREAKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)
