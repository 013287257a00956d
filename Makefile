# 民声。新用户只要两条命令：make run 与 make test。

SHELL := /bin/bash
DATA ?= ./data
LISTEN ?= 127.0.0.1:12345
DATABASE ?= sqlite:$(DATA)/minsheng.db
VENV := target/venv

# Files whose change makes the desk anew: its source, and the interface that its types are made of.
WEB := $(shell find web/src web/public web/scripts -type f 2>/dev/null) web/index.html web/vite.config.ts web/tsconfig.json crates/api/openapi.json

.PHONY: run web bench bench-quick test soak test-rust test-web test-stories test-calendar test-interface test-e2e screenshots lint lint-units setup
BENCH ?= ./target/bench


## run: build, fill ./data with the demonstration, serve http://127.0.0.1:12345
run: web
	cargo build --release --locked -p minsheng
	mkdir -p $(DATA)
	./target/release/minsheng demo --archive 3000 --database $(DATABASE)
	./target/release/minsheng serve --database $(DATABASE) --data $(DATA) --listen $(LISTEN)

## web: the staff desk, into web/dist, from where cargo embeds it
web: web/node_modules/.built

web/node_modules/.built: web/node_modules/.ready $(WEB)
	cd web && npm run build
	touch $@

web/node_modules/.ready: web/package-lock.json web/.npmrc
	cd web && npm ci
	touch $@

## test: everything, on SQLite and on PostgreSQL; installs what a fresh Debian 12 lacks
test: setup
	@set -euo pipefail; \
	dir="$$(mktemp -d /tmp/minsheng-test-XXXXXX)"; chmod 755 "$$dir"; \
	trap 'scripts/postgres-for-tests stop "$$dir" && rm -rf "$$dir"' EXIT; \
	TEST_POSTGRES_URL="$$(scripts/postgres-for-tests start "$$dir")"; \
	export TEST_POSTGRES_URL; \
	export REQUIRE_POSTGRES=1; \
	$(MAKE) --no-print-directory test-web test-rust test-stories test-calendar test-interface test-e2e

test-rust:
	cargo test --workspace --locked

# The desk against the served interface: a type that drifted from openapi.json is an error here.
test-web: web/node_modules/.ready
	cd web && npm run check && npm run format-check

# Every story on both databases, with the program that users run.
test-stories:
	cargo build --locked -p minsheng
	./target/debug/minsheng story --quiet stories/*.toml
	./target/debug/minsheng story --quiet --database "$$TEST_POSTGRES_URL" stories/*.toml

# Every day of every loaded year against an independent calendar.
test-calendar: $(VENV)/ready
	cargo build --locked -p minsheng
	./target/debug/minsheng calendar export | $(VENV)/bin/python crates/workday/tests/independent_calendar.py -

# The served document and interface before independent testers.
test-interface: $(VENV)/interface
	cargo build --locked -p minsheng
	scripts/test-interface ./target/debug/minsheng "$(CURDIR)/$(VENV)"

# Journeys in a real browser, with the program that users run.
test-e2e: web e2e/node_modules/.ready
	cargo build --locked -p minsheng
	cd e2e && npm test

## screenshots: the pictures of docs/pictures, 1440 and 390 pixels wide
screenshots: setup web e2e/node_modules/.ready
	cargo build --locked -p minsheng
	cd e2e && npm run screenshots

e2e/node_modules/.ready: e2e/package-lock.json
	cd e2e && npm ci
	touch $@

$(VENV)/ready:
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet chinesecalendar==1.11.0
	touch $@

## soak: kill loops, fail-over and bad days for SOAK_SECONDS (600) on both databases; `make test` has a minute of it
# All loops run beside each other, each for that long, and disturb each other: nothing may depend on speed.
SOAK_SECONDS ?= 600
soak: setup
	@set -euo pipefail; \
	dir="$$(mktemp -d /tmp/minsheng-soak-XXXXXX)"; chmod 755 "$$dir"; \
	trap 'scripts/postgres-for-tests stop "$$dir" && rm -rf "$$dir"' EXIT; \
	TEST_POSTGRES_URL="$$(scripts/postgres-for-tests start "$$dir")"; \
	export TEST_POSTGRES_URL REQUIRE_POSTGRES=1 SOAK_SECONDS=$(SOAK_SECONDS); \
	cargo test --locked -p minsheng --test all -- --test-threads=16 \
	  backup:: bad_days:: fail_over:: kill:: webhooks::

## bench: what this machine does in a second at 10,000 and 1,000,000 cases, each figure beside its reference; half an hour and 40 GB of disk
# The pages are opened on a fresh demonstration and on the largest of the databases.
comma := ,
bench: SIZES ?= 10000,1000000
bench: setup web e2e/node_modules/.ready
	cargo build --release --locked -p minsheng
	@set -euo pipefail; \
	mkdir -p $(BENCH); \
	trap 'scripts/postgres-for-tests stop $(BENCH)/postgres' EXIT; \
	MINSHENG_BENCH_POSTGRES="$$(scripts/postgres-for-tests start $(BENCH)/postgres)"; \
	export MINSHENG_BENCH_POSTGRES; \
	./target/release/minsheng bench --folder $(BENCH) --sizes $(SIZES); \
	(cd e2e && MINSHENG_BIN=../target/release/minsheng node pages.mjs); \
	largest="sqlite:$(abspath $(BENCH))/minsheng_bench_cases_$(lastword $(subst $(comma), ,$(SIZES))).db"; \
	MINSHENG_BIN=target/release/minsheng scripts/accounts-for-pages "$$largest"; \
	(cd e2e && MINSHENG_BIN=../target/release/minsheng PAGES_DATABASE="$$largest" node pages.mjs)

## bench-quick: the same at 10,000 and 100,000 cases; a few minutes
bench-quick:
	$(MAKE) --no-print-directory bench SIZES=10000,100000

$(VENV)/interface: $(VENV)/ready
	$(VENV)/bin/pip install --quiet schemathesis==4.32.5 openapi-spec-validator==0.9.0
	touch $@

# The units of packaging/, as systemd-analyze reads them.
lint-units:
	scripts/check-units

## lint: formatting, clippy and systemd units, warnings refused
lint: test-web lint-units
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

## setup: packages that the tests need
setup:
	scripts/setup-machine
