// The streets of one zone of a schematic city, laid by rule.
#pragma once

#include "city/build.hpp"
#include "city/local_grid.hpp"
#include "city/main_roads.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace halong::city {

// Where streets are laid, and how dense.
struct ZoneRule {
    std::string id;
    geo::Area area;
    double spacing_m = 120;
    double bearing_deg = 0;
};

// A node of a street and where it lies; `on_main`: it belongs to a main road.
struct StreetPoint {
    std::int64_t node = 0;
    geo::PointMetric position;
    bool on_main = false;
};

// Keeps references to its three arguments.
class ZoneStreets {
public:
    ZoneStreets(ZoneRule const& zone, std::vector<ZoneRule> const& earlier, MainRoads& main)
        : zone_(zone), earlier_(earlier), main_(main)
    {}
    // Grid, joints, spurs and connectors. Areas of `earlier` zones are left alone. Adds joints to the main roads.
    void lay();
    // Appends the ways and own nodes, and what was laid or left out; joints are written by MainRoads.
    void write_to(RawRoads& roads, geo::Projection const& projection, ImportIssues& issues) const;

private:
    struct Street {
        RawWay way;
        std::vector<StreetPoint> points;
    };
    void place_points();
    [[nodiscard]] std::vector<StreetPoint> path_of(GridEdge const& edge);
    void lay_grid();
    void lay_spurs();
    [[nodiscard]] std::optional<StreetPoint> spur_end(std::uint32_t row,
                                                      std::vector<geo::PointMetric> const& neighbours);
    void connect_parts();
    void drop_part(std::vector<std::size_t>& parts, std::size_t part);
    [[nodiscard]] std::vector<std::size_t> part_of_street() const;
    [[nodiscard]] std::set<std::int64_t> joints_of(std::vector<std::size_t> const& parts, std::size_t part) const;
    bool lay_connector(std::vector<std::size_t> const& parts, std::size_t part, std::set<std::int64_t> const& used);
    void add_street(std::string const& name, network::RoadClass road_class, std::vector<StreetPoint> points);
    [[nodiscard]] bool is_taken(geo::PointMetric a, geo::PointMetric b) const;
    [[nodiscard]] double length_m() const;

    ZoneRule const& zone_;
    std::vector<ZoneRule> const& earlier_;
    MainRoads& main_;
    LocalGrid grid_;
    std::vector<StreetPoint> points_;  // of the grid's nodes
    std::vector<Street> streets_;
    int connectors_ = 0;
    double dropped_m_ = 0;
};

}  // namespace halong::city
