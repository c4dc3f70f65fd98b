# migc_add_interface(TARGET FILE.defs [USER] [SERVER] [IMPL C|RUST] [CRATE FOLDER] [TARGET_ABI ABI] [OPTIONS OPTION...])
#
# Compiles an interface with migc and adds the C files to TARGET, and their folder to its include folders, where
# targets that link it see it too.
#
#   USER     the client's half: <name>.h and <name>User.c, <name> being that of the file
#   SERVER   the server's half: <name>_server.h and <name>Server.c
#            Without either of them: both.
#   IMPL     what the halves are written in: C, or Rust with the same functions, which C calls by the same headers.
#            Default: MIGC_IMPL, which is C unless it is set. See docs/rust-and-c.md.
#   CRATE    with IMPL RUST: the cargo package that has the server and exports it, a static library. USER does
#            without one.
#   TARGET_ABI   for migc's --target: i386-gnu, x86_64-gnu... Default: that of the processor that is built for.
#   OPTIONS  more options of migc, e.g. --prefix=S_ -DNAME. Folders to be searched need no option: -I is given for the
#            include folders of TARGET, also those of libraries that it links before or after this call.
#
# For a TARGET of add_custom_target() the files are only generated. The property MIGC_FILES of TARGET lists them, and
# those of earlier calls.
#
# An interface that is asked for again with the same words is not generated twice; the first TARGET's include folders
# count then. The files are made anew when the .defs, a file that it includes, or migc itself has changed.
#
# Needs CMake 3.20 (DEPFILE with make).
cmake_policy(VERSION 3.20...3.25)
include(${CMAKE_CURRENT_LIST_DIR}/MigcRust.cmake)

set(MIGC_IMPL C CACHE STRING "What the halves of interfaces are written in: C or RUST")
set_property(CACHE MIGC_IMPL PROPERTY STRINGS C RUST)

# The ABI of the processor that is built for; nothing where migc should decide.
function(_migc_default_abi ret_abi)
    string(TOLOWER "${CMAKE_SYSTEM_PROCESSOR}" cpu)
    if(cpu MATCHES "^(x86_64|amd64|i[3-6]86)$")
        set(cpu x86_64)
        if(CMAKE_SIZEOF_VOID_P EQUAL 4)
            set(cpu i386)
        endif()
    elseif(cpu MATCHES "^(aarch64|arm64)$")
        set(cpu aarch64)
    else()
        set(${ret_abi} "" PARENT_SCOPE)
        return()
    endif()
    set(${ret_abi} ${cpu}-gnu PARENT_SCOPE)
endfunction()

# The rule for one half. `half` is USER or SERVER, `impl` C or RUST, which leaves the headers; sets ret_folder, and
# ret_rule, the target that makes the files.
function(_migc_rule target defs half impl abi options ret_folder ret_rule)
    cmake_path(GET defs STEM LAST_ONLY name)
    set(words ${abi} ${options})
    if(impl STREQUAL RUST)
        list(PREPEND words RUST)
    endif()
    string(SHA256 key "${defs};${half};${words}")
    string(SUBSTRING ${key} 0 8 key)
    string(TOLOWER ${half} lower)
    set(rule migc-${name}-${lower}-${key})
    get_property(folder GLOBAL PROPERTY MIGC_FOLDER_OF_${rule})
    set(${ret_rule} ${rule} PARENT_SCOPE)
    if(folder)
        set(${ret_folder} ${folder} PARENT_SCOPE)
        return()
    endif()

    set(folder ${CMAKE_CURRENT_BINARY_DIR}/migc/${rule})
    file(MAKE_DIRECTORY ${folder})
    _migc_outputs(${name} ${half} ${impl} ${folder} files outputs)
    list(GET files 0 header)
    if(abi)
        list(PREPEND outputs --target=${abi})
    endif()
    set(include_folders "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
    add_custom_command(
        OUTPUT ${files}
        COMMAND migc::migc ${outputs} -MD -MF ${folder}/${name}.d -MT ${header} ${options}
            "$<$<BOOL:${include_folders}>:-I$<JOIN:${include_folders},;-I>>" ${defs}
        MAIN_DEPENDENCY ${defs}
        DEPENDS migc::migc
        DEPFILE ${folder}/${name}.d
        COMMENT "Compiling interface ${name} (${lower})"
        COMMAND_EXPAND_LISTS VERBATIM)
    add_custom_target(${rule} DEPENDS ${files})
    set_property(GLOBAL PROPERTY MIGC_FOLDER_OF_${rule} ${folder})
    set(${ret_folder} ${folder} PARENT_SCOPE)
endfunction()

# The files of a half, and migc's options that name them.
function(_migc_outputs name half impl folder ret_files ret_options)
    if(half STREQUAL USER)
        set(kinds header user)
        set(files ${name}.h ${name}User.c)
        set(shim)
    else()
        set(kinds sheader server)
        set(files ${name}_server.h ${name}Server.c)
        set(shim shim-header)
    endif()
    if(impl STREQUAL RUST)
        list(REMOVE_AT kinds 1)
        list(REMOVE_AT files 1)
        if(shim)
            list(APPEND kinds ${shim})
            list(APPEND files ${name}_shim.h)
        endif()
    endif()
    list(JOIN kinds , emit)
    set(options --emit=${emit})
    foreach(kind file IN ZIP_LISTS kinds files)
        list(APPEND options --${kind}=${folder}/${file})
    endforeach()
    list(TRANSFORM files PREPEND ${folder}/)
    set(${ret_files} ${files} PARENT_SCOPE)
    set(${ret_options} ${options} PARENT_SCOPE)
endfunction()

function(migc_add_interface target defs)
    cmake_parse_arguments(PARSE_ARGV 2 arg "USER;SERVER" "TARGET_ABI;IMPL;CRATE" "OPTIONS")
    if(arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES)
        message(FATAL_ERROR
            "migc_add_interface: cannot use: ${arg_UNPARSED_ARGUMENTS} ${arg_KEYWORDS_MISSING_VALUES}")
    endif()
    if(NOT TARGET ${target})
        message(FATAL_ERROR "migc_add_interface: there is no target ${target}")
    endif()
    get_target_property(type ${target} TYPE)
    cmake_path(ABSOLUTE_PATH defs BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    if(NOT arg_TARGET_ABI)
        _migc_default_abi(arg_TARGET_ABI)
    endif()
    if(NOT arg_IMPL)
        set(arg_IMPL ${MIGC_IMPL})
    endif()
    if(NOT arg_IMPL MATCHES "^(C|RUST)$")
        message(FATAL_ERROR "migc_add_interface: IMPL is C or RUST, not ${arg_IMPL}")
    endif()
    if(arg_CRATE)
        cmake_path(ABSOLUTE_PATH arg_CRATE BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    endif()
    if(NOT arg_USER AND NOT arg_SERVER)
        set(arg_USER TRUE)
        set(arg_SERVER TRUE)
    endif()

    cmake_path(GET defs STEM LAST_ONLY name)
    foreach(half IN ITEMS USER SERVER)
        if(arg_${half})
            _migc_rule(${target} ${defs} ${half} ${arg_IMPL} "${arg_TARGET_ABI}" "${arg_OPTIONS}" folder rule)
            _migc_outputs(${name} ${half} ${arg_IMPL} ${folder} files options)
            set_property(TARGET ${target} APPEND PROPERTY MIGC_FILES ${files})
            add_dependencies(${target} ${rule})
            if(NOT type STREQUAL UTILITY)
                # The rule may be another folder's, which knows alone that the files are made.
                set_source_files_properties(${files} TARGET_DIRECTORY ${target} PROPERTIES GENERATED TRUE)
                target_sources(${target} PRIVATE ${files})
                target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${folder}>)
            endif()
            if(arg_IMPL STREQUAL RUST)
                _migc_add_rust(${target} ${defs} ${half} "${arg_TARGET_ABI}" "${arg_OPTIONS}" "${arg_CRATE}")
            endif()
        endif()
    endforeach()
endfunction()
