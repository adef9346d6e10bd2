# Two commands do everything on a machine with Python 3.11+, pip, make and git: `make run`, `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test check bench trial screenshots sounds icons reference lock

run: $(READY)
	@$(BIN)/aday $(ARGS)

test: $(READY)
	@sh tests/need_chromium.sh
	@$(BIN)/python -m tests.run $(ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m tests.bench

trial: $(READY)
	$(BIN)/python -m tests.trial

screenshots: $(READY)
	@sh tests/need_chromium.sh
	$(BIN)/python -m tests.screenshots

icons: $(READY)
	$(BIN)/python -m tools.icons

# Needs Debian's espeak-ng.
sounds: $(READY)
	$(BIN)/python -m tools.sounds

reference: $(READY)
	@$(BIN)/python -m aday.reference > docs/configuration.md

# Every package this needs, to the byte; made anew after a change of pyproject.toml.
lock: $(READY)
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --all-extras --generate-hashes --strip-extras --allow-unsafe \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file=requirements.lock pyproject.toml

$(READY): pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@
