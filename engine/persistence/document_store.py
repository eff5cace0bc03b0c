"""Files on disk under the SHA-256 of their bytes, written so that a crash leaves either the whole file or none."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from pathlib import Path

from tongban.engine import errors

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


class FolderStore:
    """`<root>/ab/abcdef…`; a file once there never changes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes) -> str:
        """Keep the bytes durably and return their hash in hexadecimal."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self._path(sha256)
        if target.exists():
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, target)
        except BaseException as failed:
            Path(name).unlink(missing_ok=True)
            if isinstance(failed, OSError) and failed.errno in FULL:
                raise errors.OutOfRoom() from failed
            raise
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes; KeyError when they are not there."""
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise KeyError(sha256) from None

    def _path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256
