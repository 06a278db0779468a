# The commands of Swarmkeeper, for people who build it and people who run it. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.NOTPARALLEL:

DATA ?= var
URL ?= http://127.0.0.1:3000
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
TEST_JOBS ?= 2
FUZZ_SECONDS ?= 600
KILL_ROUNDS ?= 100
MINUTES ?= 30
BUDGET_PERCENT ?= 80
BIN := build/release/bin
RUN_FLAGS ?=
CONFIGURE_FLAGS ?=

help: ## list every target with one line each
	@sed -nE 's/^([a-z][a-z-]*):[^#]*## (.*)$$/\1\t\2/p' $(MAKEFILE_LIST) | awk -F '\t' '{printf "  make %-16s %s\n", $$1, $$2}'

# --- Build and run ---------------------------------------------------------------------------------------------------

run: programs ## install what is missing, build optimised, start swarmd in the foreground (DATA=var)
	@exec $(BIN)/swarmd --data $(DATA) $(RUN_FLAGS)

build: configure ## build everything optimised, tests and benchmarks too
	@scripts/timed build cmake --build --preset release -j $(JOBS)

programs: configure ## build only what is installed: swarmd, swarmctl, swarm-engine, swarm-trainer
	@cmake --build --preset release -j $(JOBS) --target programs

configure: install-build build/release/build.ninja ## install what is missing and configure build/release

build/release/build.ninja: CMakePresets.json
	@scripts/timed configure cmake --preset release $(CONFIGURE_FLAGS)

install-build: ## install the Debian packages that building needs
	@scripts/install-packages build

install-test: ## install the Debian packages that building and testing need
	@scripts/install-packages build test

install-bench: ## install what the benchmarks against peers need (nginx, HAProxy, npm)
	@scripts/install-packages build test bench

install: programs ## install programs, completion, systemd unit and documents (PREFIX=/usr/local, DESTDIR)
	@scripts/install-files "$(DESTDIR)" "$(PREFIX)"

clean: ## delete what was built; data in var/ stays
	@rm -rf build

# --- Checks ----------------------------------------------------------------------------------------------------------

test: install-test build ## install what is missing, build optimised, run every test
	@scripts/timed tests ctest --preset release -j $(TEST_JOBS)

test-sanitized: install-test ## unit, contract and fuzz-corpus tests under ASan and UBSan
	@scripts/timed "build with ASan and UBSan" scripts/build-tests dev unit contract fuzz
	@scripts/timed "tests under ASan and UBSan" ctest --preset dev -j $(TEST_JOBS)

test-thread: install-test ## unit and contract tests under ThreadSanitizer
	@scripts/timed "build with ThreadSanitizer" scripts/build-tests tsan unit contract
	@scripts/timed "tests under ThreadSanitizer" ctest --preset tsan -j $(TEST_JOBS)

check: install-test ## configure, build, compile every header alone, test: one workflow
	@cmake --workflow --preset check

long-test: build ## the kill storms with KILL_ROUNDS=100 on both databases
	@SWARM_KILL_ROUNDS=$(KILL_ROUNDS) scripts/run-test-programs build/release 'test_*kill_storm*'

fuzz: install-test ## fuzz every parser under sanitizers, FUZZ_SECONDS=600 each
	@scripts/build-tests fuzz fuzz && SWARM_FUZZ_SECONDS=$(FUZZ_SECONDS) scripts/run-test-programs build/fuzz 'test_fuzz_*'

format: ## format every C++ file
	@scripts/format

tidy: configure ## check the rules of the house (layers, banned calls, lengths, links)
	@python3 tools/tidy.py

lint: configure ## clang-tidy on what changed since main (LINT=--all for everything)
	@scripts/lint $(LINT)

train-router: configure ## make suites/routing/families.jsonl, train the router on it, write the weights
	@suites/routing/make_families.py
	@cmake --build --preset release -j $(JOBS) --target train_router
	@$(BIN)/train_router suites/routing src/swarm/routing/router_weights.inc

model: configure ## make the built-in model again by models/tiny/recipe.yaml (some 45 minutes; MODEL=--resume goes on)
	@cmake --build --preset release -j $(JOBS) --target tiny_lessons swarm-trainer
	@scripts/make-model $(BIN) $(DATA)/model $(MODEL)

score-model: configure ## how often the built-in model is right about what it never saw; calibration goes to build/
	@cmake --build --preset release -j $(JOBS) --target tiny_lessons swarm-trainer
	@scripts/make-lessons $(BIN)
	@scripts/score-model $(BIN)

demo-training: configure ## the built-in model learns from what it gets wrong, in two minutes and in front of your eyes
	@cmake --build --preset release -j $(JOBS) --target swarm-trainer swarm-engine tiny_lessons
	@scripts/demo-training $(BIN)

docs: programs ## write docs/reference again from what the programs say about themselves
	@scripts/generate-reference $(BIN)

model-memory: configure ## write docs/reference/model-memory.md: which model fits which memory
	@cmake --build --preset release -j $(JOBS) --target model_memory
	@$(BIN)/model_memory > build/model-memory.md && mv build/model-memory.md docs/reference/model-memory.md

# --- Operate a running server ----------------------------------------------------------------------------------------

health: ## what each component of the server at URL says
	@curl -sS --max-time 10 $(URL)/health && echo

status: ## what the server is doing
	@$(BIN)/swarmctl --url $(URL) status

budget-check: ## fail when more than BUDGET_PERCENT=80 of the day's budget is spent, or its limit is reached
	@$(BIN)/swarmctl --url $(URL) budget check --above $(BUDGET_PERCENT)

vram-check: ## fail when the engine holds more memory than its limit, or its GPU is fuller than that, or it does not serve
	@$(BIN)/swarmctl --url $(URL) engine memory

circuit-breaker: ## list the breakers of providers; NAME=provider opens one (REASON='why')
	@$(BIN)/swarmctl --url $(URL) breaker $(if $(NAME),open $(NAME) $(if $(REASON),--reason '$(REASON)'),list)

reset-circuit-breaker: ## reset the breaker of NAME=provider, or all of them
	@$(BIN)/swarmctl --url $(URL) breaker reset $(if $(NAME),$(NAME),--all)

metrics: ## the server's metrics
	@curl -sS --fail --max-time 10 $(URL)/metrics

debug-logs: ## errors and warnings of DATA/logs, readable
	@scripts/debug-logs $(DATA)/logs

# --- Measure ---------------------------------------------------------------------------------------------------------

bench: install-bench build ## every benchmark; writes docs/benchmarks.md
	@benchmarks/run-all

bench-tasks: install-test build ## durable tasks per second over HTTP, in batches and one by one
	@benchmarks/run-tasks

bench-websocket: build ## memory of idle WebSockets, events per second to those who follow
	@benchmarks/run-websocket

bench-router: configure ## how long the router takes to decide, and how often it is right
	@cmake --build --preset release -j $(JOBS) --target router_benchmark train_router
	@benchmarks/run-router

bench-engine: configure ## the engine beside a bare llama.cpp loop: tokens per second, first token, start, memory
	@cmake --build --preset release -j $(JOBS) --target engine_benchmark disk_probe swarm-engine engine_load make_qwen_model
	@benchmarks/run-engine

bench-startup: build ## start to ready, and resident memory when idle
	@benchmarks/run-startup

bench-sandbox: build ## a sandboxed program beside the bare interpreter
	@benchmarks/run-sandbox

bench-postgres: install-bench build ## durable tasks on PostgreSQL beside graphile-worker
	@benchmarks/run-postgres

bench-gateway: install-bench build ## the gateway's plain lane beside nginx, HAProxy and Portkey
	@benchmarks/run-gateway

soak-gateway: build ## mixed load on the gateway for MINUTES=30: memory and descriptors must stay as they are
	@benchmarks/run-gateway --soak $(MINUTES)

.PHONY: $(shell sed -nE 's/^([a-z][a-z-]*):.*/\1/p' Makefile)
