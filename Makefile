# `make demo` and `make test` are all one needs; the first run makes .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed

# Bytecode is kept, or each start of kg, of which tests make thousands, compiles the package.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test bench pages lock clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST)

demo: $(STAMP) ## Load the examples, ask, export, draw: into demo/
	@PATH="$(CURDIR)/$(BIN):$$PATH" scripts/demo

test: $(STAMP) ## Format, lint, contracts, types, tests: all that must pass
	@PATH="$(CURDIR)/$(BIN):$$PATH" scripts/check

SIZE ?= 100k
RUNS ?= 3

bench: $(STAMP) ## Time kg and its peers: SIZE=100k or 100k,1M,10M quads; into docs/performance.md
	@PYTHONPATH="$(CURDIR)" $(BIN)/python bench/run.py --size $(SIZE) --runs $(RUNS)

pages: $(STAMP) ## Renew what is made from the ontology: context, index of names, shapes page, docs/ontology
	@for made in context register-index shapes-page ontology-pages; do \
		PYTHONPATH="$(CURDIR)" $(BIN)/python scripts/$$made || exit 1; done

# uv writes hashes for every platform and no address of an index.
lock: $(STAMP) ## Renew requirements.lock from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: $(BIN)/pip install uv" >&2; exit 1; }
	uv pip compile --universal --generate-hashes --python-version 3.11 --extra dev --upgrade \
		pyproject.toml -o requirements.lock

clean: ## Remove .venv, demo/ and caches
	rm -rf $(VENV) demo dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find kg tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is written last: an install that broke off is done again.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or later is needed; this is $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Name another: make PYTHON=python3.12 test" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
