# The headers that nearly every file reads, compiled once for the engine and once for the tests: a third of
# what compiling costs is reading them. Files include what they use all the same (target header_check sees
# to the headers; a build with clang or with ccache, which do without, to the rest: ccache is used where
# CMAKE_CXX_COMPILER_LAUNCHER names it).
if(CMAKE_CXX_COMPILER_LAUNCHER MATCHES "ccache" OR NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)
endif()

# What comes out of a precompiled header no longer counts as a system header's, and GCC then tells of overflows in
# std::string that are none (GCC bug 105651 and its like). Builds without them keep these warnings.
if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    target_compile_options(halong_flags INTERFACE -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
endif()

set(HALONG_COMMON_HEADERS
    <algorithm> <array> <chrono> <cmath> <cstdint> <filesystem> <fstream> <functional> <limits> <map> <memory>
    <numeric> <optional> <set> <span> <sstream> <string> <string_view> <tuple> <unordered_map> <utility>
    <variant> <vector> <fmt/format.h>)

# halong_precompile(<target> <options...> HEADERS <headers...>): a target whose headers others share by
# `target_precompile_headers(<other> REUSE_FROM <target>)`. They must be compiled with the same options.
function(halong_precompile target)
    cmake_parse_arguments(PARSE_ARGV 1 precompile "" "" "OPTIONS;LIBS;HEADERS")
    set(source "${CMAKE_BINARY_DIR}/generated/${target}.cpp")
    file(CONFIGURE OUTPUT "${source}" CONTENT "// Holds nothing: it makes the precompiled headers of ${target}.\n")
    add_library(${target} OBJECT "${source}")
    target_link_libraries(${target} PRIVATE halong_flags fmt::fmt ${precompile_LIBS})
    target_compile_options(${target} PRIVATE ${precompile_OPTIONS})
    target_precompile_headers(${target} PRIVATE ${HALONG_COMMON_HEADERS} ${precompile_HEADERS})
endfunction()
