#!/bin/sh
# check_install.sh BUILD-FOLDER SOURCE-FOLDER CC CFLAGS
#
# An installed library is found by pkg-config, the headers of either dialect come before the system's, and a program runs
# with it, shared and static.
set -eu
build=$1
source=$2
cc=$3
cflags=${4-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

cmake --install "$build/runtime" --prefix "$work/root" >/dev/null
for set in typed ndr; do
	pc=$(find "$work/root" -name "migrt-$set.pc")
	libdir=$(dirname "$(dirname "$pc")")
	# The installed file names the prefix of the configuration; this one was installed elsewhere.
	flags() {
		PKG_CONFIG_PATH=$(dirname "$pc") pkg-config --define-variable=prefix="$work/root" "$@" "migrt-$set"
	}
	$cc $cflags -std=c11 -D_POSIX_C_SOURCE=200809L $(flags --cflags) "$source/rights.c" -o "$work/shared" $(flags --libs)
	LD_LIBRARY_PATH=$libdir "$work/shared"
	$cc $cflags -std=c11 -D_POSIX_C_SOURCE=200809L $(flags --cflags) "$source/rights.c" -o "$work/static" \
		"$libdir/libmigrt.a" -pthread
	"$work/static"
done
