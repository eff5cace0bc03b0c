"""Forms drawn in form-js: read, validated and prepared for server-rendered HTML."""

from tongban.forms.errors import FormError, InvalidForm, NoEvaluator, UnknownCheck
from tongban.forms.form import Form
from tongban.forms.model import Access, Check, Evaluate, Field
from tongban.forms.nodes import Choice, Node, Row, html_id
from tongban.forms.posted import only_redraws, parse_posted
from tongban.forms.reading import read_form
from tongban.forms.summary import Listing, field_labels, laid_out, summary

__all__ = [
    "Access",
    "Check",
    "Choice",
    "Evaluate",
    "Field",
    "Form",
    "FormError",
    "InvalidForm",
    "Listing",
    "NoEvaluator",
    "Node",
    "Row",
    "UnknownCheck",
    "field_labels",
    "html_id",
    "laid_out",
    "only_redraws",
    "parse_posted",
    "read_form",
    "summary",
]
