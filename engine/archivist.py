"""Makes the archive packages of closed cases: when somebody asks for one, and quietly after a case was closed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tongban.engine import archive_package, errors
from tongban.engine.domain.actor import SYSTEM, Actor
from tongban.engine.domain.audit import canonical
from tongban.engine.domain.file_name import clean_file_name
from tongban.engine.ports import DocumentStore
from tongban.engine.press import Press
from tongban.engine.queries.reader import Reader
from tongban.engine.use_cases.archive import KeepArchive

log = logging.getLogger(__name__)
AT_ONCE = 3


class Archivist:
    """`keep` commits a made package."""

    def __init__(
        self, reader: Reader, store: DocumentStore, press: Press, keep: Callable[[KeepArchive], Any]
    ) -> None:
        self._reader = reader
        self._store = store
        self._press = press
        self._keep = keep

    def package(self, actor: Actor, case_no: str) -> tuple[bytes, str]:
        """The package of a closed case for somebody who may have it, and its file name."""
        kept = self._reader.archive_package(actor, case_no)
        name = f"{case_no}.zip"
        if kept["sha256"] is not None:
            return self._stored(kept["sha256"]), name
        for document_id in kept["unsigned"]:
            self._reader.signed(document_id)
        found = self._reader.archive_contents(case_no)
        content = self._packed(found, kept["unit"])
        self._keep(KeepArchive(kept["case_id"], content, len(found["events"])))
        return content, name

    def sweep(self) -> int:
        """Make a few of the packages that wait; what fails is told and tried again when it is asked for."""
        made = 0
        for case_no in self._reader.archives_waiting(AT_ONCE):
            try:
                self.package(SYSTEM, case_no)
                made += 1
            except errors.EngineError as refused:
                log.warning("archive package of %s: %s", case_no, refused)
        return made

    def _packed(self, found: dict[str, Any], unit: str) -> bytes:
        parts = archive_package.Parts()
        parts.add_json("case.json", found["case"], name="办件 / the case")
        for path, content in found["item"].items():
            parts.add(f"item/{path}", content, name="事项 / the item")
        for row in found["materials"]:
            if row.document_id is None:
                file_name = clean_file_name(row.file_name)
                about = {"code": row.code, "name": row.name, "state": row.state, "added_by": row.added_by}
                parts.add(f"materials/{row.code}/{file_name}", self._stored(row.sha256), **about)
        for row in found["documents"]:
            if row.sha256 is not None:
                about = {"type": row.type, "name": row.title, "number": row.number}
                parts.add(f"documents/{row.type}-{row.id}.pdf", self._stored(row.sha256), **about)
        lines = [
            json.dumps(
                {"hash": one["hash"], "payload": json.loads(canonical(one["payload"]))}, ensure_ascii=False
            )
            for one in found["events"]
        ]
        parts.add(
            "audit.jsonl", "".join(f"{line}\n" for line in lines).encode(), name="办理记录 / the record"
        )
        organ = str(found["case"].get("unit_name") or unit)
        credential = self._press.authority.credential(unit, organ)
        signer = b"".join(one.public_bytes(Encoding.PEM) for one in credential.certificates)
        key = credential.key
        return archive_package.pack(
            parts, found["head"], signer, lambda data: key.sign(data, ec.ECDSA(hashes.SHA256()))
        )

    def _stored(self, sha256: str) -> bytes:
        try:
            return self._store.get(sha256)
        except KeyError:
            raise errors.NotFound("The file is missing from the store.", sha256=sha256) from None
