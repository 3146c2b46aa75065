// Signal plans survive the way into a city folder and back, and faults in their table are told by layer and row.
#include "city/signal_layer.hpp"
#include "core/error.hpp"
#include "geo/projection.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <unistd.h>

using namespace halong;
using core::LinkId;
using core::NodeId;
using network::SignalPlan;

namespace {

struct GeoPackage {
    std::filesystem::path folder = std::filesystem::temp_directory_path() / ("halong_signals_" + std::to_string(::getpid()));
    std::filesystem::path path = folder / "city.gpkg";

    GeoPackage() { std::filesystem::create_directories(folder); }
    ~GeoPackage() { std::filesystem::remove_all(folder); }
    GeoPackage(GeoPackage const&) = delete;
    GeoPackage& operator=(GeoPackage const&) = delete;

    void write(geo::OutputLayer const& layer) const
    {
        geo::write_geopackage(path, geo::Projection("EPSG:5899"), {layer});
    }
    [[nodiscard]] std::string fault_of(geo::OutputLayer const& layer, network::Network const& network) const
    {
        write(layer);
        try {
            city::read_signal_plans(path, network);
        } catch (core::UserError const& error) {
            return error.what();
        }
        return "";
    }
};

// Node 1 between nodes 0 and 2, both ways: links 0 -> 1, 1 -> 2, 2 -> 1, 1 -> 0.
network::Network street()
{
    std::vector<network::NodeRecord> nodes{{{0, 0}, 1, false}, {{100, 0}, 2, false}, {{200, 50}, 3, false}};
    std::vector<network::LinkRecord> links;
    for (auto const& [from, to] : {std::pair{0U, 1U}, {1U, 2U}, {2U, 1U}, {1U, 0U}}) {
        network::LinkRecord link;
        link.from = NodeId{from};
        link.to = NodeId{to};
        link.stable_id = links.size() + 1;
        link.length_m = 100;
        link.width_m = 3.5;
        link.shape = {nodes[from].position, nodes[to].position};
        links.push_back(link);
    }
    return {nodes, links, {}};
}

std::vector<SignalPlan> two_plans()
{
    SignalPlan night{NodeId{1}, 0, 21'600'000, 60'000, 500, {}};
    night.turns = {{LinkId{0}, LinkId{1}, {{0, 20'001}, {55'000, 2'000}}, false}, {LinkId{2}, LinkId{3}, {}, true}};
    SignalPlan day = night;
    day.from_ms = night.to_ms;
    day.to_ms = core::ms_per_day;
    day.cycle_ms = 90'000;
    return {night, day};
}

}  // namespace

TEST_CASE("signal plans are written as a table and read back")
{
    auto network = street();
    GeoPackage const file;
    file.write({"other", "", geo::GeometryType::none, {{"a", geo::FieldType::integer}}, {{1, {}, {std::int64_t{1}}}}, ""});
    CHECK(city::read_signal_plans(file.path, network).empty());
    network.set_signal_plans(two_plans());
    auto const layer = city::signal_layer(network);
    CHECK(layer.features.size() == 6);  // two greens and an always red turn, twice
    file.write(layer);
    CHECK(city::read_signal_plans(file.path, network) == network.signal_plans());
}

TEST_CASE("faults of signal plans name the layer, the row and the value")
{
    auto network = street();
    network.set_signal_plans(two_plans());
    auto const good = city::signal_layer(network);
    GeoPackage const file;
    auto const fault = [&](std::size_t row, std::size_t column, geo::Value const& value) {
        auto layer = good;
        layer.features[row].values[column] = value;
        return file.fault_of(layer, network);
    };
    using Catch::Matchers::Contains;
    CHECK_THAT(fault(1, 0, std::int64_t{7}), Contains("signals") && Contains("feature 2") && Contains("node = 7") &&
                                                  Contains("0 to 2"));
    CHECK_THAT(fault(0, 3, 0.0), Contains("feature 1") && Contains("cycle_s = 0"));
    CHECK_THAT(fault(0, 3, 50.0), Contains("cycle_s") && Contains("differ"));
    CHECK_THAT(fault(3, 1, 30'000.0), Contains("before the plan"));
    CHECK_THAT(fault(0, 4, 60.0), Contains("offset_s = 60"));
    CHECK_THAT(fault(2, 6, std::int64_t{0}), Contains("does not pass node 1"));
    CHECK_THAT(fault(1, 7, 20.0), Contains("overlap"));
    CHECK_THAT(fault(1, 8, std::string("long")), Contains("green_s = nan"));
    CHECK_THAT(fault(1, 9, std::int64_t{1}), Contains("yields"));
    CHECK(fault(0, 8, 20.002).empty());
}
