# The two commands: `make run` and `make test`. Needs Python 3.11 or newer, and make.

VENV ?= .venv
BIN := $(VENV)/bin

# The first Python that is new enough and can make virtual environments. Asked for only when needed.
PYTHON ?= $(firstword $(foreach name,python3.13 python3.12 python3.11 python3.14 python3,\
  $(shell $(name) -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' \
    >/dev/null 2>&1 && echo $(name))))

# What is installed is noted under the checksum of its list: a new list installs, a touched file does not.
sum = $(shell cksum < $(1) | cut -d ' ' -f 1)
LOCAL := $(VENV)/.local-$(call sum,requirements-local.txt)
DEV := $(VENV)/.dev-$(call sum,requirements-dev.txt)

.DEFAULT_GOAL := help
.PHONY: help run test bench screenshots lint format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' Makefile

run: $(LOCAL) ## Start the whole help desk (PORT, SMTP_PORT and HELPDESK_DATA choose where)
	@exec $(BIN)/python -m helpdesk.local

test: $(DEV) ## Check everything: linters, types, contracts, tests and browser journeys
	@exec $(BIN)/python -m helpdesk.local.check

bench: $(DEV) ## Measure speed and print the tables
	@exec $(BIN)/python -m bench

screenshots: $(DEV) ## Take the pictures of the README again
	@exec $(BIN)/python -m tests.journeys.screenshots

lint: $(DEV) ## Check only the text of the code: linters, types and contracts
	@exec $(BIN)/python -m helpdesk.local.check lint

format: $(DEV) ## Put code and templates into the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

clean: ## Remove what tests and tools leave; the data of `make run` stays
	rm -rf var/test .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { \
	  echo "Python 3.11 or newer with venv is needed and was not found."; \
	  echo "  Debian, Ubuntu:  sudo apt-get install python3 python3-venv"; \
	  echo "  macOS:           brew install python@3.13"; \
	  echo "Elsewhere, name it: make PYTHON=/path/to/python3"; exit 1; }
	@echo "Making $(VENV) with $(PYTHON) ..."
	@$(PYTHON) -m venv $(VENV)

$(LOCAL): | $(BIN)/python
	$(call install,requirements-local.txt,local)

$(DEV): | $(BIN)/python
	$(call install,requirements-dev.txt,dev)
	@$(BIN)/python -m pip list --format=freeze | sed 's/==.*//' | tr 'A-Z_.' 'a-z--' \
	  | grep -vxF -e pip -e setuptools -e "$$(sed -n 's/^\([a-z0-9-]*\).*==.*/\1/p' requirements-dev.txt)" \
	  | xargs $(BIN)/python -m pip uninstall --quiet --yes 2>/dev/null || true # what the list dropped

define install
@echo "Installing $(1) ..."
@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
@rm -f $(VENV)/.$(2)-*
@touch $@
endef
