# `make report` and `make test` need nothing but Python 3.11 or later.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: report test slow check lint types browser benchmarks notebook readme pins clean

report: .venv/installed
	$(BIN)/impact report

test: .venv/tested
	$(BIN)/python -m pytest -n 2 --dist loadfile

slow: .venv/tested
	$(BIN)/python -m pytest -n 2 --dist loadscope -m slow tests

check: .venv/installed
	$(BIN)/impact check

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/tested
	$(BIN)/mypy

browser: .venv/installed
	bash tests/browser/check.sh data/processed/reports

benchmarks: .venv/tested
	$(INSTALL) -e ".[bench]"
	for one in tests/benchmarks/[a-z]*.py; do $(BIN)/python $$one || exit 1; done

notebook: .venv/installed
	$(INSTALL) -e ".[notebook]"
	$(BIN)/jupyter lab notebooks

readme: .venv/installed
	$(BIN)/python tests/contracts/write_readme.py

pins: .venv/tested
	(head -1 constraints.txt; $(BIN)/python -m pip freeze --exclude-editable | grep -v ' @ ' | sort -f) > constraints.new
	mv constraints.new constraints.txt

clean:
	rm -rf .venv data/processed .impact

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(INSTALL) -e .
	touch $@

.venv/tested: .venv/installed
	$(INSTALL) -e ".[test]"
	touch $@
