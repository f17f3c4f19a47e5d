# Two commands matter: `make run` and `make test`. Written for make 3.81 (macOS) and later.

VENV := .venv
BIN := $(VENV)/bin
ARGS :=

# The versions that the tests run on come first; a newer one is tried when there is nothing else.
CANDIDATES := python3 python3.13 python3.12 python3.11
PYTHON = $(shell for limit in 3,14 4,0; do for name in $(CANDIDATES); do \
	$$name -c "import sys; sys.exit(not (3, 11) <= sys.version_info < ($$limit))" 2>/dev/null \
	&& { echo $$name; exit; }; done; done)

NO_PYTHON = Seminar needs Python 3.11 or later: \
	apt install python3 python3-venv (Debian), brew install python@3.13 (macOS).
NO_VENV = This Python cannot make virtual environments: \
	apt install python3-venv (Debian), or take the Python of python.org or Homebrew.

ifneq ($(shell command -v uv 2>/dev/null),)
MAKE_VENV = uv venv -q --clear --python $(PYTHON) $(VENV)
INSTALL = uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r $(1)
else
MAKE_VENV = $(PYTHON) -c "import ensurepip, venv" 2>/dev/null || { echo "$(NO_VENV)" >&2; exit 1; }; \
	$(PYTHON) -m venv --clear $(VENV)
INSTALL = $(BIN)/python -m pip install -q --disable-pip-version-check --no-input --require-hashes -r $(1)
endif

# What touches no database, brings its own, or looks at nothing that a database could change, is run once.
ONCE = browser demo deploy gallery serving text tools reports/test_whole_term.py peers/test_sharing_out.py \
       $(patsubst %,sweeps/test_%.py,compressed headers hosts imports size templates vendored words)

LINT = $(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/python -m mypy
# Each worker (tests/conftest.py says how many) has a database of its own, and takes whole files.
PYTEST = $(BIN)/python -m pytest -n auto --dist loadfile
SQLITE = SEMINAR_TEST_DATABASE=sqlite $(PYTEST) --ignore=tests/browser $(ARGS)
POSTGRESQL = SEMINAR_TEST_DATABASE=postgresql $(PYTEST) $(addprefix --ignore=tests/,$(ONCE)) $(ARGS)
BROWSER = SEMINAR_TEST_DATABASE=sqlite $(PYTEST) tests/browser $(ARGS)
LOCK = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url $(ARGS)

# A headline, the command, and on failure the headline once more below the command's own words.
part = @echo "== $(1)"; $(2) || { echo "== Failed: $(1)" >&2; exit 1; }

# What is compiled is kept, whatever the environment says: the tests start the programs many times.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test check test-sqlite test-postgresql test-browser screenshots bench tools lock clean anew

run: $(VENV)/.run ## Start Seminar on this machine, with a demo class the first time
	@exec $(BIN)/python -m forum.start

test: check tools ## Run everything: checks, tests on SQLite and PostgreSQL, tests in a browser
	$(call part,tests on SQLite,$(SQLITE))
	$(call part,tests on PostgreSQL,$(POSTGRESQL))
	$(call part,tests in a browser,$(BROWSER))

check: $(VENV)/.test ## Lint, layout of the code, types
	$(call part,checks,$(LINT))

test-sqlite: tools ## Run the tests on SQLite (ARGS="-k pin" picks some, here and below)
	$(call part,tests on SQLite,$(SQLITE))

test-postgresql: tools ## Run the tests on PostgreSQL
	$(call part,tests on PostgreSQL,$(POSTGRESQL))

test-browser: tools ## Run the tests in a real Chromium
	$(call part,tests in a browser,$(BROWSER))

screenshots: tools ## Photograph every page and state (ARGS="feed" picks some), for .tools/screenshots/index.html
	@$(BIN)/python -m tests.gallery $(ARGS)

bench: $(VENV)/.test ## Measure the main pages beside a bare Flask app (Linux; three minutes, the first time ten; ARGS=pages is quicker)
	@$(BIN)/python -m bench $(ARGS)

tools: $(VENV)/.test ## Get PostgreSQL, Redis and Chromium for the tests
	$(call part,tools,$(BIN)/python -m tests.tools.get)

lock: $(VENV)/.test ## Pin requirements*.in into requirements*.txt (ARGS=--upgrade takes the newest)
	@$(LOCK) requirements.in -o requirements.txt
	@$(LOCK) -c requirements.txt requirements-dev.in -o requirements-dev.txt

help: ## Say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

clean: ## Remove what was installed and cached; instance/ and its data stay
	rm -rf $(VENV) .tools .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
	find static -name '*.gz' -delete

$(VENV)/.run: requirements.txt $(VENV)/.made
	@echo "Installing what Seminar needs into $(VENV) ..."
	@$(call INSTALL,$<)
	@touch $@

$(VENV)/.test: requirements-dev.txt $(VENV)/.made
	@echo "Installing what the tests need into $(VENV) ..."
	@$(call INSTALL,$<)
	@touch $@

# The stamp and not the folder tells that it is whole: a failed venv leaves half of one behind.
# It is made anew when its Python is gone, as after an update of the system.
$(VENV)/.made: $(if $(shell test -x $(BIN)/python && echo whole),,anew)
	@test -n "$(PYTHON)" || { echo "$(NO_PYTHON)" >&2; exit 1; }
	@echo "Making $(VENV) with $(PYTHON) ..."
	@$(MAKE_VENV)
	@touch $@

anew:
