"""Service items 事项: read from a folder or a zip, checked as a whole, and handed on as typed data."""

from tongban.engine.items.base_list import BaseItem, read_base_list
from tongban.engine.items.claiming import (
    LOCKED,
    Claim,
    as_the_list_says,
    claimed_item,
    differences,
    strayed,
)
from tongban.engine.items.diagram_import import DiagramImport, import_diagram
from tongban.engine.items.differing import compare_folders, user_steps
from tongban.engine.items.drafting import (
    NewItem,
    decision_keys,
    draft_name,
    dump_sheet,
    new_item,
    sheet_data,
    with_diagram,
)
from tongban.engine.items.drafting_names import names_of
from tongban.engine.items.drafting_tables import new_table, tables_of, try_table
from tongban.engine.items.flow_order import OrderedFlow, english, flow_in_order
from tongban.engine.items.gate import gate, section_of, state_of
from tongban.engine.items.item import Item
from tongban.engine.items.materials import Material
from tongban.engine.items.order import publishing_order
from tongban.engine.items.pack import MOST_FILES, check_files, content_hash, read_folder, read_pack, read_zip
from tongban.engine.items.parts import Limit
from tongban.engine.items.problems import Problem
from tongban.engine.items.reader import check_item, read_item
from tongban.engine.items.sample_files import file_name, make_file
from tongban.engine.items.samples import JOINT_ACTS, FileRecipe, Sample, Step
from tongban.engine.items.sheet import Sheet
from tongban.engine.items.sheet_text import rewritten
from tongban.engine.items.wording import Text

__all__ = [
    "JOINT_ACTS",
    "LOCKED",
    "MOST_FILES",
    "BaseItem",
    "Claim",
    "DiagramImport",
    "FileRecipe",
    "Item",
    "Limit",
    "Material",
    "NewItem",
    "OrderedFlow",
    "Problem",
    "Sample",
    "Sheet",
    "Step",
    "Text",
    "as_the_list_says",
    "check_files",
    "check_item",
    "claimed_item",
    "compare_folders",
    "content_hash",
    "decision_keys",
    "differences",
    "draft_name",
    "dump_sheet",
    "english",
    "file_name",
    "flow_in_order",
    "gate",
    "import_diagram",
    "make_file",
    "names_of",
    "new_item",
    "new_table",
    "publishing_order",
    "read_base_list",
    "read_folder",
    "read_item",
    "read_pack",
    "read_zip",
    "rewritten",
    "section_of",
    "sheet_data",
    "state_of",
    "strayed",
    "tables_of",
    "try_table",
    "user_steps",
    "with_diagram",
]
