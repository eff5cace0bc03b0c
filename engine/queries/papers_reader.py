"""The part of the reader that asks for files, texts and licences; a document is signed when it is first read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from tongban.engine.domain.actor import SYSTEM, Actor
from tongban.engine.persistence.calendars import CalendarShelf
from tongban.engine.ports import DocumentStore, Library
from tongban.engine.queries import archive, files, papers, public

Answer = dict[str, Any]


class PapersReader:
    """Mixed into the reader, which has `_ask`."""

    _ask: Callable[..., Any]
    _ask_in_time: Callable[..., Any]
    _library: Library
    _store: DocumentStore
    _render: files.Render
    _calendars: CalendarShelf
    _clock: Callable[[], Any]
    # Set by the engine, which alone may write: signs what is waiting and keeps the file.
    sign: Callable[[Answer], None] | None = None
    check: Callable[[bytes], Answer] | None = None
    # Told by the engine too: the types of documents, the shipped text of each, one of made-up data.
    kinds: Sequence[Answer] = ()
    shipped_text: Callable[[str], str]
    sample_document: Callable[[str, str | None, str], bytes]

    def document_pdf(self, actor: Actor, document_id: str) -> tuple[bytes, str]:
        self._ask(files.document_case, actor, document_id)
        self.signed(document_id)
        return self._ask(files.document_pdf, actor, self._store, self._render, document_id)  # type: ignore[no-any-return]

    def material_file(self, actor: Actor, case_no: str, code: str) -> tuple[bytes, str, str]:
        document_id = self._ask(files.document_of_material, actor, case_no, code)
        if document_id is not None:
            self.signed(document_id)
        return self._ask(files.material_file, actor, self._store, self._render, case_no, code)  # type: ignore[no-any-return]

    def signed(self, document_id: str) -> None:
        """Have the document signed, unless it is or may not be yet."""
        waiting = self._ask(papers.to_seal, document_id)
        if waiting is not None and self.sign is not None:
            self.sign(waiting)

    def verify_document(self, code: str) -> Answer:
        """What a document states of itself, and what its signature says; it is signed now if it was not."""
        found = self._ask(public.verify_document, self._store, self._today(), code)
        if found["sha256"] is None:
            self.signed(found["document_id"])
            found = self._ask(public.verify_document, self._store, self._today(), code)
        shown = {name: value for name, value in found.items() if name not in ("file", "document_id")}
        return shown | {"signature": self.check(found["file"]) if self.check and found["file"] else None}

    def verify_file(self, content: bytes) -> Answer:
        """Whether these very bytes are a document that was issued here, and what their signature says."""
        code = self._ask(files.code_of_file, hashlib.sha256(content).hexdigest())
        if code is not None:
            return {"known": True, "code": code} | self.verify_document(code)
        return {"known": False, "signature": self.check(content) if self.check else None}

    def document_types(self) -> list[Answer]:
        """Every type of document with its names and the words of its number."""
        return [dict(one) for one in self.kinds]

    def archive_package(self, actor: Actor, case_no: str) -> Answer:
        return self._ask(archive.package_of, actor, case_no)  # type: ignore[no-any-return]

    def archive_contents(self, case_no: str) -> Answer:
        """For the archivist alone, who has asked before whether the reader may."""
        return self._ask_in_time(archive.contents, SYSTEM, self._library, args=(case_no,), of_case=case_no)  # type: ignore[no-any-return]

    def archives_waiting(self, limit: int) -> list[str]:
        return self._ask(archive.waiting, limit)  # type: ignore[no-any-return]

    def waiting_documents(self, actor: Actor) -> Answer:
        return self._ask(papers.waiting_documents, actor)  # type: ignore[no-any-return]

    def templates(self, actor: Actor, unit: str) -> Answer:
        return self._ask(papers.templates, actor, unit)  # type: ignore[no-any-return]

    def template_versions(self, actor: Actor, unit: str, type_: str) -> list[Answer]:
        return self._ask(papers.template_versions, actor, unit, type_)  # type: ignore[no-any-return]

    def own_units(self, actor: Actor) -> list[Answer]:
        return self._ask(papers.own_units, actor)  # type: ignore[no-any-return]

    def licences(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(papers.licences, actor, self._today(), **filters)  # type: ignore[no-any-return]

    def _today(self) -> date:
        found: date = self._clock().astimezone(self._calendars.zone).date()
        return found
