# All paths are relative, so the folder may be called anything, blanks included.
PYTHON ?= python3
REGIONS ?= emscher-lippe duisburg bochum
EDITION ?= 2025-12.pilot

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# The lock files are complete; without --no-deps the pip of Debian 12 trips over extras.
LOCKED := $(PIP) install --quiet --no-deps --require-hashes --requirement
PIP_COMPILE := pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --build-deps-for editable \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help briefs test lint bench lock clean system

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

briefs: .venv/.runtime  ## set up, then render the three pilot briefs from the edition in data/pilot, offline
	@$(BIN)/brief edition import data/pilot
	@$(BIN)/brief render $(REGIONS) --edition $(EDITION) || [ $$? -eq 3 ]  # 3: done, and a source is old

test: .venv/.dev  ## set up, then run the tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: .venv/.dev  ## mend style and format, then check the import rules
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/lint-imports

bench: .venv/.dev  ## measure import, build and rendering; results go to benchmarks/results
	@$(BIN)/python -m benchmarks $(ARGS)

lock:  ## resolve the dependencies anew; ARGS=--upgrade takes newer versions
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(PYTHON) -m venv "$$tools" && "$$tools/bin/pip" install --quiet pip-tools && \
	export CUSTOM_COMPILE_COMMAND="make lock" PATH="$$tools/bin:$$PATH" && \
	$(PIP_COMPILE) $(ARGS) --output-file requirements.lock pyproject.toml && \
	$(PIP_COMPILE) $(ARGS) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean:  ## remove the environment and all caches; data/ stays
	rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

system:
	@$(PYTHON) -m flows.system --install

# A changed lock file makes the environment anew, so that it holds what is locked and nothing else.
# One stamp follows the other, so that -j is safe.
.venv/.locked: requirements.lock requirements-dev.lock | system
	@echo "Creating .venv and installing the locked packages (once, about a minute)"
	@$(PYTHON) -m venv --clear .venv
	@$(LOCKED) requirements.lock
	@touch $@

.venv/.runtime: pyproject.toml .venv/.locked | system
	@$(PIP) install --quiet --no-index --no-deps --no-build-isolation --editable .
	@$(PIP) check --quiet
	@touch $@

.venv/.dev: .venv/.runtime
	@echo "Installing the locked packages for the tests (once)"
	@$(PYTHON) -m flows.system --install --tests
	@$(LOCKED) requirements-dev.lock
	@touch $@
