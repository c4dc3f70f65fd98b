#!/bin/sh
# check.sh PREFIX SOURCE CHECK [ARGUMENT...]
#
# Runs one check, a function below, with the package that is installed in PREFIX. SOURCE is the top of the source tree,
# whose examples are copied first: nothing is written there. Exit status 77 if a program that the check needs is missing.
set -eu
prefix=$1
examples=$2/examples source=$2
here=$2/tests/examples
shift 2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work"

# What a user sets who has installed into a folder of their own.
PATH=$prefix/bin:$PATH
PKG_CONFIG_PATH=$(find "$prefix" -name pkgconfig -type d | tr '\n' ':')
LD_LIBRARY_PATH=$(dirname "$(find "$prefix" -name libmigrt.so)")
# The package was configured for another prefix.
PKG_CONFIG='pkg-config --define-prefix'
export PATH PKG_CONFIG_PATH LD_LIBRARY_PATH PKG_CONFIG

fail() {
	echo "$*"
	test ! -e "$work/log" || cat "$work/log"
	exit 1
}

# logged COMMAND...: runs it, with its output in the file log.
logged() {
	"$@" >"$work/log" 2>&1 || fail "failed: $*"
}

need() {
	command -v "$1" >/dev/null || { echo "there is no $1"; exit 77; }
}

# Rust, and the crates that ours depend on.
need_rust() {
	python3 "$source/tests/rust/toolchain.py" "$source" || exit $?
}

# expect N: the last command ran migc N times (CMake).
expect_compiled() {
	count=$(grep -c 'Compiling interface' "$work/log" || true)
	test "$count" -eq "$1" || fail "expected $1 runs of migc, saw $count"
}

# The program of an example, run, says what it should.
expect_answer() {
	case $2 in
	array-test) answer='sum_array (17, -4, 29) = 42' ;;
	c-or-rust) answer='9 words, the longest is capability' ;;
	notes) answer='Ports: A send right is a capability. This text went out of line.' ;;
	esac
	output=$(timeout 20 "$1") || fail "$1 failed"
	test "$output" = "$answer" || fail "$1 said: $output"
}

program_of() {
	echo "$1" | tr - _
}

# later FILE: gives it a time after everything that was made so far.
later() {
	sleep 0.02
	touch "$1"
}

configure() { # configure FOLDER CMAKE-OPTION...
	folder=$1
	shift
	logged cmake -S "$folder" -B build -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_FLAGS='-Wall -Wextra -Werror' "$@"
}

built_by_cmake() { # built_by_cmake EXAMPLE
	cp -r "$examples/$1" .
	configure "$1" -G Ninja
	logged cmake --build build
	expect_compiled 2
	expect_answer "build/$(program_of "$1")" "$1"
}

# The same program with its halves in one language or the other.
c_or_rust() { # c_or_rust C|RUST
	test "$1" = C || need_rust
	cp -r "$examples/c-or-rust" .
	configure c-or-rust -G Ninja -DMIGC_IMPL="$1"
	logged cmake --build build
	expect_answer build/words c-or-rust
	logged cmake --build build
	grep -q 'no work to do' "$work/log" || fail "made again for nothing"
	later c-or-rust/words.defs
	logged cmake --build build
	expect_compiled 2
	test "$1" = C && return
	grep -q 'Building crate' "$work/log" || fail "the crate was not built again"
	later c-or-rust/server-rust/src/lib.rs
	logged cmake --build build
	expect_compiled 0
	grep -q 'Building crate' "$work/log" || fail "the crate was not built again"
	expect_answer build/words c-or-rust
}

# A client needs no crate of its own.
client_in_rust() {
	need_rust
	cp -r "$examples/array-test" .
	sed -i 's/array_test.defs USER)/array_test.defs USER IMPL RUST)/' array-test/CMakeLists.txt
	configure array-test -G Ninja
	logged cmake --build build
	expect_answer build/array_test array-test
	nm build/array_test | grep -q mach_r || fail "there is no Rust in it"
	later array-test/array_test.defs
	logged cmake --build build
	grep -q 'Building crate' "$work/log" || fail "the crate was not built again"
}

built_by_make() { # built_by_make EXAMPLE
	need pkg-config
	cp -r "$examples/$1" example
	cd example
	logged make -j 2 CFLAGS='-O1 -Wall -Wextra -Werror'
	expect_answer "./$(program_of "$1")" "$1"
	logged make clean
	left=$(ls)
	test "$left" = "$(ls "$examples/$1")" || fail "make clean left: $left"
}

built_by_automake() {
	need automake
	need autoconf
	cp -r "$examples/array-test" project
	rm project/Makefile project/CMakeLists.txt
	cp "$here"/automake/* project
	(cd project && logged autoreconf --install)
	# In a folder of its own, so that the .defs is not where the outputs go.
	mkdir build
	cd build
	logged ../project/configure
	logged make -j 2
	expect_answer ./array_test array-test
	later ../project/array_test.defs
	logged make
	grep -q -e '--emit=header,user' "$work/log" || fail "not made again"
	logged make
	! grep -q -e '--emit' "$work/log" || fail "made again for nothing"
	logged make distcheck
}

incremental_cmake() { # incremental_cmake GENERATOR
	cp -r "$examples/notes" .
	# A program of its own, which can be changed.
	cp "$(command -v migc)" migc
	configure notes -G "$1" -DMIGC_EXECUTABLE="$work/migc"
	logged cmake --build build
	expect_compiled 2
	logged cmake --build build
	expect_compiled 0
	later notes/server.c
	logged cmake --build build
	expect_compiled 0
	# An included file.
	later notes/notes_types.defs
	logged cmake --build build
	expect_compiled 2
	later migc
	logged cmake --build build
	expect_compiled 2
	logged cmake --build build
	expect_compiled 0
	expect_answer build/notes notes
}

incremental_make() {
	need pkg-config
	cp -r "$examples/notes" .
	cd notes
	logged make -j 2
	logged make
	! grep -q -e --emit "$work/log" || fail "made again for nothing"
	later notes_types.defs
	logged make -j 2
	test "$(grep -c -e --emit "$work/log")" -eq 2 || fail "expected two runs of migc"
	# A type file that is gone, as the interface no longer needs it, stops nothing.
	sed '/^#include/d' notes_types.defs >types.defs
	sed 's/notes_types.defs/types.defs/' notes.defs >new.defs
	mv new.defs notes.defs
	rm notes_types.defs
	logged make
	expect_answer ./notes notes
}

# Several programs, in several folders, with one interface.
shared_interface() {
	cp -r "$examples/array-test" one
	cp -r "$examples/array-test" two
	for folder in one two; do
		cat >$folder/CMakeLists.txt <<-END
			foreach(program IN ITEMS ${folder}_first ${folder}_second)
			    add_executable(\${program} client.c server.c)
			    target_link_libraries(\${program} PRIVATE migrt::typed)
			    migc_add_interface(\${program} ../one/array_test.defs USER)
			    migc_add_interface(\${program} ../one/array_test.defs SERVER OPTIONS --prefix=S_)
			endforeach()
		END
	done
	cat >CMakeLists.txt <<-END
		cmake_minimum_required(VERSION 3.20)
		project(shared LANGUAGES C)
		find_package(migc REQUIRED)
		find_package(migrt REQUIRED)
		add_subdirectory(one)
		add_subdirectory(two)
	END
	configure . -G 'Unix Makefiles'
	logged cmake --build build --parallel 4
	expect_compiled 2
	for program in build/one/one_first build/one/one_second build/two/two_first build/two/two_second; do
		expect_answer $program array-test
	done
	later one/array_test.defs
	logged cmake --build build --parallel 4
	expect_compiled 2
}

# Files for another target, which nothing here could compile.
other_abi() {
	cp "$examples/array-test/array_test.defs" .
	cat >CMakeLists.txt <<-END
		cmake_minimum_required(VERSION 3.20)
		project(generate LANGUAGES NONE)
		find_package(migc REQUIRED)
		add_custom_target(generate ALL)
		migc_add_interface(generate array_test.defs TARGET_ABI i386-gnu)
		migc_add_interface(generate array_test.defs SERVER TARGET_ABI x86_64-gnu)
		get_target_property(files generate MIGC_FILES)
		file(WRITE \${CMAKE_BINARY_DIR}/files "\${files}")
	END
	configure . -G Ninja
	logged cmake --build build
	expect_compiled 3
	test "$(tr ';' '\n' <build/files | xargs ls | wc -l)" -eq 6 || fail "files: $(cat build/files)"
	test "$(find build -name 'array_testUser.c' | xargs grep -l 'for i386-gnu')" || fail "nothing for i386-gnu"
	test "$(find build -name 'array_testServer.c' | xargs grep -l 'for x86_64-gnu')" || fail "nothing for x86_64-gnu"
}

# The package is found in the system that is built for; the program, on the machine that builds.
cross_build() {
	mkdir host
	ln -s "$prefix/bin/migc" host/migc
	PATH=$work/host:$PATH
	cp "$examples/array-test/array_test.defs" .
	cat >toolchain.cmake <<-END
		set(CMAKE_SYSTEM_NAME GNU)
		set(CMAKE_SYSTEM_PROCESSOR i686)
		set(CMAKE_C_FLAGS_INIT -m32)
		set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
		set(CMAKE_FIND_ROOT_PATH $prefix)
		set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
		set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
	END
	cat >CMakeLists.txt <<-END
		cmake_minimum_required(VERSION 3.20)
		project(cross LANGUAGES C)
		find_package(migc REQUIRED)
		add_custom_target(generate ALL)
		migc_add_interface(generate array_test.defs USER)
	END
	logged cmake -G Ninja -B build --toolchain toolchain.cmake
	grep -q "^MIGC_EXECUTABLE:[A-Z]*=$work/host/migc" build/CMakeCache.txt || fail "the wrong migc"
	logged cmake --build build
	find build -name array_testUser.c | xargs grep -q 'for i386-gnu' || fail "not for the target"
}

# The installed links answer as GNU MIG's commands, from a PATH that has nothing else.
peer_names() {
	names=$(dirname "$(find "$prefix" -name i686-gnu-mig)")
	printf 'subsystem nothing 100;\n' >nothing.defs
	logged env PATH="$names" i686-gnu-mig nothing.defs
	grep -q 'for i386-gnu' nothingUser.c || fail "not for the target of the name"
	logged env PATH="$names" mig -server /dev/null -user other.c nothing.defs
	test -s other.c || fail "no other.c"
	logged env PATH="$names" x86_64-gnu-migcom -user third.c <nothing.defs
	grep -q 'for x86_64-gnu' third.c || fail "not for the target of the name"
}

"$@"
