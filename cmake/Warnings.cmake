# Warning flags of all our own C code, and the sanitizers, as functions of the options in the top CMakeLists.txt.

set(MIGC_C_WARNINGS
    -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings
    -Wpointer-arith -Wundef)

# migc_warnings(TARGET): applies the warnings (and -Werror, if asked for) to a target of ours.
function(migc_warnings target)
    target_compile_options(${target} PRIVATE ${MIGC_C_WARNINGS})
    if(MIGC_WERROR)
        target_compile_options(${target} PRIVATE -Werror)
    endif()
endfunction()

if(MIGC_SANITIZE)
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    add_link_options(-fsanitize=address,undefined)
endif()

# Everything tells libFuzzer where it has been; only the targets of tests/fuzz have its main(). Each piece of memory of an
# arena is a block of its own, so that AddressSanitizer sees its ends.
if(MIGC_BUILD_FUZZERS)
    add_compile_options(-fsanitize=fuzzer-no-link)
    add_compile_definitions(MIGC_EXACT_ARENA)
endif()
