# migc_add_interface(TARGET FILE.defs [USER] [SERVER] [TARGET_ABI ABI] [OPTIONS OPTION...])
#
# Compiles an interface with migc and adds the C files to TARGET, and their folder to its include folders, where
# targets that link it see it too.
#
#   USER     the client's half: <name>.h and <name>User.c, <name> being that of the file
#   SERVER   the server's half: <name>_server.h and <name>Server.c
#            Without either of them: both.
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

# The rule for one half. `half` is USER or SERVER; sets ret_folder, and ret_rule, the target that makes the files.
function(_migc_rule target defs half abi options ret_folder ret_rule)
    cmake_path(GET defs STEM LAST_ONLY name)
    string(SHA256 key "${defs};${half};${abi};${options}")
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
    _migc_files(${name} ${half} header stubs)
    if(half STREQUAL USER)
        set(outputs --emit=header,user --header=${folder}/${header} --user=${folder}/${stubs})
    else()
        set(outputs --emit=sheader,server --sheader=${folder}/${header} --server=${folder}/${stubs})
    endif()
    if(abi)
        list(PREPEND outputs --target=${abi})
    endif()
    set(include_folders "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
    add_custom_command(
        OUTPUT ${folder}/${header} ${folder}/${stubs}
        COMMAND migc::migc ${outputs} -MD -MF ${folder}/${name}.d -MT ${folder}/${header} ${options}
            "$<$<BOOL:${include_folders}>:-I$<JOIN:${include_folders},;-I>>" ${defs}
        MAIN_DEPENDENCY ${defs}
        DEPENDS migc::migc
        DEPFILE ${folder}/${name}.d
        COMMENT "Compiling interface ${name} (${lower})"
        COMMAND_EXPAND_LISTS VERBATIM)
    add_custom_target(${rule} DEPENDS ${folder}/${header} ${folder}/${stubs})
    set_property(GLOBAL PROPERTY MIGC_FOLDER_OF_${rule} ${folder})
    set(${ret_folder} ${folder} PARENT_SCOPE)
endfunction()

function(_migc_files name half ret_header ret_stubs)
    if(half STREQUAL USER)
        set(${ret_header} ${name}.h PARENT_SCOPE)
        set(${ret_stubs} ${name}User.c PARENT_SCOPE)
    else()
        set(${ret_header} ${name}_server.h PARENT_SCOPE)
        set(${ret_stubs} ${name}Server.c PARENT_SCOPE)
    endif()
endfunction()

function(migc_add_interface target defs)
    cmake_parse_arguments(PARSE_ARGV 2 arg "USER;SERVER" "TARGET_ABI" "OPTIONS")
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
    if(NOT arg_USER AND NOT arg_SERVER)
        set(arg_USER TRUE)
        set(arg_SERVER TRUE)
    endif()

    cmake_path(GET defs STEM LAST_ONLY name)
    foreach(half IN ITEMS USER SERVER)
        if(arg_${half})
            _migc_rule(${target} ${defs} ${half} "${arg_TARGET_ABI}" "${arg_OPTIONS}" folder rule)
            _migc_files(${name} ${half} header stubs)
            set(files ${folder}/${header} ${folder}/${stubs})
            set_property(TARGET ${target} APPEND PROPERTY MIGC_FILES ${files})
            add_dependencies(${target} ${rule})
            if(NOT type STREQUAL UTILITY)
                # The rule may be another folder's, which knows alone that the files are made.
                set_source_files_properties(${files} TARGET_DIRECTORY ${target} PROPERTIES GENERATED TRUE)
                target_sources(${target} PRIVATE ${files})
                target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${folder}>)
            endif()
        endif()
    endforeach()
endfunction()
