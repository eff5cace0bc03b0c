"""Makes the files of documents: the PDF from its data, the signature on it, and what a signature says."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import asdict
from functools import cached_property
from typing import Any, Protocol

from tongban.engine import documents
from tongban.engine.settings import Settings


class Sealer(Protocol):
    """What signs and checks (documents.seal)."""

    def seal(self, pdf: bytes, unit: str, organ: str, reason: str) -> bytes:
        """The PDF with the unit's signature behind it; ValueError when it cannot be signed."""
        ...

    def check(self, pdf: bytes) -> Any:
        """What the signature of a file says, as a dataclass."""
        ...


class Press:
    """One per process; the seals lie in `seals` in the data folder, which several machines share."""

    def __init__(self, settings: Settings) -> None:
        self.authority = documents.Authority(settings.data_dir / "seals")

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """Every type of document: id, names, the words of its number."""
        return [
            {"id": one.id, "name": one.name, "name_en": one.name_en, "kind": one.kind}
            for one in documents.TYPES.values()
        ]

    def make(self, type_: str, data: Mapping[str, Any], text: str | None = None) -> bytes:
        """The PDF without signature: the same bytes for the same data."""
        return documents.render(type_, data, text=text)

    def sample(self, type_: str, text: str | None, language: str) -> bytes:
        """A document of made-up data."""
        return documents.render(type_, documents.specimen(), language=language, text=text)

    def seal(self, pdf: bytes, unit: str, organ: str, reason: str) -> bytes:
        """The PDF with the unit's signature behind it."""
        return self._sealer.seal(pdf, unit, organ, reason)

    def check(self, pdf: bytes) -> dict[str, Any]:
        """`{signed, intact, trusted, test_only, signer, signed_at}`."""
        return asdict(self._sealer.check(pdf))

    @cached_property
    def _sealer(self) -> Sealer:
        # Loaded with the first signature: what reads and writes signatures takes half a second to load, and most
        # processes (a command, a worker at rest) sign nothing.
        module = importlib.import_module("tongban.engine.documents.seal")
        sealer: Sealer = module.Sealer(self.authority)
        return sealer
