"""Short spellings for the fields of answers, each with what it means."""

from __future__ import annotations

from marshmallow import Schema, fields

from tongban.api.schemas.fields import Anything, Object, described


def text(description: str, *, null: bool = False, always: bool = True) -> fields.String:
    return fields.String(required=always, allow_none=null, metadata=described(description))


def word(description: str, *words: str) -> fields.String:
    return fields.String(required=True, metadata=described(description, enum=list(words)))


def moment(description: str, *, null: bool = False, always: bool = True) -> fields.String:
    return fields.String(
        required=always, allow_none=null, metadata=described(description, format="date-time")
    )


def number(description: str, *, null: bool = False, always: bool = True) -> fields.Integer:
    return fields.Integer(required=always, allow_none=null, metadata=described(description))


def flag(description: str, *, always: bool = True) -> fields.Boolean:
    return fields.Boolean(required=always, metadata=described(description))


def thing(description: str, *, null: bool = False, always: bool = True) -> Object:
    return Object(description, required=always, allow_none=null)


def anything(description: str, *, always: bool = False) -> Anything:
    return Anything(description, required=always)


def words(description: str, *, always: bool = True) -> fields.List:
    return fields.List(fields.String(), required=always, metadata=described(description))


def things(description: str, *, always: bool = False) -> fields.List:
    return fields.List(Object("One of them."), required=always, metadata=described(description))


def rows(schema: type[Schema], description: str, *, always: bool = True) -> fields.List:
    return fields.List(fields.Nested(schema), required=always, metadata=described(description))
