// SUMO networks and routes written by tests.
#pragma once

#include "city/sumo_network.hpp"
#include "support/scratch_folder.hpp"

#include <fmt/format.h>
#include <string>
#include <string_view>

namespace halong::test {

// A cross with a signal at "c"; arms "w", "e", "s" of 100 m. Edges from w and s come in, edges to e and w go out.
//   wc (2 lanes, 13.89 m/s, 90 m) -> ce; sc (1 lane, 10 m/s, 95.5 m) -> ce and, yielding, cw.
inline std::string const signal_cross = R"(<?xml version="1.0" encoding="UTF-8"?>
<net version="1.9">
  <location netOffset="0.00,0.00" convBoundary="0,0,200,100" origBoundary="0,0,200,100" projParameter="!"/>
  <edge id=":c_0" function="internal"><lane id=":c_0_0" index="0" speed="9" length="12" shape="90,0 110,0"/></edge>
  <edge id="wc" from="w" to="c" priority="-1">
    <lane id="wc_0" index="0" speed="13.89" length="90.00" shape="0,-5 90,-5"/>
    <lane id="wc_1" index="1" speed="13.89" length="90.00" shape="0,-2 90,-2"/>
  </edge>
  <edge id="sc" from="s" to="c" type="highway.tertiary" name="South Road" shape="100,-100 101,-50 100,0">
    <lane id="sc_0" index="0" speed="10" length="95.50" width="4.0" disallow="truck bus pedestrian"/>
  </edge>
  <edge id="ce" from="c" to="e"><lane id="ce_0" index="0" speed="13.89" length="88"/></edge>
  <edge id="cw" from="c" to="w"><lane id="cw_0" index="0" speed="13.89" length="90"/></edge>
  <tlLogic id="tc" type="static" programID="0" offset="-10">
    <phase duration="30" state="GGrr"/>
    <phase duration="3"  state="yyrr"/>
    <phase duration="25.5" state="rrGg"/>
    <phase duration="1.5"  state="rryy"/>
  </tlLogic>
  <junction id="c" type="traffic_light" x="100.00" y="0.00" incLanes="" intLanes="" shape=""/>
  <junction id="w" type="dead_end" x="0.00" y="0.00"/>
  <junction id="e" type="dead_end" x="200.00" y="0.00"/>
  <junction id="s" type="dead_end" x="100.00" y="-100.00"/>
  <junction id=":c_0_0" type="internal" x="1" y="1"/>
  <connection from="wc" to="ce" fromLane="0" toLane="0" via=":c_0_0" tl="tc" linkIndex="0" dir="s" state="O"/>
  <connection from="wc" to="ce" fromLane="1" toLane="0" tl="tc" linkIndex="1" dir="s" state="O"/>
  <connection from="sc" to="ce" fromLane="0" toLane="0" tl="tc" linkIndex="2" dir="r" state="O"/>
  <connection from="sc" to="cw" fromLane="0" toLane="0" tl="tc" linkIndex="3" dir="l" state="o"/>
  <connection from=":c_0" to="ce" fromLane="0" toLane="0" dir="s" state="M"/>
</net>
)";

// The text with one piece replaced, which must be there.
inline std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    auto const at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

struct BuiltSumo {
    network::Network network;
    city::ImportIssues issues;
    city::NetworkSummary summary;

    [[nodiscard]] core::LinkId link(std::string_view edge) const
    {
        for (auto const id : network.links()) {
            if (network.way_id(id) == fmt::format("sumo/edge/{}", edge)) return id;
        }
        FAIL("there is no link of edge " << edge);
        return {};
    }
};

inline BuiltSumo build_sumo(std::string const& text, city::SumoOptions const& options = {},
                            std::string const& crs = "EPSG:5899")
{
    ScratchFolder const folder;
    auto const path = folder.write("net.xml", text);
    geo::Projection const projection(crs);
    BuiltSumo built;
    built.network = city::build_sumo_network(city::read_sumo_file(path), "net.xml", projection, built.issues,
                                             built.summary, options);
    return built;
}

}  // namespace halong::test
