"""Documents are signed when first read, kept by their hash, verified by code and by file, and changed by nobody."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from office import CONTENT, Office
from pypdf import PdfReader

from tongban.engine import SYSTEM, documents, errors
from tongban.engine.documents.authority import Authority
from tongban.engine.documents.seal import Sealer
from tongban.engine.press import Press
from tongban.engine.settings import Settings

PDF = documents.render("acceptance_notice", documents.specimen())


@pytest.fixture(scope="module")
def sealer(tmp_path_factory: pytest.TempPathFactory) -> Sealer:
    return Sealer(Authority(tmp_path_factory.mktemp("seals")))


def test_the_signature_comes_behind_the_same_bytes(sealer: Sealer) -> None:
    sealed = sealer.seal(PDF, "zjj", "临江市住房和城乡建设局", "受理通知书")
    assert sealed.startswith(PDF)
    facts = sealer.check(sealed)
    assert (facts.signed, facts.intact, facts.trusted, facts.test_only) == (True, True, True, True)
    assert facts.signer == "临江市住房和城乡建设局"


@pytest.mark.parametrize("change", ["inside", "behind", "swapped"])
def test_a_changed_file_does_not_hold(sealer: Sealer, change: str) -> None:
    sealed = bytearray(sealer.seal(PDF, "zjj", "临江市住房和城乡建设局", "受理通知书"))
    if change == "inside":
        sealed[len(PDF) // 2] ^= 1
    elif change == "behind":
        sealed += b"\n% added\n"
    else:
        sealed[-400] ^= 1
    assert not sealer.check(bytes(sealed)).intact


def test_a_seal_of_another_installation_is_not_trusted(sealer: Sealer, tmp_path: Path) -> None:
    elsewhere = Sealer(Authority(tmp_path)).seal(PDF, "zjj", "临江市住房和城乡建设局", "受理通知书")
    facts = sealer.check(elsewhere)
    assert (facts.intact, facts.trusted) == (True, False)


def test_what_is_no_pdf_has_no_signature(sealer: Sealer) -> None:
    assert not sealer.check(b"hello").signed
    assert not sealer.check(PDF).signed


def test_a_unit_is_a_code_and_no_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no code"):
        Authority(tmp_path).credential("../zjj", "x")


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    Authority(tmp_path).credential("zjj", "x")
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.pem")} == {0o600}


def test_the_shape_of_pdf_a_is_kept(sealer: Sealer, tmp_path: Path) -> None:
    """The packet that declares PDF/A and the document's information must say the same after signing."""
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealer.seal(PDF, "zjj", "临江市住房和城乡建设局", "受理通知书"))
    read = PdfReader(file)
    packet = read.xmp_metadata.stream.get_data().decode()
    assert 'part="2"' in packet and 'conformance="B"' in packet
    assert read.metadata.producer in packet
    assert not read.is_encrypted and "/JavaScript" not in str(read.trailer["/Root"])


def test_first_reading_signs_and_keeps_the_file(office: Office) -> None:
    item = office.publish(CONTENT / "sole-trader-registration")
    case_no = office.register(item)["case_no"]
    receipt = office.case(case_no)["documents"][0]
    content, _ = office.engine.queries.document_pdf(SYSTEM, receipt["id"])
    again, _ = office.engine.queries.document_pdf(SYSTEM, receipt["id"])
    assert content == again
    told = office.engine.queries.verify_document(receipt["verification_code"])
    assert told["sha256"] == hashlib.sha256(content).hexdigest()
    assert told["signature"]["intact"] and told["signature"]["test_only"]
    assert office.engine.queries.verify_file(content)["code"] == receipt["verification_code"]
    assert office.engine.queries.verify_file(content + b" ")["known"] is False
    assert [one["type"] for one in office.engine.queries.audit(SYSTEM, case_no)["items"]].count(
        "document.signed"
    ) == 1
    assert office.engine.verify_audit()["broken"] == []


def test_verifying_by_code_signs_what_nobody_has_read_yet(office: Office) -> None:
    item = office.publish(CONTENT / "sole-trader-registration")
    receipt = office.register(item)["receipt"]
    assert office.engine.queries.verify_document(receipt["verification_code"])["signature"]["intact"]
    with pytest.raises(errors.NotFound):
        office.engine.queries.verify_document("0000-0000-0000-0000")


def test_the_press_makes_the_same_bytes_for_the_same_data(tmp_path: Path) -> None:
    press = Press(Settings("sqlite://", tmp_path))
    assert press.make("grant_decision", documents.specimen()) == press.make(
        "grant_decision", documents.specimen()
    )
