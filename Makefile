# One word for each thing that people do here. `make` alone lists them.
# Every step leaves a stamp, so a second run does only what has changed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

PORT ?= 8000
SIZE ?= tiny
LAN ?=
TODAY ?=
ARGS ?=

PY := .venv/bin/python
PIP := .venv/bin/pip --quiet --disable-pip-version-check --no-input
NODE := PATH="$$(cat .venv/.node):$$PATH"
TABLET := $(shell find tablet contracts -type f -not -path 'tablet/dist/*' -not -path '*/node_modules/*' 2>/dev/null)
LOOK := src/carryover/look/static/look/vendor/.ok

.PHONY: help install run test check bench docs messages nightly clean-demo

help:
	@echo "make run         start with a made-up school  [PORT=8000] [SIZE=tiny|district|stress] [LAN=1] [TODAY=2026-10-20]"
	@echo "make test        all tests                    [ARGS='-k offline']"
	@echo "make check       formatting, types, borders between rooms"
	@echo "make bench       the figures, with load and spread"
	@echo "make docs        check the documents and make the screenshots"
	@echo "make messages    put new words into every room's catalog, ready to translate"
	@echo "make nightly     the long tests"
	@echo "make clean-demo  remove the made-up school"

install: .venv/.ok node_modules/.ok tablet/dist/.ok $(LOOK)
	@:

.venv/.ok: requirements-dev.lock pyproject.toml deploy/find-python
	@echo "1/4 Python packages …"
	@python=$$(deploy/find-python); \
	.venv/bin/python -m pip --version >/dev/null 2>&1 || "$$python" -m venv --clear .venv; \
	{ $(PIP) install --require-hashes --only-binary :all: -r requirements-dev.lock \
	  && $(PIP) install --no-deps --no-build-isolation -e . ; } >.venv/install.log 2>&1 \
	  || { tail -n 5 .venv/install.log; echo "The Python packages could not be installed; .venv/install.log says more."; exit 1; }
	@touch $@

.venv/.node: .venv/.ok deploy/find-node requirements-node.lock
	@deploy/find-node > $@

node_modules/.ok: package-lock.json package.json .npmrc .venv/.node
	@echo "2/4 Node packages …"
	@$(NODE) npm ci --silent --no-progress >.venv/npm.log 2>&1 \
	  || { tail -n 5 .venv/npm.log; echo "The Node packages could not be installed; .venv/npm.log says more."; exit 1; }
	@touch $@

tablet/dist/.ok: node_modules/.ok $(TABLET)
	@echo "3/4 the tablet app …"
	@NO_COLOR=1 $(NODE) npm run --silent build >.venv/tablet.log 2>&1 \
	  || { tail -n 25 .venv/tablet.log; echo "The tablet app could not be built; .venv/tablet.log says more."; exit 1; }
	@touch $@

$(LOOK): node_modules/.ok .venv/.ok $(wildcard src/carryover/look/assets.py src/carryover/look/icons.py src/carryover/look/typefaces.py)
	@echo "4/4 fonts and icons …"
	@$(PY) -m carryover.look.assets --node-modules node_modules >.venv/look.log 2>&1 || { cat .venv/look.log; exit 1; }
	@touch $@

run: install
	@exec .venv/bin/carryover serve --port $(PORT) $(if $(SIZE),--demo $(SIZE)) $(if $(LAN),--lan) $(if $(TODAY),--today $(TODAY))

test: install
	@$(NODE) npm test --silent
	@$(PY) -m pytest -n 2 $(ARGS)

check: install
	@.venv/bin/ruff format --check --quiet . || { echo "Formatting differs: run .venv/bin/ruff format ."; exit 1; }
	@.venv/bin/ruff check --quiet .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo
	@$(NODE) npm run --silent types

bench: install
	@$(PY) -m bench $(ARGS)

docs: install
	@$(PY) docs/screenshots.py $(ARGS)

messages: install
	@$(PY) -m carryover.site.messages
	@$(PY) -m carryover.site.translations

nightly: install
	@$(PY) -m pytest -n 2 --hypothesis-profile=nightly $(ARGS)

clean-demo:
	@$(PY) -m carryover.site.removing
