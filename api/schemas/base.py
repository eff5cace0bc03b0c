"""The three kinds of schema: what a body, a query string and an answer may hold."""

from __future__ import annotations

from marshmallow import INCLUDE, RAISE, Schema


class Body(Schema):
    """A JSON body; a field nobody knows is an error, not noise."""

    class Meta:
        unknown = RAISE


class Query(Schema):
    """A query string; a parameter nobody knows is an error."""

    class Meta:
        unknown = RAISE


class Answer(Schema):
    """An answer. Documentation only: the engine already returns this shape, and may add to it later."""

    class Meta:
        unknown = INCLUDE
