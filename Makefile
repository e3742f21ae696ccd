# What can be done here: `make` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: help demo test test-pygame-ce prove bench lint fmt messages screens lock clean apt
help:
	@echo "make demo                  the whole lobby on this machine (ARGS=--once: driven once, with pictures)"
	@echo "make test                  everything that must hold: lint, types, import rules, all tests"
	@echo "make prove                 the long proofs, at full counts"
	@echo "make bench                 the figures: a table, and var/bench.json"
	@echo "make lint | fmt | messages | screens | lock"

demo: $(VENV)/.run
	@exec $(BIN)/python -m demo $(ARGS)

# By file on two processes, in order: the long files come early, so that none is left alone at the end.
test: $(VENV)/.dev apt lint
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

# All tests in one process, as some take their own time; at the end it lists the long proofs and what each took.
prove: $(VENV)/.dev apt
	NEXTPLEASE_PROVE=1 $(BIN)/python -m pytest --timeout=7200 $(ARGS)
	$(MAKE) test-pygame-ce

# Everything that draws once more on pygame-ce, which Python 3.14 and later get instead of pygame.
test-pygame-ce: $(VENV)/.dev apt
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade --no-deps --require-hashes \
	  --target var/pygame-ce -r requirements/pygame-ce.txt
	PYTHONPATH=var/pygame-ce $(BIN)/python -c 'import pygame; assert pygame.IS_CE'
	PYTHONPATH=var/pygame-ce $(BIN)/python -m pytest tests/kit tests/display tests/kiosk

bench: $(VENV)/.dev apt
	$(BIN)/python tests/bench/run.py $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.messages check

# Every language's sentences brought up to date with the code: docs/languages.md.
messages: $(VENV)/.dev
	$(BIN)/python -m tools.messages update

fmt: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# ARGS="--contact DIR": contact sheets of every screen of kiosk and lobby instead.
screens: $(VENV)/.dev
	$(BIN)/python docs/screens/make_screens.py $(ARGS)
	$(if $(findstring --contact,$(ARGS)),,$(BIN)/python docs/screens/make_pages.py)

# Debian packages that the tests use: installed when we may, otherwise named.
apt:
	@sh tests/apt.sh apt.txt

# --- environments: Python packages from the hash-locked lists, and nothing else
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is `$(PYTHON) -V 2>&1`" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv is missing. On Debian: sudo apt install python3-venv" >&2; rm -rf $(VENV); exit 1; }
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.txt pyproject.toml
	@echo "installing the programs into $(VENV) (once)"
	@test -f $(VENV)/.dev || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.made requirements/dev.txt pyproject.toml
	@echo "installing the programs and the tools of their developers into $(VENV) (once)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run

# The locks name versions and hashes only: whoever installs decides from where.
LOCK := uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet
lock:
	$(LOCK) --output-file requirements/run.txt
	$(LOCK) --group dev --output-file requirements/dev.txt
	echo pygame-ce | $(LOCK:pyproject.toml=-) --output-file requirements/pygame-ce.txt

clean:
	rm -rf var build *.egg-info
