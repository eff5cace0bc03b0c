"""Imports point inward only, and each third-party package stays where it belongs."""

from __future__ import annotations

import pytest
from architecture.source import CODE, NAMESPACE, Import, Module, all_files, inside, modules

import tongban.engine

#: Each may use itself and what stands before it.
LAYERS = (
    "forms",
    "engine.errors",
    "engine.identity_settings",
    "engine.settings",
    "engine.feel",
    "engine.domain",
    "engine.dmn",
    "engine.bpmn",
    "engine.items",
    "engine.ports",
    "engine.use_cases",
    "engine.persistence",
    "engine.queries",
    "engine.documents",
    "engine.channels",
    "engine.connectors",
    "engine",
    "processes",
    "migrations",
    "api",
    "admin_ui",
)

#: Which modules may import the package.
CONFINED = {
    "SpiffWorkflow": ("engine.bpmn",),
    "sqlalchemy": ("engine.persistence", "engine.queries", "migrations", "api.database"),
    "psycopg": ("engine.persistence",),
    "alembic": ("migrations",),
    "apscheduler": ("engine.worker",),
    "flask": ("api", "admin_ui"),
    "flask_smorest": ("api",),
    "flask_babel": ("api", "admin_ui"),
    "flask_sqlalchemy": ("api.database",),
    "werkzeug": ("api", "admin_ui"),
    "jinja2": ("api", "admin_ui"),
    "granian": ("api",),
    "click": ("api",),
    "marshmallow": ("forms", "api"),
    "typst": ("engine.documents",),
    "segno": ("engine.documents",),
    "authlib": ("engine.connectors",),
    "joserfc": ("engine.connectors",),
}

#: What the edges may use besides the door: what reads files or JSON and needs no running engine.
BESIDE_THE_DOOR = (
    "engine.errors",
    "engine.settings",
    "engine.feel",
    "engine.items",
    "engine.calendar_files",
    "engine.passwords",
)
BEHIND_THE_DOOR = {
    # One schema and one connection pool for requests and workers.
    "api.database": ("engine.persistence",),
    # `tongban check` looks at files without a database.
    "api.checking": ("engine.bpmn", "engine.dmn"),
}


def layer_of(name: str) -> str:
    """The most specific layer that holds the module."""
    return max((layer for layer in LAYERS if inside(name, layer)), key=len)


def own(wanted: Import) -> str | None:
    """What is imported, as a module of ours; None when it is not ours."""
    if not inside(wanted.name, NAMESPACE) or wanted.name == NAMESPACE:
        return None
    name = wanted.name.removeprefix(f"{NAMESPACE}.")
    known = {module.name for module in modules()} | set(CODE)
    while name not in known:
        name = name.rpartition(".")[0]
        assert name, f"{wanted.name} is no module of ours"
    return name


def at(module: Module, wanted: Import) -> str:
    return f"{module.where}:{wanted.line} imports {wanted.name}"


def test_imports_point_inward() -> None:
    wrong = []
    for module in modules():
        allowed = LAYERS[: LAYERS.index(layer_of(module.name)) + 1]
        for wanted in module.imports:
            name = own(wanted)
            if name and layer_of(name) not in allowed:
                wrong.append(at(module, wanted))
    assert wrong == []


def test_migrations_know_only_the_tables_and_settings() -> None:
    allowed = ("migrations", "engine.persistence", "engine.settings")
    assert _outside("migrations", allowed) == []


@pytest.mark.parametrize("edge", ["api", "admin_ui"])
def test_the_edges_enter_the_engine_by_its_door(edge: str) -> None:
    door = {f"{NAMESPACE}.engine.{name}" for name in tongban.engine.__all__}
    wrong = []
    for module in modules():
        allowed = (*BESIDE_THE_DOOR, *BEHIND_THE_DOOR.get(module.name, ()))
        for wanted in module.imports if inside(module.name, edge) else ():
            name = own(wanted)
            if name and inside(name, "engine") and wanted.name not in door and not _is_one_of(name, allowed):
                wrong.append(at(module, wanted))
    assert wrong == []


@pytest.mark.parametrize("package", CONFINED)
def test_third_party_packages_stay_where_they_belong(package: str) -> None:
    wrong = [
        at(module, wanted)
        for module in modules()
        for wanted in module.imports
        if inside(wanted.name, package) and not _is_one_of(module.name, CONFINED[package])
    ]
    assert wrong == []


def test_imports_for_types_alone_stay_in_their_layer() -> None:
    wrong = [
        at(module, wanted)
        for module in modules()
        for wanted in module.imports
        if wanted.only_for_types and (name := own(wanted)) and layer_of(name) != layer_of(module.name)
    ]
    assert wrong == []


def test_imports_are_absolute_from_the_namespace() -> None:
    """A bare `import engine` works from the project's root and loads a second copy of everything."""
    wrong = [
        at(module, wanted)
        for module in modules()
        for wanted in module.imports
        if wanted.name.startswith(".") or wanted.name.partition(".")[0] in CODE
    ]
    assert wrong == []


def test_nothing_is_imported_inside_a_function() -> None:
    wrong = [at(module, one) for module in all_files() for one in module.imports if one.in_function]
    assert wrong == []


def _outside(package: str, allowed: tuple[str, ...]) -> list[str]:
    return [
        at(module, wanted)
        for module in modules()
        if inside(module.name, package)
        for wanted in module.imports
        if (name := own(wanted)) and not _is_one_of(name, allowed)
    ]


def _is_one_of(name: str, packages: tuple[str, ...]) -> bool:
    return any(inside(name, package) for package in packages)
