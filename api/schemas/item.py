"""Service items: the catalogue, one item, its guide, and bringing a new one in."""

from __future__ import annotations

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Text, Upload


class ItemQuery(Paged):
    """Which items."""

    q = Text("Words in the item's name.", most=100)


class ItemVersion(Answer):
    """A version of a service item."""

    id = said.text("Identifies this version.")
    code = said.text("The national code of the item.")
    key = said.text("Its short key, the same as its process.")
    version = said.number("Counts up from 1.")
    state = said.word("Where it stands.", "drafted", "scheduled", "published", "replaced", "withdrawn")
    name = said.text("Its Chinese name.")
    name_en = said.text("Its English name.")
    content_hash = said.text("Digest of all of its files.")
    created_at = said.moment("When it was brought in.")
    published_at = said.moment("When it was published.", null=True)


class ItemDraft(ItemVersion):
    """A version just brought in."""

    warnings = said.anything("What is allowed but worth a look.")
    unchanged = said.flag("The same content was here already.", always=False)


class ItemRow(ItemVersion):
    """A service item of the catalogue."""

    unit = said.thing("Who handles it: {code, name, name_en}.")
    promised = said.text("The promised limit in Chinese.", null=True)
    promised_en = said.text("The promised limit in English.", null=True)
    case_kind = said.text("Decided on the spot, or with a promised limit.", null=True)
    online = said.flag("Whether it may be applied for online.")


class Item(ItemVersion):
    """A service item with everything its sheet says."""

    unit = said.thing("Who handles it: {code, name, name_en}.")
    form = said.thing("The application form (form-js).")
    materials = said.things("What must be handed in.", always=True)
    limits = said.anything("The legal and the promised limit.")
    channels = said.words("How one may apply.")
    fees = said.anything("What it costs, and on which basis.")
    result = said.anything("What one gets.")


class Guide(Answer):
    """办事指南, rendered from the same data the engine runs."""

    code = said.text("The national code of the item.")
    key = said.text("Its short key.")
    version = said.number("The published version.")
    published_at = said.moment("When it was published.", null=True)
    unit = said.thing("Who handles it: {code, name, name_en}.")
    online = said.flag("Whether it may be applied for online.")
    form = said.thing("The application form (form-js).")
    members = said.things(
        "Of a joint item, who takes part: key, item, unit, required, limit, stage, needs, materials.",
        always=True,
    )
    diagram = said.thing("The chart: {xml, flows, steps}.")


class PackForm(Body):
    """A zip of one item folder."""

    file = Upload("The zip file.", required=True)
