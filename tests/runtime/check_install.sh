#!/bin/sh
# check_install.sh BUILD-FOLDER SOURCE-FOLDER CC CFLAGS [CXX]
#
# An installed library is found by pkg-config and by CMake, wherever it was installed; the headers of either dialect come
# before the system's, also where those have a mach/ of their own, as gnumach-dev does on Debian; and a program runs with
# it, shared and static, in C and in C++.
set -eu
build=$1
source=$2
cc=$3
cflags=${4-}
cxx=${5-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# Not the prefix of the configuration.
cmake --install "$build/runtime" --prefix "$work/root" >/dev/null
pc=$(dirname "$(find "$work/root" -name migrt-typed.pc)")
libdir=$(dirname "$pc")
PKG_CONFIG_PATH=$pc
# What the compiler looks through last, before or among its own folders.
mkdir -p "$work/system/mach" "$work/system/servers"
for header in mach/mach.h mach/message.h mach/port.h mach/kern_return.h mach/notify.h servers/bootstrap.h mach_error.h; do
	echo "#error $header of the system" >"$work/system/$header"
done
C_INCLUDE_PATH=$work/system
CPLUS_INCLUDE_PATH=$work/system
export PKG_CONFIG_PATH C_INCLUDE_PATH CPLUS_INCLUDE_PATH

# runs PROGRAM: it finds the shared library, and the one beside it is not needed for a static one.
runs() {
	[ "$(LD_LIBRARY_PATH=$libdir "$1")" = well ]
}
is_static() {
	! readelf -d "$1" | grep -q libmigrt
}

for set in typed ndr; do
	flags="$cflags -D_POSIX_C_SOURCE=200809L $(pkg-config --cflags migrt-$set)"
	libs=$(pkg-config --libs migrt-$set)
	$cc -std=c11 $flags "$source/semantics/rights.c" -o "$work/rights" $libs
	LD_LIBRARY_PATH=$libdir "$work/rights"
	$cc -std=c11 $flags "$source/semantics/rights.c" -o "$work/rights" -l:libmigrt.a \
		$(pkg-config --static --libs-only-L --libs-only-other migrt-$set)
	is_static "$work/rights"
	"$work/rights"
	if [ "$cxx" ]; then
		$cxx -x c++ $flags "$source/runtime/package/program.c" -x none -o "$work/program" $libs
		runs "$work/program"
	fi
	for language in C CXX; do
		compiler=$cc
		[ $language = C ] || compiler=$cxx
		[ "$compiler" ] || continue
		for target in $set ${set}_static; do
			folder=$work/$language-$target
			cmake -S "$source/runtime/package" -B "$folder" -DCMAKE_PREFIX_PATH="$work/root" \
				-DCMAKE_${language}_COMPILER="$compiler" -DCMAKE_${language}_FLAGS="$cflags" \
				-DPACKAGE_LANGUAGE=$language -DPACKAGE_TARGET=$target >"$work/log" 2>&1 &&
				cmake --build "$folder" >>"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
			case $target in *_static) is_static "$folder/program" ;; esac
			runs "$folder/program"
		done
	done
done
