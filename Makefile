# The only door: `make run`, `make test`, `make check`. Each sets up what it needs, and costs nothing when it is there.

PYTHON_BIN := .venv/bin/python
PYTEST := $(PYTHON_BIN) -m pytest
UV_COMPILE := .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header pyproject.toml

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test test-sqlite test-postgres check lock clean setup-run setup-test setup-check

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' Makefile

run: export HOLDFAST_EMBEDDED = 1
run: setup-run ## the service with all that belongs to it, on http://localhost:8000
	@exec $(PYTHON_BIN) manage.py run

test: setup-test ## every test, on SQLite, and on PostgreSQL
	@$(MAKE) --no-print-directory --keep-going test-sqlite test-postgres

test-sqlite: setup-test ## all tests but the browser's
	@echo "== On SQLite"
	@$(PYTEST)

test-postgres: setup-test ## the tests that touch the database, on a PostgreSQL of their own
	@echo "== On PostgreSQL"
	@$(PYTEST) --database=postgres

check: setup-check ## style, types, templates, layers, migrations, deployment, API schema
	@.ci/check

lock: setup-check ## make the requirements files anew from pyproject.toml
	$(UV_COMPILE) --all-extras --group dev --output-file requirements/dev.txt
	$(UV_COMPILE) --all-extras --constraint requirements/dev.txt --output-file requirements/runtime.txt
	$(UV_COMPILE) --all-extras --group test --constraint requirements/dev.txt --output-file requirements/test.txt

clean: ## remove the environment and all caches; what is in VAR_DIR stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup-run:
	@.ci/packages run && .ci/environment runtime

setup-test:
	@.ci/packages test && .ci/environment test

setup-check:
	@.ci/packages run && .ci/environment dev
