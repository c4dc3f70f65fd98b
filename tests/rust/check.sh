#!/bin/sh
# One check of the Rust crates:
#
#   check.sh CHECK SOURCE MIGRT_LIB_DIR [MIGC]
#
# Exit status 77: there is no Rust 1.85, or no way to get the crates that they depend on.
set -eu
check=$1 source=$2
export MIGRT_LIB_DIR="$3" CARGO_TARGET_DIR="$source/build/rust"
cd "$source/rust"

skip() {
	echo "skipped: $*"
	exit 77
}

if [ "$check" = written ]; then
	# The module that is kept is what migc writes.
	"$4" --emit=rust --target=x86_64-gnu --rust=- "$source/examples/array-test/array_test.defs" |
		diff "$source/examples/hello-rust/src/array_test.rs" -
	exit 0
fi

if [ "$check" = msrv ]; then
	# The oldest Rust that is promised, in a target folder of its own.
	"$source/scripts/fetch-msrv.sh" "$source/build/msrv" || skip 'Rust 1.85 cannot be had'
	PATH=$source/build/msrv/bin:$PATH
	export PATH CARGO_TARGET_DIR="$source/build/rust/msrv"
fi

python3 "$source/tests/rust/toolchain.py" "$source"

# The service names of programs under test.
MIGRT_BOOTSTRAP_DIR=$(mktemp -d)
export MIGRT_BOOTSTRAP_DIR
trap 'rm -rf "$MIGRT_BOOTSTRAP_DIR"' EXIT

case $check in
migc-build)
	# Nothing of it calls libmigrt. A folder of its own, for what it is built with differs.
	unset MIGRT_LIB_DIR
	MIGC=$4 CARGO_TARGET_DIR=$CARGO_TARGET_DIR/migc-build cargo test --locked --quiet --package migc-build
	;;
format)
	cargo fmt --version >/dev/null 2>&1 || skip 'there is no rustfmt'
	cargo fmt --all --check
	;;
clippy)
	cargo clippy --version >/dev/null 2>&1 || skip 'there is no clippy'
	cargo clippy --locked --quiet --workspace --all-features --all-targets -- -D warnings
	;;
test)
	cargo test --locked --quiet --workspace --all-features
	;;
documentation)
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --quiet --workspace --all-features --no-deps
	;;
features)
	# What each set of features leaves must compile, and without libmigrt, too.
	unset MIGRT_LIB_DIR
	for features in '' alloc std tokio; do
		PKG_CONFIG_PATH=/nonexistent cargo rustc --profile check --locked --quiet -p mach_r --lib \
			--no-default-features --features "$features" -- -D warnings
	done
	;;
systems)
	# The declarations of the other systems, processors of 32 bits if there is a library for one, and none.
	cargo rustc --profile check --locked --quiet -p mach_r --lib --no-default-features -- \
		-D warnings --cfg mach_r_check_sys
	export CARGO_TARGET_DIR="$source/build/rust/systems"
	if [ -d "$(rustc --print target-libdir --target i686-unknown-linux-gnu)" ]; then
		RUSTFLAGS='-D warnings' cargo check --locked --quiet -p mach_r --all-features --target i686-unknown-linux-gnu
	fi
	export RUSTFLAGS='-D warnings --cfg mach_r_no_sys'
	cargo check --locked --quiet -p mach_r --no-default-features
	cargo check --locked --quiet -p mach_r --all-features
	;;
msrv)
	rustc --version | grep '^rustc 1\.85\.' || exit 1
	cargo build --locked --quiet --workspace --all-features
	cargo build --locked --quiet -p mach_r --no-default-features
	export MIGC="$4" MIGRT_INCLUDE_DIR="$source/runtime/include"
	rm -rf "$CARGO_TARGET_DIR/examples"
	cp -r "$source/examples" "$CARGO_TARGET_DIR/examples"
	for package in file-server-rust c-or-rust/server-rust; do
		cargo build --quiet --offline --manifest-path "$CARGO_TARGET_DIR/examples/$package/Cargo.toml" \
			--config "patch.crates-io.mach_r.path='$source/rust/mach_r'" \
			--config "patch.crates-io.migc-build.path='$source/rust/migc-build'"
	done
	count=0
	for input in "$source"/tests/rust/*.defs "$source"/tests/darwin/rows.defs; do
		for target in x86_64-gnu i386-darwin; do
			case $input,$target in
			*/rows.defs,*-gnu) continue ;;
			esac
			"$MIGC" --emit=rust --target=$target --rust=- "$input" 2>/dev/null >"$CARGO_TARGET_DIR/module.rs" || continue
			rustc --crate-type lib --crate-name module --edition 2024 --emit=metadata -D warnings \
				--out-dir "$CARGO_TARGET_DIR" --extern "mach_r=$CARGO_TARGET_DIR/debug/libmach_r.rlib" \
				-L "dependency=$CARGO_TARGET_DIR/debug/deps" "$CARGO_TARGET_DIR/module.rs"
			count=$((count + 1))
		done
	done
	echo "$count modules are right"
	test $count -gt 3
	;;
memory)
	# Over the boundary to C.
	command -v valgrind >/dev/null 2>&1 || skip 'there is no valgrind'
	export PROPTEST_CASES=16
	programs=$(cargo test --locked -p mach_r --all-features --test messages --test async_calls \
		--test by_hand --test given_up --no-run 2>&1 |
		sed -n 's/^ *Executable .*(\(.*\))$/\1/p')
	test -n "$programs"
	for program in $programs; do
		# Leaks of names and descriptors are counted by the tests; the harness itself leaks memory.
		valgrind --quiet --error-exitcode=1 "$program" --quiet
	done
	;;
*)
	echo "no such check: $check" >&2
	exit 2
	;;
esac
