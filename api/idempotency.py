"""Idempotency-Key: the same request again gets the first answer, another under its key is refused."""

from __future__ import annotations

import hashlib

from flask import Request

from tongban.engine import Actor, Once, errors

HEADER = "Idempotency-Key"
LONGEST_KEY = 255


def once_of(request: Request, actor: Actor) -> Once | None:
    """What the engine records in the act's own transaction; None when the caller sent no key."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not (1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise errors.Invalid(
            errors=[{"field": HEADER, "message": f"Must be 1 to {LONGEST_KEY} printable ASCII characters."}]
        )
    # Keys belong to their caller: two clients may both count from 1.
    scoped = hashlib.sha256(f"{actor.id}\0{key}".encode()).hexdigest()
    return Once(scoped, _fingerprint(request, actor))


def _fingerprint(request: Request, actor: Actor) -> str:
    digest = hashlib.sha256()
    for part in (request.method, request.path, request.query_string.decode("latin-1"), actor.id):
        digest.update(part.encode() + b"\0")
    if request.mimetype != "multipart/form-data":
        digest.update(request.get_data())
        return digest.hexdigest()
    # A client draws a new boundary for each try, so a form is taken by its parts.
    for name, value in sorted(request.form.items(multi=True)):
        digest.update(f"{name}\0{value}\0".encode())
    for name, file in request.files.items(multi=True):
        # The view has read it already.
        file.seek(0)
        content = file.read()
        digest.update(f"{name}\0{file.filename}\0{hashlib.sha256(content).hexdigest()}\0".encode())
    return digest.hexdigest()
