# SPDX-License-Identifier: Apache-2.0
# The front door. `make help` lists what there is.
.DEFAULT_GOAL := build
.PHONY: build run test test-asan test-tsan bench format lint clean setup setup-tests help

build: setup ## build build/modus
	@tools/build

run: build ## serve the example app on http://localhost:8686
	@build/modus dev examples/excuses

test: setup-tests ## run every test
	@tools/build all
	@tools/test

test-asan: setup-tests ## run the unit tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@tools/test-sanitized asan

test-tsan: setup-tests ## run the unit tests under ThreadSanitizer
	@tools/test-sanitized tsan

bench: setup-tests build ## measure, and check the answers while measuring
	@tools/build constant_server forward_server model_server sandbox_calls kernel_calls inflight_server inflight_client \
	  graphql_documents graphql_execution conventions module_calls
	@bench/run

format: setup ## format the C++ sources
	@git ls-files '*.cpp' '*.h' | xargs clang-format-19 -i

lint: build ## check formatting, room dependencies and clang-tidy's rules
	@tools/lint

clean: ## remove what was built here (the cache outside the checkout stays)
	@rm -rf build examples/*/build examples/go/*/build

setup:
	@tools/setup

setup-tests:
	@tools/setup tests

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'
