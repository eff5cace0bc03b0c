"""A form that was read: what it asks for, and the acts on it (validate, show, summarise)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.forms.model import BASE_LANGUAGE, DATA, Access, Check, Field, Text, walk
from tongban.forms.nodes import Node
from tongban.forms.rendering import render
from tongban.forms.sheet import Sheet
from tongban.forms.validation import Problems, clean_data, problems_of
from tongban.forms.words import Asker, inner_expressions, is_expression


@dataclass(frozen=True)
class Form:
    id: str
    fields: tuple[Field, ...]
    asker: Asker

    def validate(
        self,
        data: Mapping[str, Any],
        *,
        language: str = BASE_LANGUAGE,
        access: Access | None = None,
        previous: Mapping[str, Any] | None = None,
        checks: Mapping[str, Check] | None = None,
        today: date | None = None,
    ) -> tuple[dict[str, Any], Problems]:
        """The accepted values and everything wrong, each as {field, message}.

        `data` is the whole form: what it lacks counts as left empty. `previous` holds the values from
        before, which hidden and read-only fields keep, and any other variable an expression may use.
        Fields name a check by `properties.check`; without `checks` none of them runs.
        """
        sheet = Sheet(self.fields, self.asker, data, previous or {}, access or {})
        problems = problems_of(sheet, self.fields, data, language, checks, today)
        return clean_data(sheet), problems

    def render_model(
        self,
        values: Mapping[str, Any],
        errors: Iterable[Mapping[str, str]] | Mapping[str, str] = (),
        language: str = BASE_LANGUAGE,
        access: Access | None = None,
        previous: Mapping[str, Any] | None = None,
    ) -> list[Node]:
        """What a page shows; `values` may be as wrong as they were posted.

        `errors` come as validate() tells them, or as field to message.
        `previous` is what read-only fields hold; left out, `values` is all there is.
        """
        before = values if previous is None else previous
        sheet = Sheet(self.fields, self.asker, values, before, access or {})
        told = errors if isinstance(errors, Mapping) else {one["field"]: one["message"] for one in errors}
        return render(sheet, told, language)

    def field_names(self) -> tuple[str, ...]:
        """Dotted names of all fields that hold a value; those inside a list begin with its name."""
        return tuple(each.name for each in walk(self.fields) if each.kind in DATA)

    def roots(self) -> frozenset[str]:
        """The variables the form yields: the first part of each field name."""
        return frozenset(name.split(".")[0] for name in self.field_names())

    def expressions(self) -> list[tuple[str, str]]:
        """Every FEEL expression with the name (or id) of its field, for checks before it is used."""
        return [
            (each.name or each.id, text)
            for each in walk(self.fields)
            for text in (*each.expressions(), *_text_expressions(each))
        ]

    def checks(self) -> frozenset[str]:
        """Names of the checks the form wants."""
        return frozenset(each.rules.check for each in walk(self.fields) if each.rules.check)

    @property
    def languages(self) -> tuple[str, ...]:
        found = {language for each in walk(self.fields) for text in _texts(each) for language in text.words}
        return (BASE_LANGUAGE, *sorted(found - {BASE_LANGUAGE}))

    def untranslated(self, language: str) -> list[str]:
        """Names (or ids) of fields that have a text, but not in this language."""
        return [
            each.name or each.id
            for each in walk(self.fields)
            if any(text and language not in text.words and not _only_feel(text) for text in _texts(each))
        ]


def _texts(each: Field) -> list[Text]:
    own = [each.label, each.help, each.when, each.content, each.prefix, each.suffix]
    own += [each.rules.pattern_message, *(option.text for option in each.options)]
    return own + [column.text for column in each.columns]


def _text_expressions(each: Field) -> list[str]:
    texts = (each.label, each.help, each.content, each.prefix, each.suffix)
    return [found for text in texts for words in text.words.values() for found in inner_expressions(words)]


def _only_feel(text: Text) -> bool:
    """A text computed from data needs no twin."""
    return all(is_expression(words) for words in text.words.values())
