from tongban.engine.domain.actor import SYSTEM, Actor, Holding

CLERK = Actor("li.na", "李娜", holdings=(Holding("zjj-window", "window_clerk", "zjj"),))


def test_it_answers_to_person_post_role_unit_and_role_in_unit() -> None:
    assert CLERK.refs == {
        "user:li.na",
        "group:zjj-window",
        "group:window_clerk",
        "group:zjj",
        "group:window_clerk@zjj",
    }


def test_it_adds_what_the_holdings_carry() -> None:
    both = Actor("wang", roles=frozenset({"supervisor"}), holdings=CLERK.holdings)
    assert both.roles == {"supervisor", "window_clerk"}
    assert (both.posts, both.units) == ({"zjj-window"}, {"zjj"})


def test_it_holds_a_role_only_in_the_unit_of_the_post() -> None:
    assert CLERK.holds("window_clerk") and CLERK.holds("window_clerk", "zjj")
    assert not CLERK.holds("window_clerk", "cgj")


def test_it_knows_administrators_staff_and_the_system() -> None:
    assert Actor("root", roles=frozenset({"sys_admin"})).is_admin and not CLERK.is_admin
    assert CLERK.is_staff and not Actor("chen", kind="applicant").is_staff
    assert SYSTEM.is_system
