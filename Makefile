# The front door. Every target goes through tools/bootstrap.py, which makes .venv fit first.
PYTHON ?= python3
PORT ?= 8000
SIZE ?= small
ONLY ?=
ARGS ?=

# Recipes say exec, so that no shell stands between make and the program: signals reach it.
BOOTSTRAP = $(PYTHON) tools/bootstrap.py
PYTEST = python -m pytest
# What tests run with, whatever the shell holds; tools/services.py adds its two addresses.
TESTING = env -u CONVIVE_DATABASE_URL -u CONVIVE_REDIS_URL -u CONVIVE_BROKER_URL \
	CONVIVE_MODE=demo CONVIVE_VAR_DIR="$(CURDIR)/var/test"
LOCK = uv pip compile --quiet --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

.PHONY: help demo demo-reset test test-services check fix e2e shots bench faults lock messages

help: ## what there is
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

demo: ## the whole of Convive on PORT (8000), with two fictional brands; Ctrl-C ends it
	@exec env CONVIVE_MODE=demo CONVIVE_VAR_DIR="$(CURDIR)/var/demo" \
		$(BOOTSTRAP) --set runtime -- python manage.py up --demo --port $(PORT)

demo-reset: ## forget what the demo wrote
	@if kill -0 "$$(cat var/demo/up.pid 2>/dev/null)" 2>/dev/null; then \
		echo "The demo is at work: end it with Ctrl-C first."; exit 1; fi
	rm -rf var/demo

test: ## every test but the browser's, on SQLite, with no service needed
	@exec $(TESTING) $(BOOTSTRAP) --set dev -- $(PYTEST) -n 2 --ignore=tests/browser $(ARGS)

test-services: ## the same tests on a throw-away PostgreSQL and Redis
	@exec $(TESTING) $(BOOTSTRAP) --set dev -- python tools/services.py -- $(PYTEST) -n 2 --ignore=tests/browser $(ARGS)

check: ## formatting, types, rooms, templates, migrations, production settings
	@exec $(BOOTSTRAP) --set dev -- python tools/check.py $(ARGS)

fix: ## what can be mended without thinking
	@exec $(BOOTSTRAP) --set dev -- python tools/check.py --fix

e2e: ## browser tests with the system's Chromium
	@exec $(TESTING) $(BOOTSTRAP) --set e2e -- python tools/e2e.py $(ARGS)

shots: ## a picture of every page, ARGS="--only desk --moments closed,sealed"
	@exec $(BOOTSTRAP) --set e2e -- python tools/shots.py $(ARGS)

bench: ## measure ONLY=part at SIZE=small|full against its limit
	@exec $(TESTING) $(BOOTSTRAP) --set dev -- python -m tests.bench --only "$(ONLY)" --size "$(SIZE)"

faults: ## break ONLY=part at SIZE=small|full and see that nothing is lost
	@exec $(TESTING) $(BOOTSTRAP) --set dev -- python -m tests.faults --only "$(ONLY)" --size "$(SIZE)"

messages: ## bring the translation files up to date with the source
	@exec $(BOOTSTRAP) --set dev -- python tools/messages.py collect

lock: ## compile requirements/ from pyproject.toml
	$(LOCK) pyproject.toml -o requirements/runtime.txt
	$(LOCK) pyproject.toml --extra prod -c requirements/runtime.txt -o requirements/prod.txt
	$(LOCK) pyproject.toml --extra prod --extra dev -c requirements/prod.txt -o requirements/dev.txt
	$(LOCK) pyproject.toml --extra prod --extra dev --extra e2e -c requirements/dev.txt -o requirements/e2e.txt
