"""Service items 事项: read from a folder or a zip, checked as a whole, and handed on as typed data."""

from tongban.engine.items.drafting import (
    NewItem,
    decision_keys,
    draft_name,
    dump_sheet,
    new_item,
    sheet_data,
    with_diagram,
)
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
from tongban.engine.items.wording import Text

__all__ = [
    "JOINT_ACTS",
    "MOST_FILES",
    "FileRecipe",
    "Item",
    "Limit",
    "Material",
    "NewItem",
    "Problem",
    "Sample",
    "Sheet",
    "Step",
    "Text",
    "check_files",
    "check_item",
    "content_hash",
    "decision_keys",
    "draft_name",
    "dump_sheet",
    "file_name",
    "make_file",
    "new_item",
    "publishing_order",
    "read_folder",
    "read_item",
    "read_pack",
    "read_zip",
    "sheet_data",
    "with_diagram",
]
