"""What a multipart form brought: its files under plain names."""

from __future__ import annotations

from pathlib import PurePosixPath

from flask import Request

from tongban.engine import errors

MOST_FILES = 100


def uploaded_files(request: Request, field: str) -> tuple[tuple[str, bytes], ...]:
    """Every file of the field as (name without folders, content); none at all is refused."""
    uploads = request.files.getlist(field)
    if not uploads:
        raise errors.Invalid(errors=[{"field": field, "message": "Missing file."}])
    if len(uploads) > MOST_FILES:
        raise errors.Invalid(errors=[{"field": field, "message": f"More than {MOST_FILES} files."}])
    return tuple((plain_name(upload.filename or "", field), upload.read()) for upload in uploads)


def uploaded_file(request: Request, field: str) -> tuple[str, bytes]:
    """The one file of the field."""
    files = uploaded_files(request, field)
    if len(files) != 1:
        raise errors.Invalid(errors=[{"field": field, "message": "Exactly one file is expected."}])
    return files[0]


def plain_name(filename: str, field: str) -> str:
    """The last part of a client's path; what is no name at all is refused."""
    name = PurePosixPath(filename.replace("\\", "/")).name.strip()
    if not name or name in (".", "..") or "\x00" in name or len(name.encode(errors="replace")) > 255:
        raise errors.Invalid(errors=[{"field": field, "message": "The file needs a usable name."}])
    return name
