# make demo, make test: each sets up what it needs. Python 3.11 or newer, make and a package index.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
INSTALLED_BENCH := $(VENV)/.installed-bench
REPLAY_VENV := .venv-replay
INSTALLED_REPLAY := $(REPLAY_VENV)/.installed

# The locks name no index: whoever installs chooses it.
LOCK_OPTIONS := --quiet --strip-extras --generate-hashes --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# What reading is measured against (benchmarks/extraction.py).
BENCH := newspaper4k readability-lxml

# What replays the captures in a test. It has an environment of its own, because it pins old
# libraries. Of those, brotlipy needs a compiler: its successor brotlicffi stands in under its name.
REPLAY := pywb==2.10.0 brotlicffi setuptools

.PHONY: venv dev replay demo test torture check format lock bench-replicas bench-extraction \
	bench-archive bench-discovery bench-health bench-reading fleet clean help

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## */\t/' | expand -t 18

venv: $(INSTALLED)  ## install the product into .venv

dev: $(INSTALLED_DEV)  ## and what tests and checks need

replay: $(INSTALLED_REPLAY)  ## install pywb into .venv-replay, for the test that replays captures

demo: $(INSTALLED)  ## crawl five replica portals on this machine into ./demo-archive/
	$(BIN)/portalcrawl demo

test: $(INSTALLED_DEV) $(INSTALLED_REPLAY)  ## run the tests
	$(BIN)/python -m pytest -n auto --dist loadfile

torture: $(INSTALLED_DEV)  ## kill crawls at 500 random moments; nothing may be lost
	$(BIN)/python -W 'ignore:XDG_RUNTIME_DIR is not set' -m tests.torture --times 500 --at-once 2

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

bench-extraction: $(INSTALLED_BENCH)  ## reading beside other extractors: speed, quality, hostile pages
	$(BIN)/python -m benchmarks.gate
	$(BIN)/python -m benchmarks.extraction
	$(BIN)/python -m benchmarks.mutations

bench-archive: $(INSTALLED_DEV)  ## storing, WARC files, near duplicates, and the whole way of a crawl
	$(BIN)/python -W 'ignore:XDG_RUNTIME_DIR is not set' -m benchmarks.store
	$(BIN)/python -m benchmarks.warc
	$(BIN)/python -m benchmarks.similar
	$(BIN)/python -m benchmarks.crawl

bench-discovery: $(INSTALLED_DEV)  ## every engine family crawled: found, changed, hidden; 63 at once
	$(BIN)/python -m benchmarks.discovery
	$(BIN)/python -m benchmarks.hidden
	$(BIN)/python -m benchmarks.fleet

bench-health: $(INSTALLED_DEV)  ## two years of simulated nights: which failures are seen, and false alarms
	$(BIN)/python -m benchmarks.health

bench-reading: $(INSTALLED_DEV)  ## search, pages and snapshots over 200,000 articles, 50 readers at once
	$(BIN)/python -W 'ignore:XDG_RUNTIME_DIR is not set' -m benchmarks.reading

fleet: $(INSTALLED_DEV)  ## nights over 63 replica portals, 8 of them bad; stopped and started twice
	$(BIN)/python -m benchmarks.night

lock:  ## write the lock files anew from pyproject.toml
	$(PYTHON) -m venv build/lock
	# The pip of Python 3.11.7 fails on two packages that ask for the same extra of a third.
	build/lock/bin/python -m pip install --quiet --upgrade pip pip-tools
	build/lock/bin/pip-compile $(LOCK_OPTIONS) --extra build --output-file requirements.lock \
		pyproject.toml
	build/lock/bin/pip-compile $(LOCK_OPTIONS) --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock pyproject.toml
	build/lock/bin/pip-compile $(LOCK_OPTIONS) --extra build --extra browser \
		--constraint requirements.lock --output-file requirements-browser.lock pyproject.toml
	sed -E -e 's/ \\$$//' -e '/^ +--hash/d' requirements-dev.lock > build/constraints.txt
	printf '%s\n' $(BENCH) > build/bench.in
	build/lock/bin/pip-compile $(LOCK_OPTIONS) --constraint build/constraints.txt \
		--output-file requirements-bench.lock build/bench.in
	printf '%s\n' $(REPLAY) > build/replay.in
	build/lock/bin/pip-compile $(LOCK_OPTIONS) --output-file build/replay.lock build/replay.in
	awk '/^[^ ]/ { wanted = !/^brotlipy==/ } wanted' build/replay.lock > requirements-replay.lock

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

$(INSTALLED_BENCH): $(INSTALLED_DEV) requirements-bench.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		-r requirements-bench.lock
	touch $@

$(REPLAY_VENV)/bin/python: | $(VENV)/bin/python
	$(PYTHON) -m venv $(REPLAY_VENV)

$(INSTALLED_REPLAY): $(REPLAY_VENV)/bin/python requirements-replay.lock
	$(REPLAY_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--require-hashes -r requirements-replay.lock
	echo 'from brotlicffi import *' > "$$($(REPLAY_VENV)/bin/python -c \
		'import sysconfig; print(sysconfig.get_path("purelib"))')/brotli.py"
	touch $@

clean:
	rm -rf $(VENV) $(REPLAY_VENV) demo-archive build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
