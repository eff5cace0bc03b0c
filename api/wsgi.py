"""What a WSGI server loads: the application, its embedded worker, and a tie to its parent process."""

from __future__ import annotations

import gc

from tongban.api import logs
from tongban.api.app import create_app
from tongban.api.embedded import start_embedded_worker, stay_with_parent
from tongban.api.slow_bodies import PlacesToRead
from tongban.engine.settings import Settings

stay_with_parent()
logs.configure(Settings.from_environment())
app = create_app()
app.wsgi_app = PlacesToRead(app.wsgi_app)  # type: ignore[method-assign]
start_embedded_worker(app)

# What is loaded by now stays; collecting it again and again would only cost each request its share.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
