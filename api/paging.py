"""Lists by cursor: what a caller may ask and how every page looks."""

from __future__ import annotations

from marshmallow import Schema, fields

from tongban.api.schemas.base import Answer, Query
from tongban.api.schemas.fields import Count, Text, described

PAGE_SIZE = 50
LARGEST_PAGE = 200


class Paged(Query):
    """A query whose answer comes in pages."""

    page_size = Count("How many rows a page holds.", least=1, most=LARGEST_PAGE, load_default=PAGE_SIZE)
    cursor = Text("`next_cursor` of the page before; absent for the first page.", most=500)


def page_of(row: type[Schema]) -> type[Schema]:
    """The answer schema of a list of such rows."""
    name = f"{row.__name__}Page"
    return Answer.from_dict(
        {
            "items": fields.List(
                fields.Nested(row), required=True, metadata=described("The rows of this page.")
            ),
            "next_cursor": fields.String(
                required=True,
                allow_none=True,
                metadata=described("Pass as `cursor` for the next page; null on the last."),
            ),
        },
        name=name,
    )
