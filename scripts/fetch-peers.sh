#!/bin/sh
# Fetch the programs and headers that the differential tests compare migc with, and unpack them
# into a folder of the build. Nothing is installed and the system's apt configuration is not touched.
#
#   scripts/fetch-peers.sh DEST [SUITE]
#
# DEST receives one folder for each package and architecture:
#   DEST/amd64/  mig-x86-64-gnu and gnumach-dev (the 64-bit ABI of 2023)
#   DEST/i386/   mig-i686-gnu and gnumach-dev
# The mirror is the one that this machine's apt already uses. Exit status 0 if everything is there,
# 1 if something could not be had (the callers then skip, and say so).
set -eu

dest=${1:?usage: fetch-peers.sh DEST [SUITE]}
suite=${2:-trixie}

complete() {
	test -e "$dest/amd64/usr/bin/x86_64-gnu-mig" && test -e "$dest/i386/usr/bin/i686-gnu-mig" &&
		test -d "$dest/amd64/usr/include" && test -d "$dest/i386/usr/include"
}

if complete; then
	exit 0
fi
command -v apt-get >/dev/null 2>&1 || { echo "fetch-peers: no apt-get on this machine" >&2; exit 1; }

# The first Debian repository that apt knows, without the security and updates archives.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | sort -u | grep '/debian/*$' | head -n 1 || true)
if [ -z "$mirror" ]; then
	echo "fetch-peers: apt knows no Debian mirror" >&2
	exit 1
fi

mkdir -p "$dest"
dest=$(cd "$dest" && pwd)
work=$(mktemp -d "$dest/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

fetch() { # fetch ARCH PACKAGE...; fails without touching what was there
	arch=$1
	shift
	state=$work/$arch
	mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/deb" "$state/root"
	echo "deb $mirror $suite main" >"$state/sources.list"
	options="-o Dir::Etc::SourceList=$state/sources.list -o Dir::Etc::SourceParts=/dev/null \
		-o Dir::State::Lists=$state/lists -o Dir::State::status=/dev/null \
		-o Dir::Cache=$state/cache -o APT::Architecture=$arch -o APT::Architectures::=$arch \
		-o APT::Sandbox::User=root -o Acquire::Languages=none -o APT::Update::Error-Mode=any -qq"
	# shellcheck disable=SC2086
	apt-get $options update || return 1
	for package in "$@"; do
		# shellcheck disable=SC2086
		(cd "$state/deb" && apt-get $options download "$package:$arch") || return 1
	done
	for deb in "$state"/deb/*.deb; do
		dpkg -x "$deb" "$state/root" || return 1
	done
	rm -rf "${dest:?}/$arch"
	mv "$state/root" "$dest/$arch"
}

fetch amd64 mig-x86-64-gnu gnumach-dev || exit 1
fetch i386 mig-i686-gnu gnumach-dev || exit 1
complete
