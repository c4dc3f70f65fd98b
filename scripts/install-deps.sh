#!/bin/sh
# Install what this project needs to be built and tested, where it is missing.
#
#   scripts/install-deps.sh build|test
#
# build: what migc and libmigrt need. test: also what the tests, checks and measurements need.
# On Debian and its kin the missing packages are installed, as root or through sudo; nothing is done when
# none is missing. On other systems the missing programs are named. Exit status 0 if all is there.
set -eu

group=${1:?usage: install-deps.sh build|test}

build='cmake ninja-build gcc libc6-dev flex bison libyaml-dev pkg-config'
test='g++ libcmocka-dev python3 clang clang-format valgrind binutils mandoc automake git gdb libsystemd-dev'
# For libmigrt with 32 bits, where the machine can run it.
multilib='gcc-multilib g++-multilib'

# name_missing PACKAGE...: prints those that are not installed.
name_missing() {
	for package in "$@"; do
		state=$(dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | head -n 1)
		test "$state" = installed || printf ' %s' "$package"
	done
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# need PACKAGE...: installs those that are not installed.
need() {
	missing=$(name_missing "$@")
	test -n "$missing" || return 0
	echo "install-deps: installing$missing"
	if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
		echo "install-deps: needs root: apt-get install$missing" >&2
		exit 1
	fi
	# shellcheck disable=SC2086
	if ! { as_root apt-get -qq update &&
		as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $missing; } >&2; then
		echo "install-deps: could not install$missing" >&2
		exit 1
	fi
}

# has_rust: is there a Rust that the crates take (1.85), with its tools?
has_rust() {
	cargo clippy --version >/dev/null 2>&1 && cargo fmt --version >/dev/null 2>&1 || return 1
	minor=$(rustc --version | sed -n 's/^rustc 1\.\([0-9]*\)\..*/\1/p')
	test "${minor:-0}" -ge 85
}

# want_rust: installs Debian's current Rust if there is none. Without it the tests of the Rust crates are skipped.
want_rust() {
	has_rust && return 0
	(need rustc-web cargo-web rustfmt-web rust-web-clippy) && has_rust && return 0
	echo 'install-deps: no Rust 1.85 with cargo, clippy and rustfmt: its tests will be skipped' >&2
}

# Not Debian: say which programs and libraries are missing.
check_programs() {
	missing=
	programs='cc cmake ninja flex bison pkg-config'
	libraries=yaml-0.1
	if [ "$group" = test ]; then
		programs="$programs c++ clang clang-format python3 valgrind readelf mandoc automake git"
		libraries="$libraries cmocka"
	fi
	for program in $programs; do
		command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
	done
	for library in $libraries; do
		pkg-config --exists "$library" 2>/dev/null || missing="$missing lib($library)"
	done
	test -n "$missing" || return 0
	echo "install-deps: please install:$missing" >&2
	exit 1
}

if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
	check_programs
	exit 0
fi

case $group in
build)
	# shellcheck disable=SC2086
	need $build
	;;
test)
	test "$(dpkg --print-architecture)" != amd64 || test="$test $multilib"
	# shellcheck disable=SC2086
	need $build $test
	# libFuzzer and the sanitizers of clang are packaged by version.
	need "libclang-rt-$(clang -dumpversion | cut -d . -f 1)-dev"
	want_rust
	;;
*)
	echo "install-deps: no such group: $group" >&2
	exit 1
	;;
esac
