"""Puts the pages on an application: every page, its headers, its language and what every template may call."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Flask, g, request

from tongban.admin_ui import assets, language, security, wording
from tongban.admin_ui.pages import (
    accounts,
    act,
    admin,
    apply,
    batch,
    calendar,
    case,
    case_review,
    catalogue,
    desk,
    home,
    inbox,
    joint,
    messages,
    mine,
    notice,
    operate,
    operate_batches,
    operate_incidents,
    operate_system,
    own_side,
    papers,
    password,
    progress,
    regimes,
    reveal,
    sign_in,
    sign_in_factor,
    single_sign_on,
    studio,
    studio_claim,
    studio_comments,
    studio_feel,
    studio_files,
    studio_flow,
    studio_form,
    studio_history,
    studio_import,
    studio_learn,
    studio_migrate,
    studio_past,
    studio_publish,
    studio_rules,
    studio_sheet,
    studio_steps,
    studio_trial,
    studio_trial_run,
    studio_trial_start,
    studio_versions,
    supervision,
    supervision_rules,
    supervision_statistics,
    task,
    trouble,
    webhooks,
    window,
    window_identity,
)
from tongban.admin_ui.pages import (
    security as own_security,
)
from tongban.admin_ui.session import (
    acts_for,
    at_window,
    designs,
    is_staff,
    oversees,
    reader,
    to_decide,
    unread,
)

PAGES = (
    window_identity,
    window,
    home,
    sign_in,
    sign_in_factor,
    single_sign_on,
    password,
    own_security,
    accounts,
    reveal,
    inbox,
    batch,
    task,
    case,
    case_review,
    act,
    desk,
    calendar,
    joint,
    apply,
    catalogue,
    progress,
    messages,
    mine,
    own_side,
    papers,
    admin,
    operate,
    operate_incidents,
    operate_batches,
    operate_system,
    webhooks,
    regimes,
    notice,
    supervision,
    supervision_statistics,
    supervision_rules,
    studio,
    studio_sheet,
    studio_files,
    studio_flow,
    studio_steps,
    studio_claim,
    studio_import,
    studio_form,
    studio_rules,
    studio_feel,
    studio_comments,
    studio_past,
    studio_history,
    studio_learn,
    studio_trial,
    studio_trial_start,
    studio_trial_run,
    studio_publish,
    studio_versions,
    studio_migrate,
)
ERROR_PAGE = "tongban.error_page"


def register(app: Flask) -> None:
    """The entry point `tongban.site`."""
    site = Blueprint(
        "ui",
        "tongban.admin_ui",
        template_folder="templates",
        static_folder="static",
        static_url_path="/assets",
    )
    site.before_request(security.check_form)
    for page in PAGES:
        site.register_blueprint(page.pages)
    app.register_blueprint(site)
    app.extensions[ERROR_PAGE] = trouble.page
    app.after_request(security.protect)
    app.after_request(language.remember)
    app.context_processor(known_everywhere)
    app.jinja_env.globals.update(
        _=language._,
        text=language.text,
        half=language.half,
        island=assets.island,
        asset=assets.asset,
        wording=wording,
    )
    app.jinja_env.filters.update(
        when=wording.when,
        day=wording.day,
        last_day=wording.last_day,
        weekday=wording.weekday,
        clock=wording.clock,
        size=wording.size,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def known_everywhere() -> dict[str, object]:
    """What every template knows of the request."""
    return {
        "_": language.told_in(language.current()),
        "language": language.current(),
        "html_language": language.HTML_LANGUAGE[language.current()],
        "reader": reader(),
        "unsure": g.get("unsure", False),
        "staff": is_staff(),
        "overseer": oversees(),
        "at_window": at_window(),
        "designer": designs(),
        "unread": unread(),
        "acts_for": acts_for,
        "to_decide": to_decide,
        "csrf_field": security.csrf_field,
        "switch_language": switch_language(),
        "here": request.full_path if request.query_string else request.path,
    }


def switch_language() -> str:
    """The address of this page in the other language; the answer to a form has no address of its own."""
    if request.method != "GET":
        return f"/?lang={'zh' if language.current() == 'en' else 'en'}"
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    other = "zh" if language.current() == "en" else "en"
    return f"{request.path}?{urlencode([*kept, ('lang', other)])}"
