#include "city/check_city.hpp"

#include "city/city_folder.hpp"
#include "city/kept_issues.hpp"
#include "scenario/document.hpp"

#include <fmt/format.h>

namespace halong::city {
namespace {

namespace fs = std::filesystem;

constexpr char const* file_name = "city.toml";
constexpr std::string_view format_start = "halong-city/";

}  // namespace

bool is_city(fs::path const& path)
{
    if (fs::is_directory(path)) return fs::exists(path / file_name);
    if (!fs::is_regular_file(path)) return false;
    try {
        auto const root = scenario::read_toml(path.generic_string());
        auto const* const format = scenario::find(root, "format");
        return format != nullptr && format->text() != nullptr && format->text()->starts_with(format_start);
    } catch (core::UserError const&) {
        return false;
    }
}

CityCheck check_city(fs::path const& path)
{
    bool const is_folder = fs::is_directory(path);
    if (!is_folder && path.filename() != file_name) {
        return {{{path.string(), 0, 0, "is the file of a city, which cities are not read by under this name",
                  fmt::format("call it {}", file_name)}},
                ""};
    }
    fs::path const folder = is_folder ? path : path.parent_path();
    try {
        ImportReport report;
        City const city = load_city(folder.empty() ? fs::path(".") : folder, report);
        return {{},
                fmt::format("a city with its layers, {} zones and {} links; issues: {}", city.zones.size(),
                            city.network.link_count(), text_of(counts_of(report.issues)))};
    } catch (core::UserError const& error) {
        return {error.diagnostics(), ""};
    }
}

}  // namespace halong::city
