"""归档包: the zip of a closed case as bytes, and the check that one holds by itself, without a database.

`checksums.sha256` names every other file; `checksums.sig` is the unit's ECDSA signature over it; `audit.jsonl` is the
case's record, each line with the hash that links it to the line before.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import load_pem_x509_certificates

from tongban.engine.domain.audit import GENESIS, link

FORMAT = "tongban-archive/1"
CHECKSUMS, SIGNATURE, SIGNER = "checksums.sha256", "checksums.sig", "signer.pem"
UNLISTED = frozenset((CHECKSUMS, SIGNATURE))
MOST_FILES = 5000
MOST_BYTES = 2 * 1024**3
# A zip knows no time before 1980; one moment for all makes the same package of the same files.
MOMENT = (1980, 1, 1, 0, 0, 0)

README = """\
办件归档包 / Archive package of a case
=====================================

index.json        目录、保管期限 / what is here: path, size, SHA-256, name; how long it is kept
case.json         办件、表单、时限、意见 / the case, its form, clocks and opinions
item/             办理时的事项版本（含流程图 flow.bpmn） / the version of the item it ran on, with its chart
materials/        申请材料，含被替换的 / what was handed in, replaced files too
documents/        已签名的文书 PDF / issued documents, signed
audit.jsonl       全部办理记录，逐行链接 / the record, every line linked to the one before
checksums.sha256  每个文件的校验值 / the SHA-256 of every file
checksums.sig     校验值文件的签名 / signature over the checksums (ECDSA P-256, SHA-256, DER)
signer.pem        签名证书 / certificates of the signer

核对办法 / How to verify
1. sha256sum -c checksums.sha256
2. openssl x509 -in signer.pem -pubkey -noout > signer.pub
   openssl dgst -sha256 -verify signer.pub -signature checksums.sig checksums.sha256
3. audit.jsonl: 每行 {"payload": …, "hash": h}。h = SHA-256(上一行的 h + payload 的规范 JSON)；首行的上一行为 64 个 0；
   规范 JSON：键按码位排序、无空格、UTF-8、不转义。
   Each line is {"payload": …, "hash": h} with h = SHA-256(h of the line before + canonical JSON of payload); before the
   first line stand 64 zeros. Canonical JSON: keys sorted, no blanks, UTF-8, nothing escaped.
4. 或者 / or: tongban archive verify FILE

测试机构签发的证书没有法律效力。 / A certificate of the test authority has no legal force.
"""


@dataclass
class Parts:
    """The files of a package by path, with what each is."""

    files: dict[str, bytes] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, path: str, content: bytes, **about: Any) -> None:
        """A path taken already gets a number."""
        stem, dot, suffix = path.rpartition(".")
        number, free = 2, path
        while free in self.files:
            free = f"{stem}-{number}{dot}{suffix}"
            number += 1
        self.files[free], self.told[free] = content, about

    def add_json(self, path: str, value: Any, **about: Any) -> None:
        text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)
        self.add(path, text.encode(), **about)


def pack(parts: Parts, head: Mapping[str, Any], signer: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """The zip; `signer` is the certificates as PEM, `sign` the signature of that certificate's key."""
    parts.add("README.txt", README.encode(), name="说明 / description")
    parts.add(SIGNER, signer, name="签名证书 / certificates of the signer")
    entries = [
        {"path": path, "size": len(content), "sha256": sha256(content).hexdigest(), **parts.told[path]}
        for path, content in sorted(parts.files.items())
    ]
    parts.add_json("index.json", {"format": FORMAT, **head, "files": entries}, name="目录 / index")
    lines = [f"{sha256(content).hexdigest()}  {path}\n" for path, content in sorted(parts.files.items())]
    checksums = "".join(lines).encode()
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        all_files = {**parts.files, CHECKSUMS: checksums, SIGNATURE: sign(checksums)}
        for path, content in sorted(all_files.items()):
            about = zipfile.ZipInfo(path, MOMENT)
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            package.writestr(about, content)
    return made.getvalue()


def verify_archive(content: bytes) -> dict[str, Any]:
    """`{valid, case_no, files, events, signer, test_only, problems}`; needs nothing but the package."""
    problems: list[str] = []
    told: dict[str, Any] = {"valid": False, "case_no": None, "files": 0, "events": 0, "signer": None}
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            listed = package.infolist()
            if len(listed) > MOST_FILES or sum(one.file_size for one in listed) > MOST_BYTES:
                return told | {"problems": ["the package is larger than a package can be"]}
            files = {one.filename: package.read(one) for one in listed}
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError) as broken:
        return told | {"problems": [f"this is no readable zip file: {broken}"]}
    if len(files) != len(listed):
        problems.append("a file is there twice")
    problems += _checksums(files)
    signer, test_only, wrong = _signature(files)
    problems += wrong
    events, wrong = _record(files.get("audit.jsonl", b""))
    problems += wrong
    try:
        index = json.loads(files.get("index.json", b"{}"))
    except ValueError:
        index = {}
    if index.get("format") != FORMAT:
        problems.append(f"index.json is not of the format {FORMAT}")
    return {
        "valid": not problems,
        "case_no": index.get("case_no"),
        "files": len(files),
        "events": events,
        "signer": signer,
        "test_only": test_only,
        "problems": problems,
    }


def _checksums(files: Mapping[str, bytes]) -> list[str]:
    lines = files.get(CHECKSUMS, b"").decode("utf-8", "replace").splitlines()
    wanted = {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
    problems = [f"{path}: is missing" for path in wanted if path not in files]
    problems += [f"{path}: is not listed" for path in files if path not in wanted and path not in UNLISTED]
    return problems + [
        f"{path}: was changed"
        for path, digest in wanted.items()
        if path in files and sha256(files[path]).hexdigest() != digest
    ]


def _signature(files: Mapping[str, bytes]) -> tuple[str | None, bool, list[str]]:
    try:
        certificate = load_pem_x509_certificates(files.get(SIGNER, b""))[0]
        key = certificate.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        key.verify(files.get(SIGNATURE, b""), files.get(CHECKSUMS, b""), ec.ECDSA(hashes.SHA256()))
    except (ValueError, IndexError, AssertionError):
        return None, False, ["the signer's certificate cannot be read"]
    except InvalidSignature:
        return None, False, ["the signature over the checksums does not hold"]
    subject = certificate.subject.rfc4514_string()
    return subject, "NO LEGAL FORCE" in subject, []


def _record(lines: bytes) -> tuple[int, list[str]]:
    """How many events there are, and the first that does not follow from the one before."""
    previous, count = GENESIS, 0
    for count, line in enumerate(lines.splitlines(), 1):
        try:
            event = json.loads(line)
            follows = link(previous, event["payload"]) == event["hash"]
        except (ValueError, KeyError, TypeError):
            follows = False
        if not follows:
            return count, [f"audit.jsonl: line {count} does not follow from the line before"]
        previous = event["hash"]
    return count, [] if count else ["audit.jsonl: the record is empty"]
