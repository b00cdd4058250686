# `make` alone lists what there is. Everything works as root or not.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps
# Two test processes fit two cores; tests/harness/sharing.py says which tests stay in one process.
PYTEST := $(BIN)/python -m pytest -q -n 2
LOCK := --quiet --strip-extras --no-emit-options --generate-hashes --allow-unsafe
export CUSTOM_COMPILE_COMMAND := make lock
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help lock bootstrap run worker schedule test lint format migrate check bench soak simulate

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  \1|\2/' | column -t -s '|' 2>/dev/null \
		|| grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST)

bootstrap: $(STAMPS)/dev ## create .venv with everything for development

run: $(STAMPS)/runtime ## start the whole service: PORT=8000 DATA_DIR=./var DEMO=1
	@$(BIN)/python -m deploy.system_packages runtime
	@$(BIN)/python -m deploy.fonts & exec $(BIN)/python -m deploy.supervisor

worker: $(STAMPS)/runtime ## start the worker pool alone
	@$(BIN)/python -m workers.pool

schedule: $(STAMPS)/runtime ## start the scheduler alone
	@$(BIN)/python -m workers.scheduler

test: $(STAMPS)/dev ## run every test
	@$(BIN)/python -m deploy.system_packages test
	@$(BIN)/python -m deploy.fonts
	$(PYTEST)

lint: $(STAMPS)/dev ## check style and types
	$(BIN)/ruff check .
	$(BIN)/mypy --explicit-package-bases

format: $(STAMPS)/dev ## put code into the house format
	$(BIN)/ruff check --fix-only --quiet .

migrate: $(STAMPS)/runtime ## bring the database to the newest revision
	$(BIN)/python -m flask --app app:create_app db upgrade

check: lint test ## what has to pass before a change is merged

lock: $(STAMPS)/dev ## compile requirements*.txt from requirements*.in
	$(BIN)/pip-compile $(LOCK) --output-file requirements.txt requirements.in
	$(BIN)/pip-compile $(LOCK) --output-file requirements-dev.txt requirements-dev.in

bench: $(STAMPS)/dev ## measure rates and times, and print them
	@$(BIN)/python -m deploy.system_packages bench
	@$(BIN)/python -m deploy.fonts
	$(BIN)/python -m benchmarks

simulate: $(STAMPS)/dev ## live through a year of a county on each engine, and prove it
	$(BIN)/python -m tests.simulation --engine sqlite
	$(BIN)/python -m tests.simulation --engine postgresql

soak: $(STAMPS)/dev ## run the long fault tests
	@$(BIN)/python -m deploy.system_packages soak
	$(BIN)/python -m pytest -q -m soak -s

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name it as in: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) \
		|| { echo "The venv module is missing; install this package: python3-venv"; exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/runtime: requirements.txt $(STAMPS)/venv
	@echo "Installing what the service needs (once)"
	@$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/runtime
	@echo "Installing what the tests need (once)"
	@$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@
