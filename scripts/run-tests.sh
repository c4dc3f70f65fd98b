#!/bin/sh
# Builds every configuration and runs its tests:
#
#   dev      gcc, sanitizers, warnings are errors: all tests
#   release  as it is installed: all but the long tests (label "full"), and the examples
#   clang    warnings are errors: the same
#   32-bit   libmigrt and its tests, where the machine can run 32-bit programs
#
# All of them run, also after a failure, unless a build fails. JOBS says how many things to do at a time.
set -eu
cd "$(dirname "$0")/.."
jobs=${JOBS:-$(nproc)}
failed=

# The programs to compare with are fetched once for all configurations. Without a network those tests are skipped.
if scripts/fetch-peers.sh build/peers; then
	MIGC_PEERS=$PWD/build/peers
	export MIGC_PEERS
fi

# run PRESET CMAKE-OPTION -- CTEST-OPTION...
run() {
	preset=$1 option=$2
	shift 3
	echo
	echo "=== $preset ==="
	cmake --preset "$preset" "$option" --log-level=WARNING
	cmake --build "build/$preset" -j "$jobs"
	ctest --test-dir "build/$preset" -j "$jobs" --output-on-failure --no-tests=error "$@" || failed="$failed $preset"
}

run dev -DMIGC_BUILD_TESTS=ON --
run release -DMIGC_BUILD_TESTS=ON -- --label-exclude full
run clang -DMIGC_BUILD_TESTS=ON -- --label-exclude full
if echo 'int main(void) { return 0; }' | gcc -m32 -x c - -o build/32-bit-program 2>/dev/null && build/32-bit-program; then
	run 32-bit -DMIGC_BUILD_TESTS=ON --
else
	echo "=== 32-bit: left out, this machine runs no 32-bit programs ==="
fi
rm -f build/32-bit-program

echo
if [ -n "$failed" ]; then
	echo "Tests failed in:$failed" >&2
	exit 1
fi
echo "All tests passed."
