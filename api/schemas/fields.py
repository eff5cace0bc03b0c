"""Field types that take exactly what JSON and a query string say, nothing coerced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate
from werkzeug.datastructures import FileStorage

from tongban.api.durations import duration_of

NO_NUL = validate.Regexp(r"^[^\u0000]*$", error="May not contain the character NUL.")


def described(description: str, **schema: Any) -> dict[str, Any]:
    """The `metadata` of a field: what the OpenAPI document says about it."""
    return {"description": description, **schema}


class Text(fields.String):
    """A string of bounded length without NUL, which no database of ours would take."""

    def __init__(self, description: str, *, most: int = 255, least: int = 0, **options: Any) -> None:
        example = {"example": options.pop("example")} if "example" in options else {}
        super().__init__(
            validate=[validate.Length(least, most), NO_NUL, *options.pop("validate", ())],
            metadata=described(description, **example),
            **options,
        )


class Word(fields.String):
    """One of a few fixed words."""

    def __init__(self, description: str, words: tuple[str, ...], **options: Any) -> None:
        super().__init__(validate=validate.OneOf(words), metadata=described(description), **options)


class Whole(fields.Integer):
    """A whole number of the JSON body: neither true nor "5" nor 2.5."""

    def __init__(self, description: str, *, least: int, most: int, **options: Any) -> None:
        super().__init__(
            strict=True, validate=validate.Range(least, most), metadata=described(description), **options
        )

    def _validated(self, value: Any) -> int:
        if isinstance(value, Decimal) and abs(value) < 10**15 and value == value.to_integral_value():
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return value


class Count(fields.Integer):
    """A whole number of the query string."""

    def __init__(self, description: str, *, least: int, most: int, **options: Any) -> None:
        super().__init__(
            strict=True, validate=validate.Range(least, most), metadata=described(description), **options
        )

    def _validated(self, value: Any) -> int:
        # int() also takes "1_000", " 7" and Arabic digits.
        if not (isinstance(value, str) and value.isascii() and value.removeprefix("-").isdigit()):
            raise self.make_error("invalid", input=value)
        if len(value) > 18:
            raise self.make_error("too_large", input=value)
        return int(value)


class Flag(fields.Boolean):
    """true or false in the query string."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(
            truthy={"true", "1"}, falsy={"false", "0"}, metadata=described(description), **options
        )


class YesNo(fields.Boolean):
    """true or false in the JSON body."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(metadata=described(description), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Moment(fields.AwareDateTime):
    """An RFC 3339 time with its offset."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(
            format="iso",
            metadata=described(description, example="2026-03-02T09:00:00+08:00"),
            **options,
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str) or len(value) > 40:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        # An offset's "+" that was not percent-encoded arrives as a space.
        text = value[:10] + value[10:].replace(" ", "+") if "T" in value else value
        return super()._deserialize(text, attr, data, **kwargs)


class Wait(fields.Field[timedelta]):
    """How long to wait: an ISO 8601 duration (PT20S) or a number of seconds."""

    def __init__(self, description: str, **options: Any) -> None:
        facts = {"type": "string", "example": "PT20S"}
        if "load_default" in options:
            facts["default"] = f"PT{options['load_default'].total_seconds():.0f}S"
        super().__init__(metadata=described(description, **facts), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> timedelta:
        if not isinstance(value, str):
            raise ValidationError("Must be an ISO 8601 duration such as PT20S.")
        try:
            return duration_of(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class Words(fields.Field[tuple[str, ...]]):
    """Several words separated by commas in the query string."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(metadata=described(description, type="string"), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, ...]:
        return tuple(word.strip() for word in NO_NUL(str(value)).split(",") if word.strip())


class Object(fields.Field[Mapping[str, Any]]):
    """A JSON object of any content."""

    def __init__(self, description: str, **options: Any) -> None:
        example = {"example": options.pop("example")} if "example" in options else {}
        super().__init__(
            metadata=described(description, type="object", additionalProperties=True, **example), **options
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise ValidationError("Must be an object.")
        return value


class Anything(fields.Raw):
    """Any JSON value."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(metadata=described(description), allow_none=True, **options)


class Names(fields.List):
    """A list of short names."""

    def __init__(self, description: str, *, most: int = 200, **options: Any) -> None:
        super().__init__(
            Text("A name.", least=1),
            validate=validate.Length(max=most),
            metadata=described(description),
            **options,
        )


class Upload(fields.Field[FileStorage]):
    """One file of a multipart form."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(metadata=described(description, type="string", format="binary"), **options)
