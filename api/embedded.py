"""The worker inside the web server, and the tie that ends a server process when its parent is gone."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

from flask import Flask

from tongban.engine.settings import Settings

PARENT = "TONGBAN_SERVE_PID"
_PR_SET_PDEATHSIG = 1


def stay_with_parent() -> None:
    """Die with `tongban serve`: an orphan would go on answering on the port that the next start wants."""
    parent = os.environ.get(PARENT)
    if not parent or os.getpid() == int(parent):
        return
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_watch, args=(int(parent),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGKILL)


def start_embedded_worker(app: Flask) -> None:
    """Run the worker beside the web threads unless the operator runs `tongban worker` instead."""
    if Settings.from_environment().embedded_worker:
        app.extensions["tongban.worker"] = app.extensions["tongban"].start_worker()
