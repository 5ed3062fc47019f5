# Daily commands. Needs Python 3.11 or newer and PyPI, nothing else; everything is installed into .venv.
#
#   make run      the CRM with demo data, until Ctrl-C
#   make test     the suite on SQLite, and on PostgreSQL when one answers
#   make check    what CI asks of a change

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?=
# the graphene binding's own environment: its library and the standalone host's exclude each other
GRAPHENE_VENV ?= .venv-graphene
GRAPHENE_BIN := $(GRAPHENE_VENV)/bin
GRAPHQL_TESTS = $(shell find tests -name 'test_graphql*.py' -not -path 'tests/saleor/*' -not -path 'tests/contract/*')
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run install test test-graphene test-saleor dashboard dashboard-if-node dashboard-check dashboard-stories check format lint types imports migrations schema schema-check docs coverage build clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# ---- the virtual environment; a stamp is as old as the pyproject.toml it was installed from

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.standalone: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[standalone]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.standalone

install: $(VENV)/.dev  ## .venv with everything a developer needs

# ---- the two commands

run: $(VENV)/.standalone dashboard-if-node  ## the CRM with demo data, until Ctrl-C; ARGS='--port 8010' passes options
	@exec $(BIN)/python -m saleor_crm_plugin run $(ARGS)

test: $(VENV)/.dev  ## the suite on SQLite, and on PostgreSQL when one answers
	@$(BIN)/python -m tests.engines $(PYTEST_ARGS)

$(GRAPHENE_VENV)/.ready: pyproject.toml tests/graphene_host/requirements.txt
	test -x $(GRAPHENE_BIN)/python || $(PYTHON) -m venv $(GRAPHENE_VENV)
	$(GRAPHENE_BIN)/python -m pip install --quiet --editable . --requirement tests/graphene_host/requirements.txt
	@touch $@

test-graphene: $(VENV)/.dev $(GRAPHENE_VENV)/.ready  ## the same GraphQL tests in both bindings, answers compared, without Saleor
	$(BIN)/python -m pytest --quiet -p no:cacheprovider -p no:randomly -p tests.graphene_host.answers \
		--answers-kept $(GRAPHENE_VENV)/answers.json $(GRAPHQL_TESTS)
	DJANGO_SETTINGS_MODULE=tests.graphene_host.settings $(GRAPHENE_BIN)/python -m pytest --quiet -p no:cacheprovider \
		-p tests.graphene_host.answers --answers-same $(GRAPHENE_VENV)/answers.json \
		$(GRAPHQL_TESTS) tests/graphene_host $(PYTEST_ARGS)

test-saleor:  ## the Saleor host's tests in a real Saleor: SALEOR_PYTHON=its Python SALEOR_HOME=its checkout
	@test -n "$(SALEOR_PYTHON)" || { echo "SALEOR_PYTHON must name the Python that Saleor is installed in" >&2; exit 1; }
	PYTHONPATH="$(SALEOR_HOME)" $(SALEOR_PYTHON) -m pytest -c tests/saleor/pytest.ini --rootdir tests/saleor \
		--confcutdir tests/saleor -p no:cacheprovider tests/saleor $(PYTEST_ARGS)

# ---- the Dashboard extension; Node 20.19 or newer, and nothing else

EXTENSION := dashboard_extension
NPM := $(shell command -v npm 2>/dev/null)

$(EXTENSION)/node_modules/.installed: $(EXTENSION)/package.json $(EXTENSION)/package-lock.json
	cd $(EXTENSION) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

BUNDLE := saleor_crm_plugin/web/dashboard/index.html
BUNDLE_SOURCES = $(shell find graphql saleor_crm_plugin/api/schema.graphql $(EXTENSION) -type f \
	-not -path '*/node_modules/*' -not -path '*/generated/*' -not -path '*/test-results/*' -not -path '*/screenshots/*' \
	-not -path '*/stories/*' -not -name '*.test.ts*')

$(BUNDLE): $(EXTENSION)/node_modules/.installed $(BUNDLE_SOURCES)
	cd $(EXTENSION) && npm run --silent generate && npm run --silent build -- --logLevel warn
	@touch $@

dashboard: $(BUNDLE)  ## build the page for Saleor's Dashboard into the package

# the demo needs Python only: without Node it runs, and its /dashboard/ says what is missing
dashboard-if-node:
	@if test -n "$(NPM)"; then $(MAKE) --no-print-directory dashboard || echo "the Dashboard extension could not be built; everything else works" >&2; \
	else echo "no Node: the Dashboard extension is not built; everything else works"; fi

dashboard-check: dashboard  ## types, style, tests and size of the page
	cd $(EXTENSION) && npm run --silent types && npm run --silent lint && npm run --silent test && npm run --silent size

CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

dashboard-stories: $(VENV)/.dev  ## merchants' stories in a real browser on the real host; STORY='create a tier' tells one
	@test -n "$(NPM)" || { echo "Node 20.19 or newer is needed for the stories" >&2; exit 1; }
	@test -n "$(CHROMIUM)" || { echo "Chromium is needed for the stories: apt-get install chromium, or make dashboard-stories CHROMIUM=/path/to/it" >&2; exit 1; }
	$(MAKE) --no-print-directory dashboard
	cd $(EXTENSION) && CHROMIUM=$(CHROMIUM) PYTHON=$(abspath $(BIN)/python) npm run --silent e2e -- $(if $(STORY),--grep "$(STORY)")

# ---- what CI asks of a change

check: lint types imports migrations schema-check test  ## what CI asks of a change

format: $(VENV)/.dev  ## rewrite the code in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/.dev  ## style, without rewriting
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev  ## mypy, strict
	$(BIN)/mypy saleor_crm_plugin

imports: $(VENV)/.dev  ## the architecture in setup.cfg
	$(BIN)/lint-imports --no-cache

migrations: $(VENV)/.dev  ## fail when a model change has no migration
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m django makemigrations --check --dry-run --skip-checks

schema: $(VENV)/.dev  ## export the GraphQL schema into the package
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m django crm_schema

schema-check: $(VENV)/.dev  ## fail when the exported GraphQL schema is not the committed one
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m django crm_schema --check

# not --quiet: it hides the warnings that --strict counts
docs: $(VENV)/.dev  ## the site under docs/, into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

coverage: $(VENV)/.dev  ## the suite with branch coverage: all 95 %, rules and services 100 %
	rm -f .coverage
	$(BIN)/python -m tests.engines --cov --cov-append --cov-report= $(PYTEST_ARGS)
	$(BIN)/coverage report --skip-covered --fail-under=95
	$(BIN)/coverage report --skip-covered --show-missing --fail-under=100 \
		--include='*/rules/*,*/rules.py,*/services/*,*/services.py'

build: $(VENV)/.dev  ## sdist and wheel, into dist/
	rm -rf build dist
	$(BIN)/python -m build --quiet

clean:  ## remove what the other targets made
	rm -rf $(VENV) $(GRAPHENE_VENV) build dist site *.egg-info $(EXTENSION)/screenshots $(EXTENSION)/test-results .mypy_cache .ruff_cache .pytest_cache .hypothesis
