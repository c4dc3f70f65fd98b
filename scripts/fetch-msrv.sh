#!/bin/sh
# Fetch the oldest Rust that the crates promise to build with, 1.85, and unpack it into a folder of the build: Debian's
# rustc-web and cargo-web with what they need. Nothing is installed and the system's apt configuration is not touched.
#
#   scripts/fetch-msrv.sh DEST
#
# DEST/bin/ receives rustc, cargo and rustdoc. Exit status 0 if they are there, 1 if they could not be had (the caller then
# skips, and says so).
set -eu

dest=${1:?usage: fetch-msrv.sh DEST}
release=1.85

if "$dest/bin/rustc" --version 2>/dev/null | grep -q "^rustc $release\."; then
	exit 0
fi
for tool in apt-get apt-cache dpkg; do
	command -v $tool >/dev/null 2>&1 || { echo "fetch-msrv: no $tool on this machine" >&2; exit 1; }
done
version=$(apt-cache madison rustc-web 2>/dev/null | awk -v release="$release." 'index($3, release) == 1 { print $3; exit }')
if [ -z "$version" ]; then
	echo "fetch-msrv: apt knows no rustc-web $release" >&2
	exit 1
fi

mkdir -p "$dest"
dest=$(cd "$dest" && pwd)
work=$(mktemp -d "$dest/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

llvm=$(apt-cache depends "libstd-rust-web-$release=$version" | sed -n 's/.*Depends: \(libllvm[0-9]*\)$/\1/p' | head -n 1)
(cd "$work" && apt-get download -qq "rustc-web=$version" "cargo-web=$version" "libstd-rust-web-dev=$version" \
	"libstd-rust-web-$release=$version" libhttp-parser2.9 libpcre3 $llvm) 2>/dev/null ||
	{ echo "fetch-msrv: rustc-web $version cannot be had" >&2; exit 1; }
for package in "$work"/*.deb; do
	dpkg -x "$package" "$dest/root"
done

# The programs look for their libraries where Debian installs them.
mkdir -p "$dest/bin"
for tool in rustc cargo rustdoc; do
	cat >"$dest/bin/$tool" <<-END
		#!/bin/sh
		for folder in "$dest"/root/usr/lib/*-linux-gnu "$dest"/root/lib/*-linux-gnu "$dest"/root/usr/lib/llvm-*/lib; do
			LD_LIBRARY_PATH=\$folder\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}
		done
		export LD_LIBRARY_PATH
		exec "$dest/root/usr/bin/$tool" "\$@"
	END
	chmod +x "$dest/bin/$tool"
done
"$dest/bin/rustc" --version
"$dest/bin/cargo" --version
