#!/bin/sh
# check_headers.sh INCLUDE-FOLDER FLAGS COMPILER...
#
# Each header of the NDR set stands alone under strict warnings. COMPILER is a command with its language options.
set -eu
include=$1
flags=$2
shift 2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$include/migrt/ndr"
for header in $(find . -name '*.h' | sed 's,^\./,,'); do
	printf '#include <%s>\n#include <%s>\nextern int no_empty_file;\n' "$header" "$header" >>"$work/one"
	# shellcheck disable=SC2086
	"$@" $flags -Wall -Wextra -Wconversion -Wshadow -Wundef -Wpedantic -Werror -fsyntax-only \
		-I"$include/migrt/ndr" -I"$include" -include "$include/migrt/ndr/$header" - <"$work/one"
	rm "$work/one"
done
