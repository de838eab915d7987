# Trailsift: everything a newcomer needs. `make` alone lists the targets.

PREFIX = /usr/local
DESTDIR =

SWIFT = swift
PROGRAM = .build/release/trailsift
DEMO = demo-archive
# How the release is linked; `make build LINKING=` takes the toolchain's own ways, which is quicker.
# The modules are optimised once more together, so that calls from one to another can be inlined:
# 4 % of indexing, 3 % of a look-up. What that made is kept for the next link.
# The program stands at a fixed address, as those of Go do: moved, 200 pages of tables are rewritten
# whenever it starts, a tenth of a look-up. Libraries in C that read the archive's bytes are
# still placed at random.
LINKING = --experimental-lto-mode thin -Xswiftc -use-ld=lld \
  -Xlinker '--thinlto-cache-dir=$(CURDIR)/.build/links' -Xlinker -no-pie
MANUAL = .build/man
# Rounds of kills and seconds for each fuzz target of `make torture`.
ROUNDS = 200
FUZZ_SECONDS = 300
# Benchmarks may be absent from a partial copy of the tree.
FORMATTED = Package.swift Sources Tests Fuzzing $(wildcard Benchmarks)

.DEFAULT_GOAL := help
.PHONY: help setup build demo test torture lint format bench instructions man install clean
# `demo` and `test` list what they need in order: never side by side.
.NOTPARALLEL:

help: ## list these targets
	@echo 'usage: make TARGET'
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  \1 - \2/p' Makefile \
	  | awk -F ' - ' '{ printf "%-12s %s\n", $$1, $$2 }'

setup: ## install the system libraries that are missing (Debian, Ubuntu)
	@missing=; \
	need() { missing="$$missing $$1"; }; \
	if command -v pkg-config >/dev/null 2>&1; then \
	  pkg-config --exists libdeflate || need libdeflate-dev; \
	  pkg-config --exists zlib || need zlib1g-dev; \
	  pkg-config --exists simdjson || need libsimdjson-dev; \
	  pkg-config --exists yaml-0.1 || need libyaml-dev; \
	else \
	  need pkg-config; need libdeflate-dev; need zlib1g-dev; need libsimdjson-dev; \
	  need libyaml-dev; \
	fi; \
	if command -v dpkg-query >/dev/null 2>&1 && \
	  ! dpkg-query -W -f '$${db:Status-Abbrev}' libisal2 2>/dev/null | grep -q '^ii'; then \
	  need libisal2; \
	fi; \
	if [ -n "$$missing" ]; then \
	  if ! command -v apt-get >/dev/null 2>&1; then \
	    echo "setup: missing (names of Debian's packages):$$missing" >&2; \
	    echo 'setup: there is no apt-get here. Install libdeflate, zlib, simdjson and libyaml with' >&2; \
	    echo 'setup: their headers, and pkg-config, by your own package manager.' >&2; \
	    if [ "$$(uname -s)" != Linux ]; then \
	      echo "setup: Trailsift builds on Linux only; this is $$(uname -s)." >&2; \
	    fi; \
	    exit 1; \
	  fi; \
	  as_root=; \
	  if [ "$$(id -u)" -ne 0 ]; then \
	    if ! command -v sudo >/dev/null 2>&1; then \
	      echo "setup: run as root: apt-get install$$missing" >&2; \
	      exit 1; \
	    fi; \
	    as_root=sudo; \
	  fi; \
	  echo "setup: installing$$missing"; \
	  $$as_root apt-get update -qq; \
	  $$as_root env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends $$missing >/dev/null || exit 1; \
	fi; \
	if ! command -v $(SWIFT) >/dev/null 2>&1; then \
	  echo 'setup: `swift` is not found. Install Swift 6.3 or later: https://www.swift.org/install' >&2; \
	  echo 'setup: and put its `bin` directory into PATH.' >&2; \
	  exit 1; \
	fi

build: ## build the program for release
	@$(SWIFT) build -c release --static-swift-stdlib $(LINKING) --product trailsift

demo: setup build ## make an archive of made-up events, index it, and search it
	@set -e; \
	if [ -f $(DEMO)/truth.json ] && [ -d $(DEMO)/archive ]; then rm -rf $(DEMO); fi; \
	run() { \
	  printf '\n$$ %s\n' "$$*"; \
	  "$$@" 2>&1; \
	}; \
	printf '\nThe commands below were run as they stand here; try others like them.\n'; \
	run $(PROGRAM) demo $(DEMO); \
	printf '\n$$ export TRAILSIFT_INDEX=$(DEMO)/index\n'; \
	export TRAILSIFT_INDEX=$(DEMO)/index; \
	run $(PROGRAM) index $(DEMO)/archive; \
	run $(PROGRAM) search user:alice result:denied; \
	run $(PROGRAM) search ip:203.0.113.0/24 source:ec2 --since 2024-03-30 -n 5; \
	run $(PROGRAM) search event:ConsoleLogin result:failure mfa:no -n 5; \
	run $(PROGRAM) search -c account:444455556666 -user:alice; \
	run $(PROGRAM) logins --kind sso,console -n 5; \
	run $(PROGRAM) who alice1000; \
	run $(PROGRAM) count --by user --top 5; \
	run $(PROGRAM) search event:StopLogging -o jsonl; \
	printf '\nNext: %s search --help\n' $(PROGRAM)

test: setup ## run all tests
	@$(SWIFT) test

torture: setup ## fuzz, kill, damage and race the program (ROUNDS=200 FUZZ_SECONDS=300)
	@Fuzzing/run $(FUZZ_SECONDS)
	@TRAILSIFT_TORTURE=$(ROUNDS) $(SWIFT) test \
	  --filter 'KillTests|CommitKillTests|CommitCrashTests|DamagedIndexTests|FullDiskTests'
	@$(SWIFT) test --sanitize=thread --scratch-path .build/thread --filter ConcurrencyTests

lint: ## check the format of the Swift sources
	@$(SWIFT) format lint --strict --recursive --parallel $(FORMATTED)

format: ## format the Swift sources in place
	@$(SWIFT) format --in-place --recursive --parallel $(FORMATTED)

bench: build ## measure speed, size and memory on generated archives
	@if [ ! -x Benchmarks/run ]; then \
	  echo 'bench: Benchmarks/run is missing' >&2; exit 1; \
	fi
	@Benchmarks/run

instructions: build ## compare numbers of instructions with those recorded (UPDATE=1 records)
	@Benchmarks/instructions $(if $(UPDATE),--update)

man: build ## write the manual pages to $(MANUAL)
	@$(SWIFT) build --product generate-manual
	@Documentation/make-manual $(PROGRAM) .build/debug/generate-manual $(MANUAL)
	@echo 'read one: man -l $(MANUAL)/trailsift.1'

install: ## copy the program, and the manual if made, below $(DESTDIR)$(PREFIX)
	@if [ ! -x $(PROGRAM) ]; then echo 'install: run `make build` first' >&2; exit 1; fi
	@install -d '$(DESTDIR)$(PREFIX)/bin'
	@install -m 755 $(PROGRAM) '$(DESTDIR)$(PREFIX)/bin/trailsift'
	@for page in $(wildcard $(MANUAL)/*.[17]); do \
	  section=$${page##*.}; \
	  install -d '$(DESTDIR)$(PREFIX)/share/man/man'$$section; \
	  install -m 644 $$page '$(DESTDIR)$(PREFIX)/share/man/man'$$section; \
	done
	@echo 'installed $(DESTDIR)$(PREFIX)/bin/trailsift'

clean: ## remove what was built, and the demo archive
	@rm -rf .build
	@if [ -f $(DEMO)/truth.json ] && [ -d $(DEMO)/archive ]; then rm -rf $(DEMO); fi
