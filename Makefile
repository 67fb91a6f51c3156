# Two commands: `make demo` opens the shop on this machine, `make test` runs every test.
# Both set up what they need. Works with the make of macOS (3.81) as well.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
CATALOGUES := $(wildcard shop/locale/*/LC_MESSAGES/*.po recommendations/locale/*/LC_MESSAGES/*.po)
COMPILE_LOCK := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command "make lock"

.PHONY: demo test bench check setup setup-runtime lock messages clean

demo: setup-runtime $(CATALOGUES:.po=.mo)
	@exec $(PY) -m shop.demo.run --port $(PORT)

test: setup $(CATALOGUES:.po=.mo)
	@exec $(PY) -m tests

# How fast it is, beside what it is compared with: a table, and var/bench.json. Two to four minutes.
bench: setup
	@exec $(PY) -m tests.bench

check: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy shop recommendations tests
	git ls-files -z 'templates/*.html' 'recommendations/templates/*.html' | xargs -0 $(VENV)/bin/djade --check
	$(VENV)/bin/lint-imports --no-cache

# The environment, with everything that developing needs; for the demo less is enough.
setup:
	@PYTHON="$(PYTHON)" sh .ci/setup requirements-dev.txt

setup-runtime:
	@PYTHON="$(PYTHON)" sh .ci/setup requirements.txt

# Reads pyproject.toml; needs uv.
lock:
	$(COMPILE_LOCK) pyproject.toml -o requirements.txt
	$(COMPILE_LOCK) pyproject.toml --extra learn --group dev -o requirements-dev.txt

# Adds what pages and code say and the Swedish catalogue lacks, with an empty translation.
messages: setup
	$(PY) -m tests.messages

# Keeps var/, the shop's data.
clean:
	rm -rf $(VENV) .boot .mypy_cache .ruff_cache .pytest_cache .import_linter_cache dist

%.mo: %.po
	@$(VENV)/bin/pybabel -q compile -i $< -o $@
