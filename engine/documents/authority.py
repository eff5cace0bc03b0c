"""Who seals: a key and certificate per unit, issued by a test authority that an installation makes when first needed.

An office with certificates of its own puts `<unit>.pem` (key, certificate and the chain above it) into the folder and
the authority's certificate into `trusted/`; what our own test authority issued is marked as without legal force.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TEST_ORGANISATION = "TEST ONLY - NO LEGAL FORCE"
TEST_AUTHORITY = "测试签章机构（无法律效力）"
# A test certificate proves nothing about time: it holds whatever the clock of a demonstration says.
FIRST_DAY, LAST_DAY = datetime(2000, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
CODE_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


@dataclass(frozen=True, slots=True)
class Credential:
    """A key with its certificate and those above it, all as PEM."""

    pem: bytes

    @property
    def key(self) -> ec.EllipticCurvePrivateKey:
        found = load_pem_private_key(self.pem, None)
        assert isinstance(found, ec.EllipticCurvePrivateKey)
        return found

    @property
    def certificates(self) -> list[x509.Certificate]:
        return x509.load_pem_x509_certificates(self.pem)


class Authority:
    """The folder of the seals; several processes that begin together agree on one authority."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def credential(self, unit: str, organ: str) -> Credential:
        """The seal of a unit, made when first used."""
        if not unit or not set(unit) <= CODE_CHARACTERS:
            raise ValueError(f"{unit!r} is no code of a unit")
        path = self._folder / f"{unit}.pem"
        if not path.exists():
            _keep(path, _issued(self._own(), organ))
        return Credential(path.read_bytes())

    def trusted(self) -> list[bytes]:
        """The certificates a chain may end in, as PEM: our own test authority's and those put there."""
        given = sorted((self._folder / "trusted").glob("*.pem"))
        own = self._folder / "test-authority.pem"
        found = [path.read_bytes() for path in given]
        return [*found, _without_key(own.read_bytes())] if own.exists() else found

    def _own(self) -> Credential:
        path = self._folder / "test-authority.pem"
        if not path.exists():
            _keep(path, _root())
        return Credential(path.read_bytes())


def _root() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(TEST_AUTHORITY)
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    builder = _builder(name, name, key, authority=True).add_extension(usage, critical=True)
    return _pem(key, [builder.sign(key, hashes.SHA256())])


def _issued(root: Credential, organ: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    above = root.certificates[0]
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    builder = (
        _builder(_name(organ), above.subject, key, authority=False)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False
        )
    )
    return _pem(key, [builder.sign(root.key, hashes.SHA256()), above])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, authority: bool
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FIRST_DAY)
        .not_valid_after(LAST_DAY)
        .add_extension(x509.BasicConstraints(authority, 0 if authority else None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common: str) -> x509.Name:
    # X.520 allows 64 characters.
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, TEST_ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _pem(key: ec.EllipticCurvePrivateKey, certificates: list[x509.Certificate]) -> bytes:
    own = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return own + b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def _without_key(pem: bytes) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in x509.load_pem_x509_certificates(pem))


def _keep(path: Path, content: bytes) -> None:
    """Write a file that only we may read, unless another process was first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()
