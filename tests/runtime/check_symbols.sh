#!/bin/sh
# check_symbols.sh LIBRARY INCLUDE-FOLDER
#
# The shared library shows exactly the functions and objects that the headers declare: each MIGRT_BIND (name) of a header
# set as migrt_typed_name or migrt_ndr_name, and those of migrt.h and server.h.
set -eu
library=$1
include=$2

# bound SET: the symbols of one header set, with those that both have from one header
bound() {
	grep -rhoE 'MIGRT_BIND\([A-Za-z_]+\)' "$include/migrt/$1" "$include/migrt/bootstrap.h" | sed "s/.*(\(.*\))/migrt_$1_\1/" |
		grep -v "^migrt_$1_name\$"
}
declared=$(
	{
		bound typed
		bound ndr
		grep -ohE '\bmigrt_[a-z_]+\(' "$include/migrt/migrt.h" "$include/migrt/server.h" | tr -d '('
	} | sort -u
)
shown=$(nm -D --defined-only "$library" | awk '$2 ~ /^[TDRB]$/ {sub (/@.*/, "", $3); print $3}' | sort -u)
if [ "$declared" = "$shown" ]; then
	exit 0
fi
echo "declared:" && echo "$declared"
echo "shown:" && echo "$shown"
exit 1
