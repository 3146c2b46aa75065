#include "core/path_below.hpp"

#include <algorithm>
#include <system_error>

namespace halong::core {

namespace fs = std::filesystem;

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

}  // namespace halong::core
