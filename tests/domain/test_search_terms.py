"""What a case is found by, and that numbers of people are not among it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tongban.engine.domain.search_terms import MOST_ASKED, MOST_TERMS, asked, same_person, terms_of, texts_of

HAN = st.text(alphabet="临江筑梦房地产开发有限公司张伟娜欧阳", min_size=1, max_size=20)
NUMBER = "11429900MB000006X23000131002000202603020003"


@given(HAN, st.data())
def test_every_piece_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    piece = name[start : data.draw(st.integers(start + 1, len(name)))]
    terms = terms_of(NUMBER, [name], [])
    wanted = [term for word in asked(piece) for term in word]
    assert wanted and set(wanted) <= terms


def test_numbers_are_found_by_their_ends_and_people_never_by_theirs() -> None:
    form = {"phone": "13900000002", "mail": "a@b.cn", "list": [{"road": "东湖路18号"}], "area": 3}
    assert texts_of(form) == ["东湖路18号"]
    terms = terms_of(NUMBER, [], texts_of(form), ["110101199001011237"])
    assert {NUMBER.casefold(), "0003", "202603020003", "东湖", "湖路", "18", "号"} - terms == {"号"}
    assert not [term for term in terms if "1390000" in term or "11010119" in term]
    assert same_person("110101199001011237") in terms
    assert same_person(" 11010119900101123x ") == same_person("11010119900101123X")


@given(st.text(max_size=2000), st.text(max_size=300))
def test_terms_and_questions_are_bounded(text: str, question: str) -> None:
    terms = terms_of(NUMBER, [text], [text])
    assert len(terms) <= MOST_TERMS
    assert max(map(len, terms)) <= 60
    assert sum(map(len, asked(question))) <= MOST_ASKED


def test_a_member_of_a_joint_case_is_found_by_its_number_and_by_its_end() -> None:
    number = "11429900MB000006X23002017131021202602100001-02"
    found = terms_of(number, (), ())
    for question in (number, "00001-02", "11429900mb000006x23002017131021202602100001-02"):
        assert [set(word) <= found for word in asked(question)] == [True], question
    assert not set(asked("00001-03")[0]) <= found
    # Numbers of other kinds are looked for part by part, as they are kept.
    assert asked("2026-429900-47") == (("2026", "429900", "47"),)
