#include "export/qgis_style.hpp"

#include "export/volume_classes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace halong;
using Catch::Contains;

namespace {

std::size_t count_of(std::string const& text, std::string const& part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

// Every element that is opened is closed, in order.
bool is_balanced(std::string const& xml)
{
    std::vector<std::string> open;
    for (auto at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
        auto const end = xml.find('>', at);
        std::string const tag = xml.substr(at + 1, end - at - 1);
        if (tag.starts_with('!') || tag.starts_with('?') || tag.ends_with('/')) continue;
        if (tag.starts_with('/')) {
            if (open.empty() || open.back() != tag.substr(1)) return false;
            open.pop_back();
        } else {
            open.push_back(tag.substr(0, tag.find(' ')));
        }
    }
    return open.empty();
}

}  // namespace

TEST_CASE("styles are well-formed and have a symbol for each class")
{
    for (std::string const& style :
         {exporting::links_style(), exporting::zones_style(), exporting::sites_style(), exporting::desks_style()}) {
        CHECK(is_balanced(style));
        CHECK_THAT(style, Catch::StartsWith("<!DOCTYPE qgis"));
        CHECK(count_of(style, "<symbol ") == std::max(count_of(style, "<range "), count_of(style, "<category ")));
    }
    CHECK(count_of(exporting::links_style(), "<range ") == exporting::volume_classes.size() + 1);
    CHECK_THAT(exporting::links_style(), Contains("attr=\"peak_volume\"") && Contains("line_width"));
    CHECK_THAT(exporting::zones_style(), Contains("attr=\"wifi_carried_share_pct\""));
    CHECK_THAT(exporting::desks_style(), Contains("value=\"counter\"") && Contains("value=\"clinic\""));
    CHECK_THAT(exporting::sites_style(), Contains("value=\"wifi\"") && Contains("value=\"camera\""));
}
