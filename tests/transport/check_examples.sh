#!/bin/sh
# check_examples.sh EXAMPLES-FOLDER BUILD-FOLDER MIGC CC
#
# The examples build with an installed library, and do what their descriptions say, also when the server is killed.
set -eu
examples=$1
build=$2
migc=$3
cc=$4
work=$(mktemp -d)
server=
cleanup() {
	[ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
	rm -rf "$work"
}
trap cleanup EXIT INT TERM

cmake --install "$build/runtime" --prefix "$work/root" >/dev/null
pc=$(dirname "$(find "$work/root" -name migrt-typed.pc)")
cp -r "$examples/file-server" "$examples/notify" "$work"
PKG_CONFIG_PATH=$pc
LD_LIBRARY_PATH=$(dirname "$pc")
MIGRT_BOOTSTRAP_DIR=$work/meet
export PKG_CONFIG_PATH LD_LIBRARY_PATH MIGRT_BOOTSTRAP_DIR
make -s -C "$work/file-server" MIGC="$migc" CC="$cc" >&2
make -s -C "$work/notify" CC="$cc" >&2

# serve_and_copy SERVER: a client gets a file from it, and no other than those of its folder.
serve_and_copy() {
	"$1" "$work" &
	server=$!
	tries=0
	while ! "$work/file-server/file_client" data >"$work/copy" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 100 ]
		sleep 0.05
	done
	cmp "$work/data" "$work/copy"
	if "$work/file-server/file_client" missing 2>/dev/null; then exit 1; fi
	if "$work/file-server/file_client" ../data 2>/dev/null; then exit 1; fi
}

head -c 5000000 /dev/urandom >"$work/data"
serve_and_copy "$work/file-server/file_server"
# The same server answers in the other dialect.
"$work/file-server/file_client_ndr" data >"$work/copy"
cmp "$work/data" "$work/copy"
if "$work/file-server/file_client_ndr" missing 2>/dev/null; then exit 1; fi
"$work/notify/watch" file-server >"$work/said" &
watcher=$!
"$work/notify/watch_ndr" file-server >"$work/said_ndr" &
watcher_ndr=$!
sleep 0.2
kill -9 $server
wait $watcher $watcher_ndr
server=
grep -q "file-server has died" "$work/said"
grep -q "file-server has died" "$work/said_ndr"
if "$work/file-server/file_client" data 2>/dev/null; then exit 1; fi

# The commands of the README, as they stand there: the interface from both clients, and two programs told of the death.
mkdir "$work/examples"
cp -r "$examples/file-server" "$examples/notify" "$work/examples"
ln -s "$migc" "$work/migc"
for folder in file-server notify; do
	command=$(grep "^cd examples/$folder " "$(dirname "$examples")/README.md")
	(cd "$work" && unset MIGRT_BOOTSTRAP_DIR XDG_RUNTIME_DIR && PATH=$work:$PATH && sh -c "$command") >"$work/$folder.said"
done
[ "$(grep -c '^subsystem file' "$work/file-server.said")" = 2 ]
[ "$(grep -c 'file-server has died' "$work/notify.said")" = 2 ]

# The same client, with the server in Rust, where that can be built.
source=$(dirname "$examples")
python3 "$source/tests/rust/toolchain.py" "$source" || exit 0
cp -r "$examples/file-server-rust" "$work"
crates=$source/rust
cd "$work/file-server-rust"
MIGC=$migc CARGO_TARGET_DIR=$build/cargo cargo build --quiet --offline \
	--config "patch.crates-io.mach_r.path='$crates/mach_r'" \
	--config "patch.crates-io.migc-build.path='$crates/migc-build'" >&2
serve_and_copy "$build/cargo/debug/file-server"
# Files are closed when nobody holds them any more.
tries=0
while ls -l "/proc/$server/fd" | grep -q "$work/data"; do
	tries=$((tries + 1))
	[ $tries -lt 100 ]
	sleep 0.05
done
