"""Who somebody is, with the numbers that identify and reach them hidden; whoever needs them says why and is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tongban.engine.domain.identifiers import mask_id, mask_phone

Masks = Mapping[str, str]


def masked_party(who: Mapping[str, Any]) -> dict[str, Any]:
    """An applicant or agent as others see them."""
    shown = {**who, "id_no": mask_id(str(who.get("id_no") or ""))}
    contact = dict(who.get("contact") or {})
    if contact.get("phone"):
        contact["phone"] = mask_phone(str(contact["phone"]))
    return {**shown, "contact": contact}


def masks_of(*parties: Mapping[str, Any] | None) -> Masks:
    """What each of their numbers is shown as, wherever else it stands: forms repeat them."""
    found: dict[str, str] = {}
    for who in parties:
        if not who:
            continue
        for value, mask in _numbers(who):
            # What is short might stand for something else as well.
            if len(value) >= 8:
                found[value] = mask(value)
    return found


def masked(value: Any, masks: Masks) -> Any:
    """The value with every text in it that is one of these numbers replaced."""
    if isinstance(value, str):
        return masks.get(value.strip(), value)
    if isinstance(value, Mapping):
        return {name: masked(inner, masks) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [masked(inner, masks) for inner in value]
    return value


def unmasked(value: Any, held: Any, masks: Masks) -> Any:
    """What somebody gives back who may have seen `held` masked: a number left as it was shown stays as it is held."""
    if isinstance(value, str) and isinstance(held, str):
        return held if masks.get(held.strip()) == value.strip() else value
    if isinstance(value, Mapping) and isinstance(held, Mapping):
        return {name: unmasked(inner, held.get(name), masks) for name, inner in value.items()}
    if isinstance(value, list | tuple) and isinstance(held, list | tuple):
        known = [*held, *[None] * (len(value) - len(held))]
        return [unmasked(inner, known[place], masks) for place, inner in enumerate(value)]
    return value


def _numbers(who: Mapping[str, Any]) -> list[tuple[str, Callable[[str], str]]]:
    contact = who.get("contact") or {}
    return [(str(who.get("id_no") or ""), mask_id), (str(contact.get("phone") or ""), mask_phone)]
