// Detectors and stops of SUMO's additional files on our links, and what they count on a simulated day.
#include "city/sumo_devices.hpp"

#include "city/city_folder.hpp"
#include "city/sumo_text.hpp"
#include "city/sumo_words.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "support/scratch_folder.hpp"
#include "support/test_data.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

using namespace halong;
using namespace halong::city;
using namespace halong::test;

namespace {

std::string const cross_devices = R"(<additional>
  <e1Detector id="a" lane="wc_1" pos="23" freq="900" file="o.xml"/>
  <inductionLoop id="b" lane="sc_0" pos="-5.5" period="0:05:00" file="o.xml"/>
  <e2Detector id="c" lane="wc_0" pos="40" length="20" file="o.xml"/>
  <laneAreaDetector id="d" lane="wc_0" pos="10" endPos="-1" file="o.xml"/>
  <e3Detector id="gate" freq="60" file="o.xml"><detEntry lane="wc_0" pos="1"/><detExit lane="ce_0" pos="500"/></e3Detector>
  <e2Detector id="e" lane="wc_0" pos="-30" length="20" file="o.xml"/>
  <e2Detector id="f" lane="wc_0" endPos="50" length="20" file="o.xml"/>
  <e2Detector id="g" lane="wc_0" endPos="-10" length="200" file="o.xml"/>
  <e2Detector id="h" lane="wc_0" endPos="50" file="o.xml"/>
  <busStop id="stop &lt;1&gt;" lane="ce_0" startPos="10" endPos="30" lines="7 8" name="Chợ"/>
  <parkingArea id="p" lane="cw_0" roadsideCapacity="12"/>
  <e1Detector id="lost" lane="xx_0" pos="1" file="o.xml"/>
  <e1Detector id="third" lane="wc_2" pos="1" file="o.xml"/>
  <e1Detector id="nowhere" lane="wc_0" file="o.xml"/>
  <e1Detector lane="wc_0" pos="2" file="o.xml"/>
  <detEntry lane="wc_0" pos="1"/>
  <vType id="ignored"/>
</additional>)";

}  // namespace

TEST_CASE("detectors and stops lie on their lanes; what cannot be placed is an issue")
{
    ScratchFolder const folder;
    core::write_file(folder.path() / "net.xml", signal_cross);
    core::write_file(folder.path() / "add.xml", cross_devices);
    geo::Projection const projection("EPSG:5899");
    ImportIssues issues;
    NetworkSummary summary;
    auto const network =
        build_sumo_network(read_sumo_file(folder.path() / "net.xml"), "net.xml", projection, issues, summary);
    auto const before = issues.all().size();
    auto const devices = read_sumo_devices({folder.path() / "add.xml"}, network, issues);
    auto const edge_of = [&](SumoDevice const& device) {
        return network.way_id(device.link).substr(sumo_edge_prefix.size());
    };
    std::vector<std::string> told;
    for (SumoDevice const& device : devices) {
        told.push_back(fmt::format("{} {} {}_{} {:g} {:g} {:g}", device.id, device.kind, edge_of(device), device.lane,
                                   device.from_m, device.to_m, device.period_s));
    }
    CHECK(told == std::vector<std::string>{"a e1 wc_1 23 23 900", "b e1 sc_0 90 90 300", "c e2 wc_0 40 60 0",
                                           "d e2 wc_0 10 89 0", "gate/in/wc_0 e3_entry wc_0 1 1 60",
                                           "gate/out/ce_0 e3_exit ce_0 88 88 60", "e e2 wc_0 60 80 0",
                                           "f e2 wc_0 30 50 0", "g e2 wc_0 0 80 0", "stop <1> bus_stop ce_0 10 30 0",
                                           "p parking_area cw_0 0 90 0"});
    CHECK(devices[9].name == "Chợ");
    CHECK(devices[9].lines == "7 8");
    CHECK(devices[10].spaces == 12);
    CHECK(issues.count(IssueKind::bad_device) == 6);
    std::set<std::string> messages;
    for (std::size_t i = before; i < issues.all().size(); ++i) messages.insert(issues.all()[i].message);
    CHECK(messages == std::set<std::string>{"stands on a lane that the network lacks", "has no position", "has no id",
                                            "stands outside an entry-exit detector"});
    // wc runs 100 m eastwards for its 90 m of lane: half of the lane is half of the shape.
    auto const layer = device_layer(devices, network);
    REQUIRE(layer.features.size() == devices.size());
    auto const at = std::get<geo::PointMetric>(layer.features[2].geometry);
    CHECK(at.x_m == Approx(100.0 * 50 / 90).margin(0.01));
    CHECK(layer.features[2].values[2] == geo::Value(core::hex(network.stable_id(devices[2].link))));
    CHECK(layer.features[2].values[10] == geo::Value(90.0));
    core::write_file(folder.path() / "cut.xml", cross_devices.substr(0, 300));
    CHECK_THROWS_AS(read_sumo_devices({folder.path() / "cut.xml"}, network, issues), core::UserError);
}

TEST_CASE("Acosta's detectors and bus stops all find their lanes")
{
    auto const net = test_data_or_skip("sumo/acosta/acosta_buslanes.net.xml");
    if (!net) return;
    geo::Projection const projection("EPSG:32632");
    ImportIssues issues;
    NetworkSummary summary;
    auto const network = build_sumo_network(read_sumo_file(*net), "acosta", projection, issues, summary);
    auto const devices = read_sumo_devices(
        {*test_data("sumo/acosta/acosta_detectors.add.xml"), *test_data("sumo/acosta/acosta_bus_stops.add.xml"),
         *test_data("sumo/acosta/acosta_tls.add.xml")},
        network, issues);
    auto const count = [&](std::string_view kind) { return std::ranges::count(devices, kind, &SumoDevice::kind); };
    CHECK(count("e1") == 58);
    CHECK(count("bus_stop") == 35);
    CHECK(issues.count(IssueKind::bad_device) == 0);
    for (SumoDevice const& device : devices) {
        CHECK((device.from_m >= 0 && device.to_m >= device.from_m));
        CHECK(device.to_m <= network.length_m(device.link) + 1e-9);
    }
}
