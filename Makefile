# make run, make test; make alone lists the rest.

.DEFAULT_GOAL := help
.PHONY: help run test format environment browser
.DELETE_ON_ERROR:

# Visitors, and tests, run side by side: each linear algebra call keeps to one thread.
export OPENBLAS_NUM_THREADS ?= 1

HOST ?= 127.0.0.1
PORT ?= 8501

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP_INSTALL := $(PYTHON) -m pip install --disable-pip-version-check --quiet

# Stamps: what they stand for was done since the files they depend on last changed.
RUN_STAMP := $(VENV)/.installed-to-run
TEST_STAMP := $(VENV)/.installed-to-test

# The first of these that is a Python 3.11; empty if none is.
FIND_PYTHON = for name in python3.11 python3 python; do \
		"$$name" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1 \
			&& { echo "$$name"; break; }; \
	done

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN_STAMP) ## Start the dashboard on PORT (8501 unless set) of HOST (127.0.0.1 unless set)
	@HOST=$(HOST) PORT=$(PORT) exec $(PYTHON) asgi.py

test: $(TEST_STAMP) browser ## Check format, style, types and imports, then run every test
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	@# Once, before two test processes would both compile the same kernels.
	$(PYTHON) -c "import core; core.warm_up()"
	$(PYTHON) -m pytest -n 2 --dist loadgroup -m "not browser and not container and not alone"
	$(PYTHON) -m pytest -m "browser or container or alone"

format: $(TEST_STAMP) ## Format the code and mend what Ruff can mend
	$(PYTHON) -m ruff check --fix-only --quiet .
	$(PYTHON) -m ruff format .

environment: $(RUN_STAMP) ## Install what the dashboard needs, into .venv

browser: $(TEST_STAMP)
	@$(PYTHON) tests/browser/find_browser.py --quiet && exit; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests."; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq \
			&& apt-get install -qq --yes --no-install-recommends chromium fonts-dejavu-core; \
	fi; \
	$(PYTHON) tests/browser/find_browser.py --quiet --explain

$(PYTHON):
	@python="$$($(FIND_PYTHON))"; \
	if [ -z "$$python" ]; then \
		echo "Phasescape needs Python 3.11: install it so that python3.11 is found, then try again." >&2; \
		exit 1; \
	fi; \
	"$$python" -m venv $(VENV)

$(RUN_STAMP): requirements.txt | $(PYTHON)
	$(PIP_INSTALL) --requirement $<
	@touch $@

$(TEST_STAMP): requirements-dev.txt requirements-cluster.txt $(RUN_STAMP)
	$(PIP_INSTALL) --requirement $<
	@touch $@
