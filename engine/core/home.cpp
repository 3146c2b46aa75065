#include "core/home.hpp"

#include <cstdlib>
#include <system_error>

namespace halong::core {

std::vector<std::filesystem::path> home_folders()
{
    std::vector<std::filesystem::path> folders;
    if (char const* const home = std::getenv("HALONG_HOME"); home != nullptr && *home != '\0') {
        folders.emplace_back(home);
    }
    std::error_code failed;
    auto const program = std::filesystem::read_symlink("/proc/self/exe", failed);
    if (!failed) folders.push_back(program.parent_path().parent_path() / "share" / "halong");
    return folders;
}

}  // namespace halong::core
