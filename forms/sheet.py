"""A form filled in with one set of data: what lies in each cell, and which cells are hidden or locked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError

from tongban.forms.cells import Cell, Here, State, all_cells
from tongban.forms.model import VALUES, Access, Field, Option, Text, option_key, walk
from tongban.forms.paths import find, leaves, put
from tongban.forms.rules import Broken
from tongban.forms.values import exact, is_empty, nothing, read_value
from tongban.forms.words import Asker

ROUNDS = 10
MOST_OPTIONS = 2_000
STRICTNESS = {"edit": 0, "read": 1, "hidden": 2}


class Sheet:
    def __init__(
        self,
        fields: tuple[Field, ...],
        asker: Asker,
        data: Mapping[str, Any],
        previous: Mapping[str, Any],
        access: Access,
    ) -> None:
        self.asker, self.previous, self.access = asker, previous, access
        roots = dict.fromkeys((each.keys[0] for each in leaves(fields)), None)
        # A name of the form that holds nothing is null, whatever it held before.
        self.surroundings = {**previous, **roots}
        self.cells = self._cells(fields, data, previous, "", "edit")
        self.dropped: frozenset[str] = frozenset()
        self.state = State()
        self.settled = self._settle() and self._settles_alone()

    def ask(self, text: str, here: Here) -> Any:
        return self.asker.ask(text, here.variables(self.surroundings))

    def visible(self) -> Iterator[tuple[Cell, Here]]:
        """Every visible cell in document order, a list before its rows."""
        here = self.start()
        yield from self._visit(self.cells, here, here.scope)

    def start(self) -> Here:
        """The place of the outermost fields, once everything has settled."""
        root: dict[str, Any] = {}
        self._collect(self.cells, root)
        return Here(root, root)

    def shows(self, cell: Cell) -> bool:
        return cell.path not in self.state.hidden

    def locks(self, cell: Cell) -> bool:
        return cell.path in self.state.locked

    def value(self, cell: Cell) -> Any:
        """What the cell holds now; None when what was sent cannot be read."""
        if cell.field.kind == "expression":
            return self.state.computed.get(cell.path)
        if self.locks(cell):
            return cell.before
        if cell.path in self.dropped:
            return nothing(cell.field.kind)
        if cell.field.options_from:
            return self.state.chosen.get(cell.path, (None, None))[0]
        return cell.value

    def problem(self, cell: Cell) -> Broken | None:
        if cell.field.options_from:
            return self.state.chosen.get(cell.path, (None, None))[1]
        return cell.problem

    def options(self, each: Field, here: Here) -> tuple[Option, ...]:
        """The options in force: written in the form, known beforehand, or computed."""
        if not each.options_from:
            return each.options
        if each.options_from.startswith("="):
            found = self.ask(each.options_from, here)
        else:
            # Never from what was sent, or the sender would choose the list too.
            found = self.previous.get(each.options_from)
        options = (_option(one) for one in found[:MOST_OPTIONS]) if isinstance(found, list) else ()
        return tuple(option for option in options if option)

    def _cells(
        self, fields: tuple[Field, ...], data: Any, before: Any, prefix: str, outer: str
    ) -> list[Cell]:
        cells = []
        for each in fields:
            cell = Cell(each, prefix + (".".join(each.keys) or f"#{each.id}"), self._mode(each, outer))
            cells.append(cell)
            if each.kind == "group":
                cell.children = self._cells(each.children, data, before, prefix, cell.access)
            elif each.keys:
                cell.sent, cell.raw = find(data, each.keys)
                cell.known, cell.before = find(before, each.keys)
                if not cell.known and each.readonly and not is_empty(each.default):
                    cell.known, cell.before = True, each.default
                self._read(cell)
        return cells

    def blank_rows(self, cell: Cell) -> list[list[Cell]]:
        """The empty entries a list offers when nobody has filled in any."""
        count = max(cell.field.first_rows, cell.field.fewest)
        return [
            self._cells(cell.field.children, {}, {}, f"{cell.path}[{number}].", cell.access)
            for number in range(count)
        ]

    def _mode(self, each: Field, outer: str) -> str:
        own = self.access.get(each.name, self.access.get("*", "edit")) if each.name else "edit"
        if each.readonly is True:
            own = max(own, "read", key=STRICTNESS.__getitem__)
        return max(own, outer, key=STRICTNESS.__getitem__)

    def _read(self, cell: Cell) -> None:
        each = cell.field
        if each.kind == "dynamiclist":
            self._read_rows(cell)
            cell.keeps_rows = bool(cell.before) and isinstance(cell.before, list) and self._fixed(each)
        elif each.kind in VALUES and not each.options_from:
            cell.value, cell.problem = _reading(each, cell.raw, each.options)

    def _fixed(self, each: Field) -> bool:
        """Rows are told apart by their place alone, so a column nobody may edit keeps every row in place."""
        inner = [one for one in walk(each.children) if one.kind in VALUES]
        return each.fixed_rows or any(one.readonly or self._mode(one, "edit") != "edit" for one in inner)

    def _read_rows(self, cell: Cell) -> None:
        given = cell.raw if cell.access == "edit" else cell.before
        if is_empty(given):
            return
        if not isinstance(given, list):
            cell.problem = "list", {}
        elif len(given) > cell.field.most:
            cell.problem = "most", {"limit": cell.field.most}
        else:
            before = cell.before if isinstance(cell.before, list) else []
            for number, row in enumerate(given):
                was = before[number] if number < len(before) else {}
                prefix = f"{cell.path}[{number}]."
                cell.rows.append(self._cells(cell.field.children, row, was, prefix, cell.access))

    def _settle(self) -> bool:
        for _ in range(ROUNDS + len(self.cells)):
            found = State()
            here = self.start()
            self._decide(self.cells, here, here.scope, found, hidden=False)
            if found == self.state:
                return True
            self.state = found
        return False

    def _settles_alone(self) -> bool:
        """Would the same state follow had nothing been sent for what turned out hidden?

        If not, the values accepted now would be judged otherwise the next time.
        """
        first = self.state
        if not any(cell.path in first.hidden and not is_empty(cell.raw) for cell in all_cells(self.cells)):
            return True
        self.dropped, self.state = frozenset(first.hidden), State()
        return self._settle() and (self.state.hidden, self.state.locked, self.state.computed) == (
            first.hidden,
            first.locked,
            first.computed,
        )

    def _decide(
        self, cells: list[Cell], here: Here, scope: dict[str, Any], found: State, *, hidden: bool
    ) -> None:
        for cell in cells:
            each = cell.field
            gone = hidden or bool(each.hide and self.ask(each.hide, here) is True)
            if gone:
                found.hidden.add(cell.path)
            if cell.access != "edit" or self._locked_now(each, here):
                found.locked.add(cell.path)
            if each.options_from:
                found.chosen[cell.path] = _reading(each, cell.raw, self.options(each, here))
            if each.kind == "expression" and not gone:
                found.computed[cell.path] = value = self.ask(each.source, here)
                put(scope, each.keys, value)
            self._decide(cell.children, here, scope, found, hidden=gone)
            # Rows of a list that is hidden now were not collected.
            rows = find(scope, each.keys)[1] if cell.rows and self.shows(cell) else None
            for number, row in enumerate(cell.rows):
                inner = here.row(number, rows[number] if rows else {})
                self._decide(row, inner, inner.scope, found, hidden=gone)

    def _locked_now(self, each: Field, here: Here) -> bool:
        return isinstance(each.readonly, str) and self.ask(each.readonly, here) is True

    def _rows(self, cell: Cell) -> list[list[Cell]]:
        return [] if cell.path in self.dropped else cell.rows

    def _collect(self, cells: list[Cell], into: dict[str, Any]) -> None:
        for cell in cells:
            if not self.shows(cell):
                continue
            self._collect(cell.children, into)
            if cell.field.kind == "dynamiclist":
                cells_of_rows = self._rows(cell)
                rows: list[dict[str, Any]] = [{} for _ in cells_of_rows]
                put(into, cell.field.keys, rows)
                for row, held in zip(cells_of_rows, rows, strict=True):
                    self._collect(row, held)
            elif cell.field.has_value:
                put(into, cell.field.keys, self.value(cell))

    def _visit(self, cells: list[Cell], here: Here, scope: dict[str, Any]) -> Iterator[tuple[Cell, Here]]:
        for cell in cells:
            if not self.shows(cell):
                continue
            yield cell, here
            yield from self._visit(cell.children, here, scope)
            rows = find(scope, cell.field.keys)[1] if cell.rows else []
            for number, row in enumerate(self._rows(cell)):
                inner = here.row(number, rows[number])
                yield from self._visit(row, inner, inner.scope)


def _reading(each: Field, raw: Any, options: tuple[Option, ...]) -> tuple[Any, Broken | None]:
    if is_empty(raw):
        return nothing(each.kind), None
    try:
        return read_value(each, raw, options), None
    except ValidationError as error:
        told = error.messages
        assert isinstance(told, dict)
        return None, (told["code"], told["facts"])


def _option(found: Any) -> Option | None:
    """An option from data: a plain value, or {value, label, label_en}."""
    value = found.get("value") if isinstance(found, Mapping) else found
    if not isinstance(value, str | bool):
        try:
            value = exact(value)
        except ValidationError:
            return None
    words = {"zh": option_key(value)}
    if isinstance(found, Mapping):
        for key, text in found.items():
            if isinstance(text, str) and (key == "label" or str(key).startswith("label_")):
                words["zh" if key == "label" else str(key)[6:]] = text
    return Option(value, Text(words))
