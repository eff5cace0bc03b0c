"""The Flask application: the API, the pages that register themselves, and the engine behind both."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any

from flask import Flask, Response, request

from tongban.api import authentication, documentation, logs, metrics
from tongban.api.database import connect
from tongban.api.openapi import PREFIX, Api, describe_security
from tongban.api.payload import PROTECTION, JsonAnswer
from tongban.api.requests import LARGEST_UPLOAD
from tongban.api.resources import RESOURCES
from tongban.api.resources.health import blueprint as health
from tongban.api.resources.metrics import blueprint as metrics_blueprint
from tongban.engine import Engine, bootstrap, errors
from tongban.engine.settings import Settings
from tongban.migrations import is_current

SITE = "tongban.site"


class Application(Flask):
    """Flask without coroutine views: asking every function whether it is one costs more than it seems."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(
    settings: Settings | None = None, *, engine: Engine | None = None, pages: bool = True
) -> Flask:
    """The application for these settings, by default the environment's; tests may bring their own engine."""
    settings = settings or Settings.from_environment()
    app = Application(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_UPLOAD
    app.config["MAX_FORM_PARTS"] = 300
    app.extensions["tongban"] = engine or _wired(app, settings)
    metrics.register(app)
    logs.register(app)
    authentication.register(app)
    app.before_request(_refuse_nul)
    _register_resources(app)
    if pages:
        for entry in entry_points(group=SITE):
            entry.load()(app)
    # The last to be registered is the first to run: an API answer has its headers before the pages look.
    app.after_request(_protect)
    return app


def _wired(app: Flask, settings: Settings) -> Engine:
    sql_engine = connect(app, settings)
    return bootstrap(settings, sql_engine, migrated=lambda: is_current(sql_engine))


def _register_resources(app: Flask) -> None:
    api = Api()
    api.init_app(app)
    app.extensions["tongban.openapi"] = api
    describe_security(api)
    for resource in RESOURCES:
        api.register_blueprint(resource, url_prefix=PREFIX)
    app.register_blueprint(documentation.blueprint)
    app.register_blueprint(health)
    app.register_blueprint(metrics_blueprint)


def _refuse_nul() -> None:
    """No id holds NUL, and PostgreSQL would answer it with an error of its own."""
    if "\x00" in request.path:
        raise errors.NotFound


def _protect(response: Response) -> Response:
    # A JSON answer sends these headers of itself.
    if not isinstance(response, JsonAnswer) and request.path.startswith("/api/"):
        for name, value in PROTECTION:
            response.headers.setdefault(name, value)
    return response
