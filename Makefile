# Every target sets up what it needs, shows progress and can be run again at any time.
# CI=true or a terminal, root or not: nothing but python3 (>= 3.11), git and make is expected to be there.

PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

export OPENBLAS_NUM_THREADS ?= 1
# containers often set it: each of the hundreds of processes of the tests would compile all of us again
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test fast pictures check fix serve bench bench-% stop browser lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.ready ## Virtual environment with pinned packages, and the command .venv/bin/tsunagu

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed / Python 3.11 以上が必要です（PYTHON=... で指定）"; exit 1; }
	@echo "- Virtual environment / 仮想環境"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@cmp -s requirements.lock .venv/.lock || { echo "- Packages / パッケージ（初回は数分かかります）"; \
	  $(BIN)/python -m pip install --disable-pip-version-check -qq --no-deps -r requirements.lock \
	  && cp requirements.lock .venv/.lock; }
	@echo "- Tsunagu"
	@$(BIN)/python -m pip install --disable-pip-version-check -qq --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## The demonstration network with a web server (FRESH=1 starts over, PORT=8000, LAN=1 for phones)
	@$(BIN)/tsunagu demo $(if $(FRESH),--fresh) $(if $(PORT),--port $(PORT)) $(if $(LAN),--lan)

serve: setup ## The installation itself, without demonstration data
	@$(BIN)/tsunagu up $(if $(PORT),--port $(PORT)) $(if $(LAN),--lan)

stop: setup ## Stop the embedded database
	@$(BIN)/tsunagu stop

browser: ## Chromium and a Japanese font for the browser tests, where we may install them
	@.ci/browser

test: setup browser ## All tests
	@$(BIN)/tsunagu translations compile
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

fast: setup ## Tests without browser stories and slow ones
	@$(BIN)/tsunagu translations compile
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not slow and not story"

pictures: setup browser ## Take the pictures of the README again
	@$(BIN)/tsunagu translations compile
	@TSUNAGU_PICTURES=1 $(BIN)/pytest tests/pictures

check: setup ## Style, types, import contracts, translations, migrations
	@echo "- ruff";               $(BIN)/ruff check .
	@echo "- ruff format";        $(BIN)/ruff format --check .
	@echo "- mypy";               $(BIN)/mypy src tests
	@echo "- import contracts";   $(BIN)/lint-imports
	@echo "- translations";       $(BIN)/tsunagu translations check
	@echo "- migrations";         $(BIN)/tsunagu makemigrations --check --dry-run

fix: setup ## Repair what ruff can repair
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup ## Every benchmark; bench-NAME for one
	@$(BIN)/tsunagu bench

bench-%: setup
	@$(BIN)/tsunagu bench $*

lock: setup ## Write requirements.lock from the packages now installed
	@$(BIN)/python .ci/lock.py > requirements.lock.new && mv requirements.lock.new requirements.lock

clean: ## Remove what the targets above made, except data
	@rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache src/*.egg-info
