"""What may be asked of publishing and versions, as one part of the reader."""

from __future__ import annotations

from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Library
from tongban.engine.queries import item_versions, publications

Answer = dict[str, Any]


class PublishingReader:
    """Each answer in the shape of the HTTP contract and only what the actor may see."""

    _library: Library
    _ask: Any

    def publications(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(publications.publications, actor, **filters)  # type: ignore[no-any-return]

    def publication(self, actor: Actor, publication_id: str) -> Answer:
        return self._ask(publications.publication, actor, self._library, publication_id)  # type: ignore[no-any-return]

    def publication_files(self, actor: Actor, publication_id: str) -> dict[str, bytes]:
        return self._ask(publications.publication_files, actor, publication_id)  # type: ignore[no-any-return]

    def publication_base(self, actor: Actor, publication_id: str) -> Answer:
        return self._ask(publications.publication_base, actor, publication_id)  # type: ignore[no-any-return]

    def publication_of_instance(self, actor: Actor, instance_id: str) -> str | None:
        return self._ask(publications.publication_of_instance, actor, instance_id)  # type: ignore[no-any-return]

    def item_versions(self, actor: Actor, code: str, **filters: Any) -> Answer:
        return self._ask(item_versions.item_versions, actor, code, **filters)  # type: ignore[no-any-return]

    def item_version(self, actor: Actor, version_id: str) -> Answer:
        return self._ask(item_versions.item_version, actor, version_id)  # type: ignore[no-any-return]

    def item_in_force(self, actor: Actor, code: str) -> Answer | None:
        return self._ask(item_versions.item_in_force, actor, code)  # type: ignore[no-any-return]

    def version_files(self, actor: Actor, version_id: str) -> dict[str, bytes]:
        return self._ask(item_versions.version_files, actor, version_id)  # type: ignore[no-any-return]

    def business_keys(self, actor: Actor, instance_ids: list[str]) -> dict[str, str]:
        return self._ask(item_versions.business_keys, actor, instance_ids)  # type: ignore[no-any-return]

    def last_trial(self, actor: Actor, content_hash: str) -> Answer | None:
        return self._ask(item_versions.last_trial, actor, content_hash)  # type: ignore[no-any-return]
