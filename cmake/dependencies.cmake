# Finds every third-party library, and names the Debian packages of all that are missing at once.
set(HALONG_MISSING_PACKAGES "")

# halong_find(<Debian package> <arguments of find_package>)
macro(halong_find debian_package name)
    find_package(${name} ${ARGN} QUIET)
    if(NOT ${name}_FOUND)
        list(APPEND HALONG_MISSING_PACKAGES ${debian_package})
    endif()
endmacro()

# halong_find_headers(<target> <Debian package> <header>): a library that is only headers
function(halong_find_headers target debian_package header)
    find_path(HALONG_${target}_INCLUDE_DIR ${header})
    mark_as_advanced(HALONG_${target}_INCLUDE_DIR)
    if(NOT HALONG_${target}_INCLUDE_DIR)
        list(APPEND HALONG_MISSING_PACKAGES ${debian_package})
        set(HALONG_MISSING_PACKAGES "${HALONG_MISSING_PACKAGES}" PARENT_SCOPE)
        return()
    endif()
    add_library(halong::${target} INTERFACE IMPORTED GLOBAL)
    target_include_directories(halong::${target} INTERFACE "${HALONG_${target}_INCLUDE_DIR}")
endfunction()

# halong_find_library(<target> <Debian package> <header> <library>): a library without a CMake package
function(halong_find_library target debian_package header library)
    halong_find_headers(${target} ${debian_package} ${header})
    set(HALONG_MISSING_PACKAGES "${HALONG_MISSING_PACKAGES}" PARENT_SCOPE)
    find_library(HALONG_${target}_LIBRARY ${library})
    mark_as_advanced(HALONG_${target}_LIBRARY)
    if(TARGET halong::${target} AND HALONG_${target}_LIBRARY)
        target_link_libraries(halong::${target} INTERFACE "${HALONG_${target}_LIBRARY}")
    endif()
endfunction()

# halong_find_file(<variable> <Debian package> <path>): a file of a package that the program takes into itself
function(halong_find_file variable debian_package path)
    find_file(${variable} NAMES "${path}" PATHS / NO_DEFAULT_PATH)
    mark_as_advanced(${variable})
    if(NOT ${variable})
        list(APPEND HALONG_MISSING_PACKAGES ${debian_package})
        set(HALONG_MISSING_PACKAGES "${HALONG_MISSING_PACKAGES}" PARENT_SCOPE)
    endif()
endfunction()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
halong_find(libfmt-dev fmt 9)
halong_find(libcli11-dev CLI11 2)
halong_find(libtomlplusplus-dev tomlplusplus 3)
halong_find(nlohmann-json3-dev nlohmann_json 3.10)
halong_find(libtbb-dev TBB)
halong_find(libeigen3-dev Eigen3 3.4 NO_MODULE)
halong_find(libboost-dev Boost 1.74)
halong_find(libgdal-dev GDAL 3.6 MODULE)
halong_find(libhdf5-dev HDF5 1.10 MODULE COMPONENTS C HL)
halong_find(zlib1g-dev ZLIB)
halong_find(libsqlite3-dev SQLite3)
halong_find(libbz2-dev BZip2)
halong_find(liblzma-dev LibLZMA)
halong_find(libexpat1-dev EXPAT)
halong_find_headers(osmium libosmium2-dev osmium/osm.hpp)
halong_find_headers(protozero libprotozero-dev protozero/version.hpp)
halong_find_headers(random123 librandom123-dev Random123/philox.h)
halong_find_headers(xxhash libxxhash-dev xxhash.h)
halong_find_library(metis libmetis-dev metis.h metis)
halong_find_library(cbc coinor-libcbc-dev coin/Cbc_C_Interface.h CbcSolver)
halong_find_library(httplib libcpp-httplib-dev httplib.h cpp-httplib)
halong_find_file(HALONG_D3 node-d3 usr/share/nodejs/d3/dist/d3.min.js)
halong_find_file(HALONG_D3_LICENCE node-d3 usr/share/doc/node-d3/copyright)
if(HALONG_BUILD_TESTS)
    halong_find(catch2 Catch2 2.13)
endif()

# Sweeps and runs over many machines: only where MPI is there. Nobody else needs it.
if(HALONG_MPI)
    set(MPI_CXX_SKIP_MPICXX ON)
    find_package(MPI QUIET COMPONENTS C)
    if(HALONG_MPI STREQUAL "ON" AND NOT MPI_C_FOUND)
        list(APPEND HALONG_MISSING_PACKAGES libopenmpi-dev)
    endif()
endif()

if(HALONG_MISSING_PACKAGES)
    list(JOIN HALONG_MISSING_PACKAGES " " missing)
    message(FATAL_ERROR "These libraries are missing (names of Debian 12 packages):\n"
        "  ${missing}\n"
        "The launcher installs them: run ./halong (or ./halong test for the tests).")
endif()

# libosmium reads OSM XML, PBF, gzip and bzip2 through these
target_link_libraries(halong::osmium INTERFACE
    halong::protozero ZLIB::ZLIB BZip2::BZip2 EXPAT::EXPAT Threads::Threads)
target_compile_definitions(halong::xxhash INTERFACE XXH_INLINE_ALL)  # headers only, no library
