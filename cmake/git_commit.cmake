# Run at every build: writes OUTPUT, a .cpp with the commit of SOURCE_DIR, only when it has changed.
find_program(git git)
set(commit "")
if(git)
    execute_process(
        COMMAND "${git}" -C "${SOURCE_DIR}" describe --always --dirty --abbrev=12
        OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(NOT commit MATCHES "^[-+./0-9A-Za-z_]+$")  # no git, or not a git tree, or no commit yet
    set(commit "unknown")
endif()
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT [[
#include "core/version.hpp"

namespace halong::core {

std::string_view git_commit() noexcept { return "@commit@"; }

}  // namespace halong::core
]])
