# What is installed besides the programs and libmigrt (whose rules are in runtime/): the peers' names, manual pages,
# documents, and rules for other builds: a CMake package, and a file for make with its pkg-config entry.
include(CMakePackageConfigHelpers)

# As projects know it that have migc as a subdirectory, instead of installed.
add_executable(migc::migc ALIAS migc)
set(MIGC_RUST_DIR ${CMAKE_CURRENT_SOURCE_DIR}/rust)
include(MigcInterface)

option(MIGC_INSTALL_DROP_IN_NAMES
    "Also install migc as mig, migcom, <cpu>-gnu-mig and <cpu>-apple-darwin-mig in the folder of programs, where GNU MIG may be" OFF)

# All of the peers' names stand in a folder of their own: with it in front of PATH, builds that call mig use migc.
set(migc_names mig migcom)
foreach(cpu IN ITEMS i386 i486 i586 i686 x86_64 aarch64)
    list(APPEND migc_names ${cpu}-gnu-mig ${cpu}-gnu-migcom)
endforeach()
# Apple's, but for the plain ones: MIGC_AS=apple makes those Apple's.
list(APPEND migc_names apple-mig apple-migcom)
foreach(cpu IN ITEMS x86_64 arm64 arm64e aarch64 i386 armv7)
    list(APPEND migc_names ${cpu}-apple-darwin-mig ${cpu}-apple-darwin-migcom)
endforeach()

# migc_install_names(FOLDER): links to the program in FOLDER, relative, so that the whole tree can be moved.
function(migc_install_names folder)
    file(RELATIVE_PATH up /${folder} /${CMAKE_INSTALL_BINDIR}/migc)
    set(links ${CMAKE_CURRENT_BINARY_DIR}/names/${folder})
    file(MAKE_DIRECTORY ${links})
    foreach(name IN LISTS migc_names)
        file(CREATE_LINK ${up} ${links}/${name} SYMBOLIC)
    endforeach()
    install(DIRECTORY ${links}/ DESTINATION ${folder})
endfunction()
migc_install_names(${CMAKE_INSTALL_LIBEXECDIR}/migc)
if(MIGC_INSTALL_DROP_IN_NAMES)
    migc_install_names(${CMAKE_INSTALL_BINDIR})
endif()

# The drop-in command has a page under its own name only where it has that name itself.
file(GLOB manual_pages_1 CONFIGURE_DEPENDS man/*.1)
file(GLOB manual_pages_5 CONFIGURE_DEPENDS man/*.5)
if(NOT MIGC_INSTALL_DROP_IN_NAMES AND EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/man/mig.1)
    list(REMOVE_ITEM manual_pages_1 ${CMAKE_CURRENT_SOURCE_DIR}/man/mig.1)
    install(FILES man/mig.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 RENAME migc-mig.1)
endif()
install(FILES ${manual_pages_1} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${manual_pages_5} DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md")
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)

set(package ${CMAKE_INSTALL_DATADIR}/cmake/migc)
configure_package_config_file(cmake/migcConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/migcConfig.cmake
    INSTALL_DESTINATION ${package} PATH_VARS CMAKE_INSTALL_BINDIR CMAKE_INSTALL_DATADIR)
# The rules are the same for every machine that is built for.
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/migcConfigVersion.cmake
    COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/migcConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/migcConfigVersion.cmake
    cmake/MigcInterface.cmake cmake/MigcRust.cmake DESTINATION ${package})

# The crates that programs in Rust are built with.
set(rust ${CMAKE_INSTALL_DATADIR}/migc/rust)
file(READ rust/Cargo.toml workspace)
# Without the examples.
string(REGEX REPLACE "\nmembers = [^\n]*" "\nmembers = [\"mach_r\", \"migc-build\"]" workspace "${workspace}")
file(CONFIGURE OUTPUT rust/Cargo.toml CONTENT "@workspace@" @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/rust/Cargo.toml DESTINATION ${rust})
install(DIRECTORY rust/mach_r rust/migc-build DESTINATION ${rust} PATTERN target EXCLUDE)

install(FILES cmake/migc.mk DESTINATION ${CMAKE_INSTALL_DATADIR}/migc)
file(RELATIVE_PATH MIGC_PC_TO_PREFIX /${CMAKE_INSTALL_DATADIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" MIGC_PC_TO_PREFIX ${MIGC_PC_TO_PREFIX})
configure_file(cmake/migc.pc.in migc.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/migc.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)
