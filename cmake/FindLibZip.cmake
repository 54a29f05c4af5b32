# Finds libzip and defines LibZip::LibZip.
#
# libzip's own configuration file fails on Debian unless the packages of its command-line tools are installed too,
# so this module looks for the header and the library itself; pkg-config, where present, gives hints and the version.

find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
    pkg_check_modules(PC_LIBZIP QUIET libzip)
endif()

find_path(LibZip_INCLUDE_DIR zip.h HINTS ${PC_LIBZIP_INCLUDE_DIRS})
find_library(LibZip_LIBRARY zip HINTS ${PC_LIBZIP_LIBRARY_DIRS})
set(LibZip_VERSION "${PC_LIBZIP_VERSION}")
mark_as_advanced(LibZip_INCLUDE_DIR LibZip_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
    LibZip
    REQUIRED_VARS LibZip_LIBRARY LibZip_INCLUDE_DIR
    VERSION_VAR LibZip_VERSION)

if(LibZip_FOUND AND NOT TARGET LibZip::LibZip)
    add_library(LibZip::LibZip UNKNOWN IMPORTED)
    set_target_properties(LibZip::LibZip PROPERTIES IMPORTED_LOCATION "${LibZip_LIBRARY}"
                                                    INTERFACE_INCLUDE_DIRECTORIES "${LibZip_INCLUDE_DIR}")
endif()
