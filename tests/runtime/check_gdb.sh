#!/bin/sh
# check_gdb.sh PROGRAM PRINTER
#
# What gdb shows of the program's messages with the printer. Exit status 77 without a gdb that knows Python.
set -eu
program=$1
printer=$2

gdb -batch -ex 'python print("python")' 2>/dev/null | grep -q python || exit 77
# A machine that does not let processes be traced.
gdb -nx -batch -ex run "$program" 2>&1 | grep -q 'exited normally' || exit 77

shown=$(gdb -nx -batch -ex "source $printer" -ex 'break stop_here' -ex run -ex up -ex 'print typed.head' -ex 'print typed.number' \
	-ex 'print typed.rights' -ex continue -ex up -ex 'print ndr.head' -ex 'print ndr.port' -ex 'print ndr.memory' "$program" 2>&1)
expect() {
	printf '%s\n' "$shown" | grep -qF -- "$1" || {
		echo "gdb does not show: $1"
		printf '%s\n' "$shown"
		exit 1
	}
}
expect '= message example.second request (id 2001), '
expect ' bytes, complex, remote 0x102 copy-send, local 0x104 make-send-once'
expect '= int32[3] of 32 bits in line'
expect '= send[5] of 32 bits out of line, deallocate'
expect '= message example.first reply (id 2100), '
expect ' bytes, complex, local 0x105 send-once'
expect '= port 0x106 receive'
expect '= 77 bytes at 0x1000, virtual, deallocate'
