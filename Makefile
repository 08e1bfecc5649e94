# Two commands do everything: `make report` and `make test`. They need Python 3.11 or later, make, and the package index.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help report test check lab preview bench lock clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

report: $(READY)  ## build every edition (HTML and PDF) and print where it is
	@$(BIN)/analysis build

test: $(READY)  ## run the tests (under three minutes)
	@$(BIN)/python -m pytest -n auto -m "not slow and not system"

check: $(READY)  ## lint, types, data, and the slow tests (under twelve minutes)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/analysis format --check
	@$(BIN)/analysis check
	@$(BIN)/python -m pytest -n auto -m "slow and not system"

lab: $(READY)  ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab --notebook-dir=notebooks

EDITION ?= belarus-2005-2013
preview: $(READY)  ## build pages only, into reports/preview/ (EDITION=…, ONLY=03-adoption)
	@$(BIN)/analysis build $(EDITION) --format html $(if $(ONLY),--only $(ONLY))

bench: $(READY)  ## time the parts side by side (prints a table for each)
	@set -e; for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file; done

lock: $(READY)  ## pin every dependency again, after a change in pyproject.toml (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  --extra dev --upgrade --output-file requirements.lock pyproject.toml

clean:  ## remove the environment and what was built
	rm -rf $(VENV) reports/archive reports/preview reports/failed reports/.work
	find reports -maxdepth 1 -type l -delete

# The environment is made from nothing whenever the lock or pyproject.toml is newer than it, or it was left half made:
# the last step alone marks it as ready.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; name one, such as: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python has no venv; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }
	@echo "Making the environment in $(VENV) (once, a minute or two) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
