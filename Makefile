# The usual jobs, each one command. The build itself is CMake's (see CMakePresets.json and HACKING.md).
#
#   make               builds migc and libmigrt into build/release
#   make run           compiles real interface files, then runs a call; shows both
#   make test          builds in every configuration and runs all tests
#   make install       honours PREFIX (/usr/local) and DESTDIR

PREFIX ?= /usr/local
JOBS ?= $(shell nproc)

all: release

deps:
	@scripts/install-deps.sh build

test-deps:
	@scripts/install-deps.sh test

# The tests of a release build are switched on by `make test`, and then stay on.
release: deps
	@test -e build/release/build.ninja || cmake --preset release
	cmake --build build/release -j $(JOBS)

run: release
	scripts/run-demo.sh build/release build/peers

test: test-deps
	scripts/run-tests.sh

# Writes what the compiler prints now into tests/golden and tests/errors. Review the difference.
golden-update: test-deps
	cmake --preset dev
	cmake --build build/dev -j $(JOBS) --target golden-update

# The figures against GNU MIG, and of libmigrt against the same by hand, unpinned and on one CPU. OPTIONS, e.g.
# OPTIONS=--check, are those of the script.
bench: test-deps
	cmake --preset release -DMIGC_BUILD_TESTS=ON
	cmake --build build/release -j $(JOBS)
	build/release/tests/transport/transport_bench
	build/release/tests/transport/transport_bench -1
	PYTHONDONTWRITEBYTECODE=1 python3 tests/bench/bench.py --migc build/release/migc $(OPTIONS)
	@if python3 tests/rust/toolchain.py .; then $(MAKE) bench-rust; fi

# What asynchronous calls in Rust cost beside blocking ones. OPTIONS, e.g. OPTIONS=--check.
bench-rust: release
	cd rust && MIGRT_LIB_DIR=$(CURDIR)/build/release/runtime CARGO_TARGET_DIR=$(CURDIR)/build/rust \
		cargo bench --locked -p mach_r --features tokio --bench async_calls -- $(OPTIONS)

# Wrong requests to the dispatchers of one interface in C and in Rust, of which both have to say the same.
RUST_SEED ?= $(shell date +%s)
fuzz-rust: release
	PYTHONDONTWRITEBYTECODE=1 python3 tests/rust/generated.py same --migc build/release/migc --source $(CURDIR) \
		--migrt $(CURDIR)/build/release/runtime --seed $(RUST_SEED) --rounds 3000000 || test $$? -eq 77

# Fuzzes without end, or for FUZZ_SECONDS, with a seed that is printed. `make test` does it for a minute.
fuzz: test-deps fuzz-rust
	cmake --preset fuzz
	cmake --build build/fuzz -j $(JOBS) --target fuzzers
	PYTHONDONTWRITEBYTECODE=1 python3 tests/fuzz/fuzz.py --programs build/fuzz/tests/fuzz --jobs $(JOBS) $(OPTIONS)

# Runs libmigrt between processes for long, with a seed that is printed; then with a hostile peer. SOAK_SEED repeats a
# run, SOAK_CALLS and SOAK_SECONDS shorten it. `make test` does each for a minute.
soak: test-deps
	cmake --preset dev
	cmake --build build/dev -j $(JOBS) --target soak hostile
	scripts/soak.sh build/dev/tests/soak

install: deps
	cmake --preset release -DCMAKE_INSTALL_PREFIX=$(PREFIX)
	cmake --build build/release -j $(JOBS)
	cmake --install build/release --strip

format: test-deps
	scripts/format.sh

format-check: test-deps
	scripts/format.sh --check

clean:
	rm -rf build

.PHONY: all deps test-deps release run test golden-update bench bench-rust fuzz fuzz-rust soak install format format-check clean
