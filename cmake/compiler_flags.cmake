# One set of flags for all code of ours: target `halong_flags`, linked PRIVATE by every target.
add_library(halong_flags INTERFACE)

target_compile_options(halong_flags INTERFACE
    -ffp-contract=off  # no fused multiply-add: the same bits on every machine
    -Wall -Wextra -Wpedantic -Wshadow
    # __FILE__ and assertion texts name engine/..., never the folder of whoever compiled
    -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 warns of overlapping copies inside std::string::operator+ (GCC bug 105651), and of uninitialised
    # members when it inlines std::variant and std::optional of strings (GCC bug 105562).
    target_compile_options(halong_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()

# Hardening, as Debian builds its own packages, and a little more: a fault of memory ends the program instead of going on.
# FORTIFY needs optimisation, and does not go with the sanitizers.
target_compile_options(halong_flags INTERFACE -fstack-protector-strong -fstack-clash-protection)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    target_compile_options(halong_flags INTERFACE -fcf-protection)
endif()
if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    target_compile_definitions(halong_flags INTERFACE $<$<CONFIG:Release,RelWithDebInfo>:_FORTIFY_SOURCE=2>)
endif()
target_link_options(halong_flags INTERFACE LINKER:-z,relro,-z,now)

if(HALONG_WARNINGS_AS_ERRORS)
    target_compile_options(halong_flags INTERFACE -Werror)
endif()
if(HALONG_LIBRARY_ASSERTIONS)
    target_compile_definitions(halong_flags INTERFACE _GLIBCXX_ASSERTIONS)
endif()

# NDEBUG silences only the assertions inside third-party headers (Eigen, libosmium).
# Our own contracts (core/error.hpp) do not look at it and stay on in every build.
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g")
