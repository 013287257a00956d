# 民声。新用户只要两条命令：make run 与 make test。

SHELL := /bin/bash
DATA ?= ./data
LISTEN ?= 127.0.0.1:12345
DATABASE ?= sqlite:$(DATA)/minsheng.db
VENV := target/venv

.PHONY: run test test-rust test-stories test-calendar test-e2e screenshots lint setup

## run: build, fill ./data with the demonstration, serve http://127.0.0.1:12345
run:
	cargo build --release --locked -p minsheng
	mkdir -p $(DATA)
	./target/release/minsheng demo --database $(DATABASE)
	./target/release/minsheng serve --database $(DATABASE) --data $(DATA) --listen $(LISTEN)

## test: everything, on SQLite and on PostgreSQL; installs what a fresh Debian 12 lacks
test: setup
	@set -euo pipefail; \
	dir="$$(mktemp -d /tmp/minsheng-test-XXXXXX)"; chmod 755 "$$dir"; \
	trap 'scripts/postgres-for-tests stop "$$dir" && rm -rf "$$dir"' EXIT; \
	TEST_POSTGRES_URL="$$(scripts/postgres-for-tests start "$$dir")"; \
	export TEST_POSTGRES_URL; \
	export REQUIRE_POSTGRES=1; \
	$(MAKE) --no-print-directory test-rust test-stories test-calendar test-e2e

test-rust:
	cargo test --workspace --locked

# Every story on both databases, with the program that users run.
test-stories:
	cargo build --locked -p minsheng
	./target/debug/minsheng story --quiet stories/*.toml
	./target/debug/minsheng story --quiet --database "$$TEST_POSTGRES_URL" stories/*.toml

# Every day of every loaded year against an independent calendar.
test-calendar: $(VENV)/ready
	cargo build --locked -p minsheng
	./target/debug/minsheng calendar export | $(VENV)/bin/python crates/workday/tests/independent_calendar.py -

# Journeys in a real browser, with the program that users run.
test-e2e: e2e/node_modules/.ready
	cargo build --locked -p minsheng
	cd e2e && npm test

## screenshots: the pictures of docs/pictures, 1440 and 390 pixels wide
screenshots: setup e2e/node_modules/.ready
	cargo build --locked -p minsheng
	cd e2e && npm run screenshots

e2e/node_modules/.ready: e2e/package-lock.json
	cd e2e && npm ci
	touch $@

$(VENV)/ready:
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet chinesecalendar==1.11.0
	touch $@

## lint: formatting and clippy, warnings refused
lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

## setup: packages that the tests need
setup:
	scripts/setup-machine
