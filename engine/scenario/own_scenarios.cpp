#include "scenario/own_scenarios.hpp"

#include "core/home.hpp"
#include "core/path_below.hpp"

#include <system_error>

namespace halong::scenario {

namespace fs = std::filesystem;

std::optional<fs::path> find_own_scenario(fs::path const& path)
{
    if (path.empty() || path.is_absolute()) return std::nullopt;
    for (fs::path const& home : core::home_folders()) {
        for (fs::path const& file : {home / "scenarios" / path, home / path}) {
            std::error_code error;
            if (fs::is_regular_file(file, error) && core::is_below(home / "scenarios", file))
                return file.lexically_normal();
        }
    }
    return std::nullopt;
}

}  // namespace halong::scenario
