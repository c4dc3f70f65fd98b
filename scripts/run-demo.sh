#!/bin/sh
# The main job, shown: real interface files compiled for two targets, then one call from its .defs to an answer.
#
#   scripts/run-demo.sh BUILD-FOLDER PEERS-FOLDER
#
# Both are relative to the top of the source tree. BUILD-FOLDER has a built migc and libmigrt. PEERS-FOLDER receives
# Debian's gnumach-dev, if it is not there yet; without a network that part is left out. Exit status 1 if anything else
# failed.
set -eu

build=${1:?usage: run-demo.sh BUILD-FOLDER PEERS-FOLDER}
peers=${2:?usage: run-demo.sh BUILD-FOLDER PEERS-FOLDER}
cd "$(dirname "$0")/.."
migc=$build/migc
work=$build/demo
cc=${CC:-cc}
failed=0

milliseconds() {
	echo $(($(date +%s%N) / 1000000))
}

# layout_facts FILE: prints "<routines> <bytes of the largest message>" of a layout file.
layout_facts() {
	awk '$1 == "kind:" && ($2 == "routine" || $2 == "simpleroutine") && /^  kind/ { routines++ }
		$1 == "max_request_bytes:" || $1 == "max_reply_bytes:" { if ($2 > largest) largest = $2 }
		END { print routines + 0, largest + 0 }' "$1"
}

# compile_row TARGET INCLUDE-FOLDER FILE: compiles one file and prints its row.
compile_row() {
	target=$1 include=$2 file=$3
	rm -rf "$work/out"
	mkdir -p "$work/out"
	if ! "$migc" --target="$target" -I "$include" -E "$include/$file" >"$work/text" 2>"$work/errors"; then
		printf '  %-34s does not compile\n' "$file"
		cat "$work/errors"
		return 1
	fi
	# Files of types alone have no subsystem; others include them.
	if ! grep -qw subsystem "$work/text"; then
		printf '  %-34s types, for other files to include\n' "$file"
		return 0
	fi
	start=$(milliseconds)
	if ! "$migc" --target="$target" -I "$include" --emit=header,user,server,layout -o "$work/out" "$include/$file" \
		2>"$work/errors"; then
		printf '  %-34s does not compile\n' "$file"
		cat "$work/errors"
		return 1
	fi
	end=$(milliseconds)
	# shellcheck disable=SC2046
	set -- $(layout_facts "$work"/out/*.layout.yaml)
	printf '  %-34s %9d %10d %5d ms\n' "$file" "$1" "$2" $((end - start))
	routines=$((routines + $1)) time=$((time + end - start)) files=$((files + 1))
}

# compile_all TARGET ARCHITECTURE: the table of one target.
compile_all() {
	target=$1
	include=$(echo "$peers/$2"/usr/include/*-linux-gnu)
	routines=0 time=0 files=0
	test -d "$include" || return 0
	printf '%s\n  %-34s %9s %10s %8s\n' "$target" file routines 'bytes max' time
	for file in $(cd "$include" && find . -name '*.defs' | sed 's|^\./||' | LC_ALL=C sort); do
		compile_row "$target" "$include" "$file" || failed=1
	done
	printf '  %-34s %9d %10s %5d ms\n\n' "$files interfaces" "$routines" '' "$time"
}

# show COMMAND...: prints a command and runs it.
show() {
	printf '$'
	printf ' %s' "$@"
	printf '\n'
	"$@"
}

mkdir -p "$work"
echo "=== 1. The interface files of Debian's gnumach-dev: user header, user stubs, server stubs, layout ==="
echo
if ! scripts/fetch-peers.sh "$peers"; then
	echo "Debian's packages gnumach-dev and mig (trixie) could not be fetched; this part is left out."
	echo
fi
compile_all x86_64-gnu amd64
compile_all i386-gnu i386

echo "=== 2. One call, from its interface to the answer (examples/array-test) ==="
echo
example=examples/array-test
out=$work/array-test
cat $example/array_test.defs
echo
rm -rf "$out"
mkdir "$out"
show "$migc" --emit=header,user -o "$out" $example/array_test.defs
show "$migc" --emit=server,sheader --prefix=S_ -o "$out" $example/array_test.defs
show "$cc" -std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -O2 \
	-isystem runtime/include/migrt/typed -isystem runtime/include -I "$out" \
	$example/client.c $example/server.c "$out/array_testUser.c" "$out/array_testServer.c" \
	"$build/runtime/libmigrt.a" -pthread -o "$out/array_test"
show env MIGRT_TRACE=full "$out/array_test" 2>&1

exit "$failed"
