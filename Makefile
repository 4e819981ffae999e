# Each target makes its own .venv when there is none. PYTHON picks the interpreter.
PYTHON ?= python3
BIN := .venv/bin
RUNS ?= 5
SIZES ?= 1000,10000,100000
.DEFAULT_GOAL := help
.PHONY: help demo test test-slow lint bench bench-cluster bench-scale bench-topics docs clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 14

.venv/base: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/dev: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ .venv/base

demo: .venv/base  ## run the whole job on the embedded sample
	$(BIN)/nqp-mine demo -o demo-out

test: .venv/dev  ## fast tests, under a minute
	$(BIN)/python -m pytest -q -n auto --dist loadfile -m 'not slow'

test-slow: .venv/dev  ## browser, crash and simulation tests
	$(BIN)/python -m pytest -q -m slow || [ $$? -eq 5 ]  # 5: there are none

lint: .venv/dev  ## ruff, mypy strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.venv-bench/peers: benchmarks/peers.txt
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

bench: .venv/base .venv-bench/peers  ## speed against a script and peers (TEXTS="FOLDER..." [RUNS=5])
	$(BIN)/python benchmarks/speed.py $(TEXTS) --runs $(RUNS) --peers .venv-bench/bin/python

bench-scale: .venv/base  ## time and memory by size ([SIZES=1000,10000,100000])
	$(BIN)/python benchmarks/scale.py --sizes $(SIZES)

bench-cluster: .venv/dev  ## Dask against the local pool, and what 10^8 documents would take
	$(BIN)/python benchmarks/cluster.py

bench-topics: .venv/dev  ## topic engines on one split (needs a folder: TEXTS=...)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check tomotopy
	$(BIN)/python benchmarks/topics.py $(TEXTS)

docs: .venv/base  ## the documentation, as a site in site/
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	$(BIN)/python docs/reference.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict

clean:  ## remove what the targets made
	rm -rf .venv .venv-bench dist site demo-out .mypy_cache .ruff_cache .pytest_cache
