#!/bin/sh
# Formats the C files of the project, or with --check says which are not.
#
#   scripts/format.sh [--check]
#
# Exit status 77 without the version of clang-format that .clang-format is written for, as others lay out differently.
set -eu
cd "$(dirname "$0")/.."

# Inputs of tests are as they must be.
set -- "${1-}" $(git ls-files '*.c' '*.h' ':!tests/*/cases/*' ':!tests/*/errors/*' ':!tests/golden/*')
action=$1
shift

case $(clang-format --version 2>/dev/null) in
*'version 14.'*) ;;
*)
	echo "clang-format 14 is not here"
	exit 77
	;;
esac

case $action in
--check)
	if ! clang-format --dry-run --Werror "$@" >/dev/null 2>&1; then
		for file in "$@"; do
			clang-format --dry-run --Werror "$file" 2>/dev/null || echo "$file: make format would change it"
		done
		exit 1
	fi
	;;
'') clang-format -i "$@" ;;
esac
