# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
REFEREES := tests/referees/node_modules/.package-lock.json
# Bytecode is kept, even where the surroundings forbid it: every start of the hub would compile all of it again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test check bench load film pictures sbom clean lock setup browser tools profiles derived

demo: setup ## database, hub and simulators of every party; ARGS="--seconds 60 --headless"
	$(BIN)/kyukyu demo $(ARGS)

# Three processes for two cores, for each waits as often as it works; in the order of tests/conftest.py.
test: ## every test, under ten minutes on two cores
	@$(MAKE) --no-print-directory --jobs 3 browser tools $(REFEREES)
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup ## lint, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## figures and a plot in docs/performance/
	$(BIN)/kyukyu bench $(ARGS)

load: setup browser ## 200 cases at 1,000 messages a second before each screen for ten minutes, into docs/performance/
	$(BIN)/python -m tests.e2e_browser.load --write docs/performance $(ARGS)

film: setup browser ## four stories through the real screens, into docs/explanation/recorded-runs.md
	$(BIN)/python -m tests.e2e_browser.film $(ARGS)

pictures: setup browser ## every screen at its size, into docs/reference/screens.md
	$(BIN)/python -m tests.e2e_browser.pictures $(ARGS)

sbom: setup ## what the hub is made of: sbom.cdx.json (CycloneDX)
	$(BIN)/python docs/sbom.py > sbom.cdx.json

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Debian's Chromium, with and without the frame of a desktop, else what the system has, else Playwright's own; without any
# the browser tests say why they are skipped.
browser: setup tools # the two may both ask apt-get, which works for one at a time
	@{ command -v chromium && command -v chromium-headless-shell; } >/dev/null \
	  || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	       apt-get install -y -qq --no-install-recommends chromium chromium-headless-shell fonts-noto-cjk; } \
	  || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
  || $(BIN)/playwright install chromium \
	  || echo "No Chromium here and none to be had: browser tests will be skipped."

# Tools of others that some tests ask: a scanner of TLS, and a hardware security module in software. Without them those
# tests are skipped and say so.
tools:
	@{ command -v sslscan && command -v softhsm2-util; } >/dev/null \
	  || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq \
	       && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends sslscan softhsm2; } \
	  || echo "No sslscan or no SoftHSM here and none to be had: tests that ask them will be skipped."

# Judges of our FHIR and of our screens from npm, for tests only. Without npm their tests are skipped and say so.
$(REFEREES): tests/referees/package-lock.json
	@command -v npm >/dev/null || { echo "No npm here: tests by referees will be skipped."; exit 0; }; \
	  cd tests/referees && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error \
	  || echo "The referees could not be fetched: their tests will be skipped."

profiles: setup ## make fhir_profiles/ anew from its sources; for who changes them, and needs Node
	cd tests/referees && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	$(BIN)/python -m fhir_profiles.generate

derived: setup ## make everything anew that follows from the code: profiles (with Node), rules, examples, codes, reference
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory profiles; else echo "No npm here: profiles stay as they are."; fi
	$(BIN)/python -m hub.fhir.distil fhir_profiles/definitions
	$(BIN)/python -m tests.referees.examples
	$(BIN)/python -m hub.ui.codes
	$(BIN)/python docs/generate.py

lock: ## renew requirements.lock (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev --extra pdf --extra hsm pyproject.toml -o requirements.lock

clean: ## stop the embedded database and remove everything that was made here
	@test ! -x $(BIN)/kyukyu || $(BIN)/kyukyu clean --yes
	rm -rf $(VENV) tests/referees/node_modules sbom.cdx.json .kyukyu .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
