"""The classic event set of electronic supervision as one export."""

from __future__ import annotations

from typing import Any

from flask import Response

from tongban.api.exchange_formats import as_csv, as_xml
from tongban.api.payload import json_response
from tongban.api.requests import Blueprint, ask
from tongban.api.schemas.exchange import Exchange, ExchangeQuery

blueprint = Blueprint("exchange", __name__, description="Export for a supervision platform (电子监察)")
AFTER, MORE = "Tongban-After", "Tongban-More"
HEADERS = {
    AFTER: {"description": "Pass as `after` to go on.", "schema": {"type": "string"}},
    MORE: {
        "description": "Whether there is more already.",
        "schema": {"type": "string", "enum": ["true", "false"]},
    },
}
FILES = {
    "text/csv": {"schema": {"type": "string"}},
    "application/xml": {"schema": {"type": "string"}},
}


@blueprint.get("/supervision/exchange")
@blueprint.doc(responses={200: {"headers": HEADERS, "content": FILES}})
@blueprint.query(ExchangeQuery)
@blueprint.answer(200, Exchange)
def export_events(filters: dict[str, Any]) -> Response:
    """Export the exchange events after a point of the feed, in order, as JSON, CSV or XML.

    0 申办, 1 预受理, 2 受理, 3 审批, 4 办结, 5 特别程序申请, 6 特别程序结果, 7 补交告知, 8 补交受理, 9 领取登记.
    The same `after` gives the same events again at any later time.
    """
    form = filters.pop("format")
    found = ask("exchange_events", **filters)
    if form == "csv":
        response = Response(as_csv(found["items"]), content_type="text/csv; charset=utf-8")
    elif form == "xml":
        response = Response(as_xml(found), content_type="application/xml")
    else:
        response = json_response(found, 200)
    response.headers[AFTER], response.headers[MORE] = found["after"], str(found["more"]).lower()
    return response
