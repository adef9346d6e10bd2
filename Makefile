# Two commands do everything on a machine with Python 3.11+, pip, make and git: `make run`, `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/.runs
READY := $(VENV)/.ready

.PHONY: run test check bench trial chaos cluster-trial simulate cuts firefox screenshots sounds icons fonts reference lock

run: $(RUNS)
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

chaos: $(READY)
	$(BIN)/python -m tests.chaos $(ARGS)

# SEEDS=1000 plays so many; ARGS=--replay=TOKEN plays a failure again, ARGS=--mutants hunts known mistakes.
simulate: $(READY)
	@$(BIN)/python -m tests.simulation $(if $(SEEDS),--seeds $(SEEDS)) $(ARGS)

# Needs root; ends with 77 where it cannot run.
cluster-trial: $(READY)
	@sh tests/cluster/need_patroni.sh
	@$(BIN)/python -m tests.cluster $(ARGS)

cuts: $(READY)
	@sh tests/need_chromium.sh
	@$(BIN)/python -m tests.cuts $(ARGS)

# ARGS="--payments 100" measures fewer; ends with 77 where there is no Firefox.
firefox: $(READY)
	@sh tests/firefox/need_firefox.sh
	@sh tests/need_chromium.sh || :
	@$(BIN)/python -m tests.firefox $(ARGS)

screenshots: $(READY)
	@sh tests/need_chromium.sh
	$(BIN)/python -m tests.screenshots

icons: $(READY)
	$(BIN)/python -m tools.icons

fonts: $(READY)
	$(BIN)/python -m tools.fonts

# Needs Debian's espeak-ng.
sounds: $(READY)
	$(BIN)/python -m tools.sounds

reference: $(READY)
	@$(BIN)/python -m aday.reference > docs/configuration.md

# Every package this needs, to the byte, and of those the ones that running needs; made anew after a change of pyproject.toml.
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
lock: $(READY)
	$(BIN)/pip install --quiet pip-tools
	$(COMPILE) --all-extras --output-file=requirements.lock pyproject.toml
	$(COMPILE) --output-file=tests/cluster/patroni.lock tests/cluster/patroni.in
	$(COMPILE) --extra=server --constraint=requirements.lock --output-file=requirements-server.lock pyproject.toml

INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check

# What running needs, and no more.
$(RUNS): pyproject.toml requirements-server.lock
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes -r requirements-server.lock
	$(INSTALL) --no-deps -e .
	@touch $@

# What tests, linters and makers of files need beside it.
$(READY): pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps -e .
	@touch $@ $(RUNS)
