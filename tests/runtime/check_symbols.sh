#!/bin/sh
# check_symbols.sh LIBRARY INCLUDE-FOLDER MAN-FOLDER
#
# The shared library shows exactly the functions and objects that the headers declare: each MIGRT_BIND (name) of a header
# set as migrt_typed_name or migrt_ndr_name, and those of migrt.h and server.h.
# And migrt.3 has exactly the functions of these two headers, in its names and its synopsis.
set -eu
library=$1
include=$2
manual=$3/migrt.3

# bound SET: the symbols of one header set, with those that both have from the same headers
bound() {
	grep -rhoE 'MIGRT_BIND(_CALL)?\([A-Za-z_]+\)' "$include/migrt/$1" "$include/migrt/bootstrap.h" "$include/migrt/mach_port.h" |
		sed "s/.*(\(.*\))/migrt_$1_\1/" |
		grep -v "^migrt_$1_name\$"
}
own=$(grep -ohE '\bmigrt_[a-z_]+\(' "$include/migrt/migrt.h" "$include/migrt/server.h" | tr -d '(' | sort -u)
named=$(sed -n 's/^\.Nm \(migrt_[a-z_]*\).*/\1/p' "$manual" | sort -u)
shown=$(sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/s/^\.F[no] \(migrt_[a-z_]*\).*/\1/p' "$manual" | sort -u)
if [ "$own" != "$named" ] || [ "$own" != "$shown" ]; then
	echo "headers:" && echo "$own"
	echo "names of migrt.3:" && echo "$named"
	echo "synopsis of migrt.3:" && echo "$shown"
	exit 1
fi
declared=$(
	{
		bound typed
		bound ndr
		echo "$own"
	} | sort -u
)
shown=$(nm -D --defined-only "$library" | awk '$2 ~ /^[TDRB]$/ {sub (/@.*/, "", $3); print $3}' | sort -u)
if [ "$declared" = "$shown" ]; then
	exit 0
fi
echo "declared:" && echo "$declared"
echo "shown:" && echo "$shown"
exit 1
