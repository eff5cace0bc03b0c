import pytest

from tongban.engine import errors
from tongban.engine.domain.actor import SYSTEM, Actor, Holding
from tongban.engine.domain.authorize import APART, RULES, Thing, allowed, may


def somebody(name: str, role: str, unit: str) -> Actor:
    return Actor(name, holdings=(Holding(f"{unit}-{role}", role, unit),))


CLERK = somebody("li.na", "window_clerk", "zjj")
OTHER_CLERK = somebody("wang", "window_clerk", "cgj")
HALL_CLERK = somebody("he", "window_clerk", "zwzx")
HEAD = somebody("zhao", "section_head", "zjj")
SUPERVISOR = somebody("qian", "supervisor", "zwzx")
ITEM_ADMIN = somebody("sun", "item_admin", "zwzx")
ADMIN = Actor("root", roles=frozenset({"sys_admin"}), kind="token")
APPLICANT = Actor("chen", roles=frozenset({"applicant"}), kind="applicant")
STRANGER = Actor("gao", roles=frozenset({"applicant"}), kind="applicant")

POOLED = Thing(candidates=frozenset({"group:window_clerk@zjj"}), unit="zjj")
TAKEN = Thing(candidates=POOLED.candidates, assignee="li.na", unit="zjj")
CASE = Thing(unit="zjj", applicant="chen", involved=frozenset({"user:feng", "group:zwzx"}))


@pytest.mark.parametrize(
    ("actor", "verb", "thing", "right"),
    [
        (CLERK, "task.claim", POOLED, True),
        (OTHER_CLERK, "task.claim", POOLED, False),
        (CLERK, "task.complete", POOLED, True),
        (CLERK, "task.complete", TAKEN, True),
        (somebody("liu", "window_clerk", "zjj"), "task.complete", TAKEN, False),
        (somebody("liu", "window_clerk", "zjj"), "task.claim", TAKEN, False),
        (HEAD, "task.complete", TAKEN, False),
        (HEAD, "task.release", TAKEN, True),
        (OTHER_CLERK, "task.read", TAKEN, False),
        (SUPERVISOR, "task.read", TAKEN, True),
        (SUPERVISOR, "task.complete", TAKEN, False),
        (APPLICANT, "case.read", CASE, True),
        (STRANGER, "case.read", CASE, False),
        (CLERK, "case.read", CASE, True),
        (OTHER_CLERK, "case.read", CASE, False),
        (HALL_CLERK, "case.read", CASE, True),
        (HALL_CLERK, "case.supplement", CASE, True),
        (Actor("feng"), "case.read", CASE, True),
        (APPLICANT, "case.withdraw", CASE, True),
        (STRANGER, "case.withdraw", CASE, False),
        (CLERK, "case.void", CASE, False),
        (HEAD, "case.void", CASE, True),
        (somebody("xu", "section_head", "cgj"), "case.void", CASE, False),
        (HEAD, "case.suspend", CASE, True),
        (APPLICANT, "case.suspend", CASE, False),
        (STRANGER, "case.rate", CASE, False),
        (CLERK, "case.rate", CASE, False),
        (ITEM_ADMIN, "deploy", Thing(), True),
        (CLERK, "deploy", Thing(), False),
        (APPLICANT, "instance.start", Thing(), False),
        (CLERK, "audit.read", CASE, False),
        (SUPERVISOR, "audit.read", CASE, True),
        (CLERK, "token.create", Thing(assignee="li.na"), True),
        (CLERK, "token.create", Thing(assignee="root"), False),
        (ITEM_ADMIN, "calendar.change", Thing(), False),
        (APPLICANT, "case.register", Thing(), True),
        (APPLICANT, "case.register_for_other", Thing(), False),
    ],
)
def test_the_table_lets_through_only_whom_it_names(
    actor: Actor, verb: str, thing: Thing, right: bool
) -> None:
    assert allowed(actor, verb, thing) is right


@pytest.mark.parametrize("verb", RULES)
def test_administrators_and_the_system_pass_everywhere(verb: str) -> None:
    """But for what is left to the administrators of security and audit."""
    assert allowed(ADMIN, verb) is (verb not in APART)
    may(SYSTEM, verb)


@pytest.mark.parametrize(
    "verb", sorted(set(RULES) - {"case.register", "item.read", "mandate.give", "visit.book"})
)
def test_a_stranger_passes_nowhere(verb: str) -> None:
    for thing in (POOLED, TAKEN, CASE, Thing()):
        with pytest.raises(errors.NotAllowed) as refused:
            may(STRANGER, verb, thing)
        assert refused.value.facts == {"verb": verb}


def test_a_proxy_has_the_rights_of_the_one_stood_in_for() -> None:
    proxy = Actor("gao", on_behalf_of="li.na")
    assert allowed(proxy, "task.complete", TAKEN)
    assert allowed(proxy, "task.claim", Thing(candidates=frozenset({"user:li.na"})))


def test_an_unknown_verb_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        may(ADMIN, "task.fly")
