# Everything sets itself up in this folder; it needs python3 (3.11 or newer) with venv, and make.
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench pictures lock deploy clean

PYTHON ?= python3
BIN := .venv/bin
# Nothing is written outside this folder, caches included.
export UV_CACHE_DIR := $(CURDIR)/.cache/uv
export UV_PYTHON_DOWNLOADS := never
export PIP_CACHE_DIR := $(CURDIR)/.cache/pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/.cache/hypothesis

help: ## Show what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/ready ## Install everything that is locked into .venv

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Goalie needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	@echo "Setting up .venv …"
	@mkdir -p .cache
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/^[^ ]/{/^uv==/p;/--hash/p}' requirements.lock > .cache/uv.txt
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --require-hashes -r .cache/uv.txt
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .
	@touch $@

demo: .venv/ready ## Show two weeks of Goalie on stand-ins; ARGS=--stay keeps it up
	@$(BIN)/goalie demo $(ARGS)

test: .venv/ready ## Run every test
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

lint: .venv/ready ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --cache-dir .cache/imports

bench: .venv/ready ## Measure and write docs/benchmarks.md
	@$(BIN)/python -m benchmarks $(ARGS)

pictures: demo ## Take the pictures of the documents from the demo's digests; needs Chromium
	@$(BIN)/python -m cli.preview.pictures

lock: .venv/ready ## Resolve the dependencies anew into requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --extra dev --no-header pyproject.toml --output-file requirements.lock

deploy: .venv/ready ## Register every job of prefect.yaml with the server at PREFECT_API_URL
	@$(BIN)/goalie deploy

clean: ## Remove everything that was set up here
	rm -rf .venv .cache .demo
