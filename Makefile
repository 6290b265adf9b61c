# Each command brings what it needs: `make run` or `make test` is enough on a fresh machine with Python 3.11 or newer.
UV_VERSION := 0.13.8

BIN := .venv/bin
UV := .venv/.uv-$(UV_VERSION)
RUNTIME := .venv/.runtime
DEV := .venv/.dev
NODE := .venv/.node
WEB := web/node_modules/.installed
PAGE := web/dist/index.html
CLIENTS := tests/clients/node_modules/.installed
# The peer's own environment: whoever removes .venv removes it, too.
PEER := .venv/peer
# And the evals' engine: it brings aiohttp, which must not be found beside the product.
EVAL := .venv/eval
# The product's versions, but for what inspect-ai's own packages cannot live with.
EVAL_LIMITS := .venv/.eval-limits.txt
CODE := agent tools state server prompts tests benchmarks evals

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHON

# An environment whose Python is gone is made anew.
ifneq ($(shell $(BIN)/python -c 'print("works")' 2>/dev/null),works)
$(shell rm -f .venv/.uv-* $(RUNTIME) $(DEV))
endif

.DEFAULT_GOAL := help
.PHONY: help setup run test bench eval check lock types

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

setup: $(RUNTIME) $(PAGE) ## Install everything into .venv, and build the web page

run: setup ## Start the copilot with demo data on http://127.0.0.1:8000
	@exec $(BIN)/wizard serve --demo

test: check $(PAGE) $(CLIENTS) ## Check the code and run every test
	@echo "Running the tests ..."
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

check: $(DEV) $(WEB) ## Look at lint, formatting, architecture and types
	@echo "Checking lint, formatting, architecture and types ..."
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/ruff format --quiet --diff $(CODE) || { echo "Not formatted as it should be: ruff format $(CODE)"; exit 1; }
	@$(BIN)/lint-imports --no-logo --cache-dir .venv/.import-linter
	@$(BIN)/pyright
	@$(call npm,web,run check)

bench: setup $(PEER)/.installed ## Measure against the goals, beside a peer; takes some minutes
	@$(BIN)/python -m benchmarks --peer $(PEER)/bin/python

eval: $(EVAL)/.installed ## Have every case's conversation with MODEL and judge it; ARGS are those of wizard eval
	@$(EVAL)/bin/wizard eval $(or $(ARGS),run --label latest --fresh --inspect)

lock: $(UV) ## Resolve the newest versions into requirements/
	@$(call resolve,runtime,pyproject.toml --group build)
	@$(call resolve,dev,pyproject.toml --group build --group dev --constraint requirements/runtime.txt)
	@$(call resolve,node,--group node)
	@$(call resolve,bench,pyproject.toml --group build --group bench --constraint requirements/runtime.txt)
	@sed -n 's/^\([A-Za-z0-9._-]*==[^\\]*[^ \\]\) *\\$$/\1/p' requirements/runtime.txt | grep -v '^python-dateutil==' >$(EVAL_LIMITS)
	@$(call resolve,eval,pyproject.toml --group build --group eval --constraint $(EVAL_LIMITS))
	@echo "Locked; make setup installs it."

types: $(RUNTIME) $(CLIENTS) ## Write the page's TypeScript types anew from the server's OpenAPI document
	@$(BIN)/wizard openapi | PATH="$(CURDIR)/.venv/node/bin:$$PATH" node tests/clients/types.mjs >.venv/schema.ts
	@mv .venv/schema.ts web/src/api/schema.ts

# The stamps stand in .venv, so that a changed lock installs anew and nothing else does.
$(RUNTIME): requirements/runtime.txt pyproject.toml $(UV)
	@$(call install,$(if $(wildcard $(DEV)),dev,runtime))

$(DEV): requirements/dev.txt requirements/runtime.txt pyproject.toml $(UV)
	@$(call install,dev)

# Built anew when something it is made of has changed.
$(PAGE): $(WEB) $(shell find web/src web/public web/stand-ins web/*.* -type f)
	@echo "Building the web page ..."
	@$(call npm,web,run build -- --logLevel warn)
	@touch $@

$(WEB): web/package-lock.json web/package.json web/.npmrc $(NODE)
	@echo "Installing web/package-lock.json ..."
	@$(call npm,web,ci, Is there a network?)
	@touch $@

# Both generations of AG-UI's own client, for the tests.
$(CLIENTS): tests/clients/package-lock.json tests/clients/package.json tests/clients/.npmrc $(NODE)
	@echo "Installing tests/clients/package-lock.json ..."
	@$(call npm,tests/clients,ci, Is there a network?)
	@touch $@

# The machine's Node where it is new enough, else one that stays in .venv.
$(NODE): requirements/node.sh requirements/node.txt $(UV)
	@sh requirements/node.sh
	@touch $@

$(PEER)/.installed: requirements/bench.txt $(UV)
	@$(call apart,$(PEER),bench)
	@touch $@

$(EVAL)/.installed: requirements/eval.txt pyproject.toml $(UV)
	@$(call apart,$(EVAL),eval)
	@$(BIN)/uv pip install --python $(EVAL)/bin/python --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(UV):
	@sh requirements/environment.sh $(UV_VERSION)
	@touch $@

# $(call npm,<folder>,<arguments>,<hint>): quiet unless it fails. A log for each target: make may work on several at once.
define npm
	( PATH="$(CURDIR)/.venv/node/bin:$$PATH" && cd $(1) && npm --silent $(2) >$(CURDIR)/.venv/npm-$(subst /,-,$@).log 2>&1 ) || \
	{ cat .venv/npm-$(subst /,-,$@).log; echo "npm $(2) failed in $(1)/; the message above says why.$(3)"; exit 1; }
endef

# $(call install,<lock>): exactly what the lock says, checked by hash, then this project itself without building anything else.
define install
	echo "Installing requirements/$(1).txt ..."; \
	quiet=$$(test -t 2 || echo --quiet); \
	{ $(BIN)/uv pip sync --python $(BIN)/python $$quiet --require-hashes requirements/$(1).txt || $(call install_slowly,$(1)); } && \
	$(BIN)/uv pip install --python $(BIN)/python --quiet --no-deps --no-build-isolation --editable . && \
	touch $(RUNTIME) .venv/.$(1)
endef

# $(call apart,<folder>,<lock>): an environment of its own beside the product's.
define apart
	echo "Installing requirements/$(2).txt into $(1) ..."; \
	$(BIN)/uv venv --quiet --allow-existing --seed --python $(BIN)/python $(1) && \
	{ $(BIN)/uv pip sync --python $(1)/bin/python --quiet --require-hashes requirements/$(2).txt || \
		$(1)/bin/python -m pip install --quiet --require-hashes --requirement requirements/$(2).txt; }
endef

# Where packages come from is sometimes set up for pip alone, which uv does not ask.
define install_slowly
	{ echo "uv could not; trying pip, which takes a minute ..."; \
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/$(1).txt; }
endef

# $(call resolve,<lock>,<options>): no address of an index and no path may end up in a lock.
define resolve
	echo "Resolving requirements/$(1).txt ..."; \
	$(BIN)/uv pip compile $(2) --output-file requirements/$(1).txt --quiet --no-config --upgrade \
		--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock"
endef
