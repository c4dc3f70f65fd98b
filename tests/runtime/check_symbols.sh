#!/bin/sh
# check_symbols.sh LIBRARY INCLUDE-FOLDER
#
# The shared library shows exactly the functions that the headers declare: each MIGRT_BIND (name) as migrt_typed_name,
# and those of migrt.h.
set -eu
library=$1
include=$2

declared=$(
	{
		grep -rhoE 'MIGRT_BIND\([a-z_]+\)' "$include/migrt/typed" | sed 's/.*(\(.*\))/migrt_typed_\1/'
		grep -ohE '\bmigrt_[a-z_]+\(' "$include/migrt/migrt.h" | tr -d '('
	} | grep -v '^migrt_typed_name$' | sort -u
)
shown=$(nm -D --defined-only "$library" | awk '$2 == "T" {sub (/@.*/, "", $3); print $3}' | sort -u)
if [ "$declared" = "$shown" ]; then
	exit 0
fi
echo "declared:" && echo "$declared"
echo "shown:" && echo "$shown"
exit 1
