# make demo, make test: each sets up what it needs. Python 3.11 or newer, make and a package index.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev

# The locks name no index: whoever installs chooses it.
LOCK_OPTIONS := --quiet --strip-extras --generate-hashes --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host pyproject.toml

.PHONY: venv dev demo test check format lock bench-replicas clean help

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## */\t/' | expand -t 18

venv: $(INSTALLED)  ## install the product into .venv

dev: $(INSTALLED_DEV)  ## and what tests and checks need

demo: $(INSTALLED)  ## crawl five replica portals on this machine into ./demo-archive/
	$(BIN)/portalcrawl demo

test: $(INSTALLED_DEV)  ## run the tests
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(INSTALLED_DEV)  ## ruff, format, mypy, the direction of imports, the lock
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pip check

format: $(INSTALLED_DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench-replicas: $(INSTALLED_DEV)  ## how exactly the replica articles are read
	$(BIN)/python -m benchmarks.replicas

lock:  ## write the lock files anew from pyproject.toml
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet pip-tools
	build/lock/bin/pip-compile $(LOCK_OPTIONS) --extra build --output-file requirements.lock
	build/lock/bin/pip-compile $(LOCK_OPTIONS) --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "portalcrawl needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(INSTALLED_DEV): $(INSTALLED) requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

clean:
	rm -rf $(VENV) demo-archive build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
