"""The counter for queue machines, lockers and other software of a hall: visits, papers, collections, identities."""

from __future__ import annotations

from typing import Any

from tongban.api.authentication import actor
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.counter import (
    AccountAtWindow,
    BookBody,
    CollectBody,
    Collected,
    Confirmed,
    CounterQuery,
    CounterRecords,
    DrawBody,
    EndVisitBody,
    FreeSlots,
    HandBody,
    IdentityBody,
    Moved,
    Opened,
    SlotsBody,
    UnitBody,
    Visit,
    VisitsToday,
)
from tongban.engine import desk_acts

blueprint = Blueprint("counter", __name__, description="Queue numbers, papers, collections, identities seen")


@blueprint.get("/visits")
@blueprint.query(CounterQuery)
@blueprint.answer(200, VisitsToday)
def list_visits(filters: dict[str, Any]) -> Any:
    """List today's visits of a counter that are not over, whoever is next first."""
    return ask("visits_today", filters.get("unit") or min(actor().units, default=""))


@blueprint.post("/visits")
@blueprint.body(DrawBody)
@blueprint.answer(201, Visit)
def draw_number(given: dict[str, Any]) -> Any:
    """Draw a number for somebody at the door."""
    return act(desk_acts.DrawNumber(given["unit"], given.get("name") or "", given.get("item")))


@blueprint.post("/visits/next")
@blueprint.body(UnitBody)
@blueprint.answer(200, Visit)
def call_next(given: dict[str, Any]) -> Any:
    """Call whoever is next; those who booked this time come first."""
    return act(desk_acts.CallNext(given["unit"]))


@blueprint.post("/visits/<visit_id>/arrive")
@blueprint.answer(200, Visit)
def arrive_visit(visit_id: str) -> Any:
    """Say that somebody who booked is here."""
    return act(desk_acts.ArriveVisit(visit_id))


@blueprint.post("/visits/<visit_id>/end")
@blueprint.body(EndVisitBody)
@blueprint.answer(200, Visit)
def end_visit(visit_id: str, given: dict[str, Any]) -> Any:
    """End a visit; one's own may be cancelled."""
    return act(desk_acts.EndVisit(visit_id, given["state"], given.get("case_no")))


@blueprint.get("/visit-slots")
@blueprint.query(CounterQuery)
@blueprint.answer(200, FreeSlots)
def list_slots(filters: dict[str, Any]) -> Any:
    """List the times that may be booked, and one's own visits ahead."""
    return ask("free_slots", filters.get("unit"))


@blueprint.post("/visit-slots")
@blueprint.body(SlotsBody)
@blueprint.answer(201, Opened)
def open_slots(given: dict[str, Any]) -> Any:
    """Open times of a day for booking; those that are there keep their bookings."""
    return act(desk_acts.OpenSlots(**given))


@blueprint.post("/visit-slots/<slot_id>/book")
@blueprint.body(BookBody)
@blueprint.answer(201, Visit)
def book_visit(slot_id: str, given: dict[str, Any]) -> Any:
    """Book a visit for oneself."""
    return act(desk_acts.BookVisit(slot_id, given["name"], given.get("phone") or "", given.get("item")))


@blueprint.get("/cases/<case_no>/papers")
@blueprint.answer(200, CounterRecords)
def read_papers(case_no: str) -> Any:
    """Read where the papers of a case are, who had them, and what was handed out to whom."""
    return ask("at_counter", case_no)


@blueprint.post("/cases/<case_no>/papers")
@blueprint.body(HandBody)
@blueprint.answer(201, Moved)
def hand_papers(case_no: str, given: dict[str, Any]) -> Any:
    """Record that papers go to a colleague."""
    return act(
        desk_acts.HandPapers(
            case_no, given["what"], given["place"], given["taken_by"], given.get("note") or ""
        )
    )


@blueprint.post("/cases/<case_no>/collections")
@blueprint.body(CollectBody)
@blueprint.answer(201, Collected)
def collect_results(case_no: str, given: dict[str, Any]) -> Any:
    """Record that results were handed to the applicant or an agent, at a window or by a locker."""
    command = desk_acts.CollectResults(
        case_no,
        given["collector"],
        given["id_no"],
        given["relation"],
        tuple(given["documents"]),
        given.get("signature"),
    )
    return act(command)


@blueprint.get("/people/<username>/identity")
@blueprint.answer(200, AccountAtWindow)
def read_account(username: str) -> Any:
    """Read a registered account before its paper is checked; numbers masked."""
    return ask("account_at_window", username)


@blueprint.post("/people/<username>/identity")
@blueprint.body(IdentityBody)
@blueprint.answer(201, Confirmed)
def confirm_identity(username: str, given: dict[str, Any]) -> Any:
    """Confirm who an account belongs to, the original paper seen at a window."""
    return act(
        desk_acts.ConfirmIdentity(
            username, given["name"], given["id_type"], given["id_no"], given.get("note") or ""
        )
    )
