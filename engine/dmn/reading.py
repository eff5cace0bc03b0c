"""From DMN files to a model, or every reason why not."""

from __future__ import annotations

from collections.abc import Sequence

from tongban.engine import errors
from tongban.engine.dmn import definitions as reading
from tongban.engine.dmn.linking import Linker
from tongban.engine.dmn.model import Model
from tongban.engine.dmn.xml import parse


def read(xml: bytes, file: str = "rules.dmn", others: Sequence[bytes] = (), *, strict: bool = True) -> Model:
    """The model of this file; `others` are the files it imports. InvalidDecision lists every problem.

    Not strict: a text that is not FEEL is null when evaluated, as the standard's test kit expects.
    """
    main = reading.read(parse(xml, file), file)
    imports = [(other, f"import {number}") for number, other in enumerate(others, 1)]
    files = [main, *(reading.read(parse(other, name), name) for other, name in imports)]
    linker = Linker(files)
    linked = linker.link()
    problems = [one for definitions in files for one in definitions.problems] + linker.problems
    if problems and strict:
        first = problems[0]
        message = f"{first['file']}: {first['element']}: {first['message']}"
        raise errors.InvalidDecision(message, errors=problems)
    return Model(linked, main.namespace, files)
