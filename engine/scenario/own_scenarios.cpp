#include "scenario/own_scenarios.hpp"

#include "core/home.hpp"

#include <algorithm>
#include <system_error>

namespace halong::scenario {

namespace fs = std::filesystem;

std::optional<fs::path> find_own_scenario(fs::path const& path)
{
    if (path.empty() || path.is_absolute()) return std::nullopt;
    for (fs::path const& home : core::home_folders()) {
        for (fs::path const& file : {home / "scenarios" / path, home / path}) {
            std::error_code error;
            if (fs::is_regular_file(file, error) && is_below(home / "scenarios", file)) return file.lexically_normal();
        }
    }
    return std::nullopt;
}

bool is_below(fs::path const& folder, fs::path const& file)
{
    std::error_code error;
    // weakly_canonical leaves a relative path of which nothing exists as it is.
    auto const resolved = [&error](fs::path const& path) {
        auto const whole = fs::absolute(path, error);
        return error ? fs::path{} : fs::weakly_canonical(whole, error);
    };
    fs::path const top = resolved(folder.empty() ? fs::path{"."} : folder);
    if (error) return false;
    fs::path const place = resolved(file);
    if (error) return false;
    return std::mismatch(top.begin(), top.end(), place.begin(), place.end()).first == top.end();
}

}  // namespace halong::scenario
