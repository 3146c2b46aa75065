// OpenStreetMap XML written by tests: nodes on a plane in metres around a point in Hạ Long, ways and relations.
#pragma once

#include "city/build.hpp"
#include "support/scratch_folder.hpp"

#include <fmt/format.h>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace halong::test {

using TagList = std::vector<std::pair<std::string, std::string>>;

// The metric CRS of Hạ Long, made once.
inline geo::Projection const& halong_crs()
{
    static geo::Projection const projection("EPSG:5899");
    return projection;
}

class OsmText {
public:
    // A node `x_m` east and `y_m` north of a fixed point.
    OsmText& node(long id, double x_m, double y_m, TagList const& tags = {})
    {
        auto const origin = halong_crs().to_metric({107.08, 20.955});
        auto const place = halong_crs().to_lon_lat({origin.x_m + x_m, origin.y_m + y_m});
        nodes_.push_back(fmt::format(R"(<node id="{}" version="1" lat="{:.9f}" lon="{:.9f}">{}</node>)", id,
                                     place.lat_deg, place.lon_deg, text_of(tags)));
        return *this;
    }
    OsmText& way(long id, std::vector<long> const& nodes, TagList const& tags)
    {
        std::string text = fmt::format(R"(<way id="{}" version="1">)", id);
        for (auto const node : nodes) text += fmt::format(R"(<nd ref="{}"/>)", node);
        ways_.push_back(text + text_of(tags) + "</way>");
        return *this;
    }
    OsmText& road(long id, std::vector<long> const& nodes, TagList tags = {})
    {
        tags.emplace_back("highway", "residential");
        return way(id, nodes, tags);
    }
    // via > 0: a node; via < 0: the way -via.
    OsmText& restriction(long id, std::string const& kind, long from, long via, long to, TagList tags = {})
    {
        tags.emplace_back("type", "restriction");
        if (!kind.empty()) tags.emplace_back("restriction", kind);
        std::string text =
            fmt::format(R"(<relation id="{}" version="1"><member type="way" ref="{}" role="from"/>)", id, from);
        text +=
            fmt::format(R"(<member type="{}" ref="{}" role="via"/>)", via > 0 ? "node" : "way", via > 0 ? via : -via);
        text += fmt::format(R"(<member type="way" ref="{}" role="to"/>)", to);
        relations_.push_back(text + text_of(tags) + "</relation>");
        return *this;
    }
    // The file's content; `backwards` turns the order of the objects of each kind round.
    [[nodiscard]] std::string text(bool backwards = false) const
    {
        std::string result = "<?xml version='1.0' encoding='UTF-8'?>\n<osm version=\"0.6\">\n";
        for (auto list : {nodes_, ways_, relations_}) {
            if (backwards) std::reverse(list.begin(), list.end());
            for (auto const& line : list) result += line + "\n";
        }
        return result + "</osm>\n";
    }
    [[nodiscard]] city::RawRoads read(city::ImportIssues& issues, city::OsmOptions const& options = {},
                                      bool backwards = false) const
    {
        ScratchFolder const folder;
        return city::read_osm(folder.write("town.osm", text(backwards)), halong_crs(), issues, options);
    }

private:
    static std::string text_of(TagList const& tags)
    {
        std::string text;
        for (auto const& [key, value] : tags) text += fmt::format("<tag k='{}' v='{}'/>", key, value);
        return text;
    }
    std::vector<std::string> nodes_;
    std::vector<std::string> ways_;
    std::vector<std::string> relations_;
};

// The way of that id, e.g. 7 for "osm/way/7"; fails when there is none.
inline city::RawWay const& way_of(city::RawRoads const& roads, long id)
{
    for (auto const& way : roads.ways) {
        if (way.id == fmt::format("osm/way/{}", id)) return way;
    }
    FAIL("no way " << id);
    return roads.ways.front();
}

// The first issue of a kind; fails when there is none.
inline city::ImportIssue const& issue_of(city::ImportIssues const& issues, city::IssueKind kind)
{
    for (auto const& issue : issues.all()) {
        if (issue.kind == kind) return issue;
    }
    FAIL("no issue " << city::name_of(kind));
    return issues.all().front();
}

}  // namespace halong::test
