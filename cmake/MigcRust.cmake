# How migc_add_interface(... IMPL RUST) builds its halves in Rust. The rules below make one archive for each target and
# link it; the archive has the names that migc's C files would have.
#
#   MIGC_RUST_DIR       the folder of the crates mach_r and migc-build, which this package brings
#   MIGC_CARGO          cargo; found in the PATH
#   MIGC_CARGO_OPTIONS  more options of `cargo build`
#   MIGC_CARGO_TARGET   what cargo calls the system that is built for, if that is not the one that builds

# Cargo, and the options that all its runs have.
function(_migc_cargo manifest ret_options)
    find_program(MIGC_CARGO cargo)
    mark_as_advanced(MIGC_CARGO)
    if(NOT MIGC_CARGO)
        message(FATAL_ERROR "migc_add_interface: IMPL RUST needs cargo: install Rust, or set MIGC_CARGO")
    endif()
    if(NOT IS_DIRECTORY "${MIGC_RUST_DIR}/mach_r")
        message(FATAL_ERROR "migc_add_interface: no crate mach_r in '${MIGC_RUST_DIR}': set MIGC_RUST_DIR")
    endif()
    set(options --quiet --manifest-path ${manifest})
    # What crates ask for by version is what came with this migc.
    foreach(crate IN ITEMS mach_r migc-build)
        list(APPEND options --config "patch.crates-io.${crate}.path='${MIGC_RUST_DIR}/${crate}'")
    endforeach()
    # Without the network if all that is needed is here.
    if(NOT DEFINED CACHE{MIGC_CARGO_OFFLINE})
        execute_process(
            COMMAND ${MIGC_CARGO} fetch ${options} --offline RESULT_VARIABLE missing OUTPUT_QUIET ERROR_QUIET)
        set(is_offline ON)
        if(missing)
            set(is_offline OFF)
        endif()
        set(MIGC_CARGO_OFFLINE ${is_offline} CACHE BOOL "Let cargo use no network")
    endif()
    if(MIGC_CARGO_OFFLINE)
        list(APPEND options --offline)
    endif()
    list(APPEND options --target-dir ${CMAKE_BINARY_DIR}/migc-cargo)
    if(MIGC_CARGO_TARGET)
        list(APPEND options --target ${MIGC_CARGO_TARGET})
    elseif(CMAKE_CROSSCOMPILING)
        message(FATAL_ERROR "migc_add_interface: IMPL RUST: set MIGC_CARGO_TARGET to the Rust target that is built for")
    endif()
    if(NOT CMAKE_BUILD_TYPE STREQUAL "" AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
        list(APPEND options --release)
    endif()
    set(${ret_options} ${options} ${MIGC_CARGO_OPTIONS} PARENT_SCOPE)
endfunction()

# The name of the library of a package: its own, with underscores.
function(_migc_crate_name manifest ret_name)
    file(STRINGS ${manifest} lines REGEX "^name *= *\"")
    if(NOT lines)
        message(FATAL_ERROR "migc_add_interface: ${manifest} names no package")
    endif()
    list(GET lines 0 line)
    string(REGEX REPLACE "^name *= *\"([^\"]*)\".*" "\\1" name "${line}")
    string(REPLACE - _ name "${name}")
    set(${ret_name} ${name} PARENT_SCOPE)
endfunction()

# Builds a package whose library is a static one, and links it to the target. `depends`: files that it is made of, as
# far as others make them.
function(_migc_link_crate target crate depends)
    set(manifest ${crate}/Cargo.toml)
    _migc_crate_name(${manifest} name)
    _migc_cargo(${manifest} options)
    cmake_path(APPEND folder ${CMAKE_BINARY_DIR}/migc-cargo ${MIGC_CARGO_TARGET})
    if("--release" IN_LIST options)
        set(folder ${folder}/release)
    else()
        set(folder ${folder}/debug)
    endif()
    set(library ${folder}/lib${name}.a)
    set(rule migc-crate-${name})
    if(NOT TARGET ${rule})
        # Cargo says what it has read. libmigrt is linked by whoever links the archive.
        add_custom_command(
            OUTPUT ${library}
            COMMAND ${CMAKE_COMMAND} -E env MIGC=$<TARGET_FILE:migc::migc> MIGRT_LINK=none
                ${MIGC_CARGO} build ${options}
            MAIN_DEPENDENCY ${manifest}
            DEPENDS migc::migc ${depends}
            DEPFILE ${folder}/lib${name}.d
            COMMENT "Building crate ${name}"
            VERBATIM)
        add_custom_target(${rule} DEPENDS ${library})
        find_package(Threads REQUIRED)
        add_library(${rule}-archive STATIC IMPORTED GLOBAL)
        set_target_properties(${rule}-archive PROPERTIES IMPORTED_LOCATION ${library}
            INTERFACE_LINK_LIBRARIES "$<TARGET_NAME_IF_EXISTS:migrt::typed>;Threads::Threads;${CMAKE_DL_LIBS};m")
    endif()
    add_dependencies(${target} ${rule})
    target_link_libraries(${target} PRIVATE ${rule}-archive)
endfunction()

# Says that a half of an interface is in Rust; what that means is known when the folder's file has been read.
function(_migc_add_rust target defs half abi options crate)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "UTILITY")
        message(FATAL_ERROR "migc_add_interface: IMPL RUST is for programs and libraries")
    endif()
    get_target_property(before ${target} MIGC_CRATE)
    if(crate)
        if(before AND NOT before STREQUAL crate)
            message(FATAL_ERROR "migc_add_interface: ${target} has two crates, ${before} and ${crate}; "
                "a program links one, which may export several interfaces")
        endif()
        set_target_properties(${target} PROPERTIES MIGC_CRATE ${crate})
    elseif(half STREQUAL SERVER)
        message(FATAL_ERROR "migc_add_interface: SERVER IMPL RUST needs the CRATE that has the server")
    else()
        _migc_user_modules(${target} ${defs} "${abi}" "${options}")
    endif()
    get_target_property(is_deferred ${target} MIGC_RUST_IS_DEFERRED)
    if(NOT is_deferred)
        set_target_properties(${target} PROPERTIES MIGC_RUST_IS_DEFERRED TRUE)
        cmake_language(EVAL CODE "cmake_language(DEFER CALL _migc_finish_rust ${target})")
    endif()
endfunction()

# The rule for the modules of a client: its Rust, and what that exports to C.
function(_migc_user_modules target defs abi options)
    cmake_path(GET defs STEM LAST_ONLY name)
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/migc/${target}-rust)
    file(MAKE_DIRECTORY ${folder})
    set(files ${folder}/${name}.rs ${folder}/${name}_shim.rs)
    if(abi)
        list(PREPEND options --target=${abi})
    endif()
    set(include_folders "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
    add_custom_command(
        OUTPUT ${files}
        COMMAND migc::migc --emit=rust,rust-shim --shim=user
            --rust=${folder}/${name}.rs --rust-shim=${folder}/${name}_shim.rs
            -MD -MF ${folder}/${name}.d -MT ${folder}/${name}.rs ${options}
            "$<$<BOOL:${include_folders}>:-I$<JOIN:${include_folders},;-I>>" ${defs}
        MAIN_DEPENDENCY ${defs}
        DEPENDS migc::migc
        DEPFILE ${folder}/${name}.d
        COMMENT "Compiling interface ${name} (rust)"
        COMMAND_EXPAND_LISTS VERBATIM)
    set_property(TARGET ${target} APPEND PROPERTY MIGC_RUST_MODULES ${files})
endfunction()

# Links what a target has in Rust: the crate that it names, or one that is written here.
function(_migc_finish_rust target)
    get_target_property(crate ${target} MIGC_CRATE)
    get_target_property(modules ${target} MIGC_RUST_MODULES)
    if(crate AND modules)
        message(FATAL_ERROR "migc_add_interface: ${target} links the crate ${crate}, which has to export the halves "
            "of clients too: give each call that CRATE")
    endif()
    if(crate)
        _migc_link_crate(${target} ${crate} "")
        return()
    endif()
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/migc/${target}-rust)
    set(includes "")
    foreach(module IN LISTS modules)
        cmake_path(GET module FILENAME file)
        string(APPEND includes "include!(\"${file}\");\n")
    endforeach()
    string(MAKE_C_IDENTIFIER ${target} name)
    file(CONFIGURE OUTPUT ${folder}/lib.rs CONTENT "@includes@" @ONLY)
    file(CONFIGURE OUTPUT ${folder}/Cargo.toml CONTENT
"[package]
name = \"@name@_interfaces\"
version = \"0.0.0\"
edition = \"2024\"

[lib]
path = \"lib.rs\"
crate-type = [\"staticlib\"]

[dependencies]
mach_r = \"*\"

[workspace]
" @ONLY)
    _migc_link_crate(${target} ${folder} "${modules}")
endfunction()
