// A small run and its result file: a grid of streets, two zones with Vietnamese names, hotspots and cameras.
#pragma once

#include "results/kpi.hpp"
#include "results/result_file.hpp"
#include "services/toy_town.hpp"

#include <filesystem>
#include <string>

namespace halong::test {

struct ToyResult {
    city::City town = grid_town(4);
    scenario::Scenario scenario;
    PlanSketch sketch;
    simulation::RunResult run;
    std::vector<results::Kpi> kpis;
    results::Provenance provenance{"halong 0.0.0 (test)",
                                   "halong run toy.toml",
                                   "seed = 1\n",
                                   "",
                                   1,
                                   2,
                                   {{"roads.geojson", "0123456789abcdef"}},
                                   "2025-06-04T00:00:00Z",
                                   1.5};

    // `services`: with hotspots, cameras and a ring of full links.
    explicit ToyResult(bool services)
    {
        scenario.title = {"Thị trấn thử", "Toy town"};
        if (services) add_sites();
        add_people();
        auto const routes = simulation::route_plans(town, sketch.plans, scenario);
        run = simulation::simulate(town, scenario, sketch.plans, routes);
        if (services) run.gridlocks.push_back({8 * hour, 9 * hour, {core::LinkId{0}, core::LinkId{1}}, 12});
        kpis = results::kpis_of(town, sketch.plans, run);
    }
    void write(std::filesystem::path const& path) const
    {
        results::write_result(path, town, scenario, run, kpis, provenance);
    }

private:
    void add_sites()
    {
        std::vector<city::Site> sites;
        for (int i = 0; i < 3; ++i) {
            sites.push_back(hotspot_at("điểm phát/" + std::to_string(i), {i * 200.0, 10}));
            sites.push_back(camera_at("máy quay/" + std::to_string(i), {i * 200.0 + 20, 200}, i));
        }
        put_sites(town, sites);
    }
    void add_people()
    {
        Draws draws(3);
        city::Mode const modes[] = {city::Mode::walk, city::Mode::motorbike, city::Mode::car, city::Mode::bus};
        for (int i = 0; i < 200; ++i) {
            sketch.begin("person " + std::to_string(i), static_cast<city::PersonClass>(i % 5), 1 + i % 3);
            int node = draws.below(16);
            sketch.stay(core::NodeId{node}, town.network.position(core::NodeId{node}));
            sketch.leave(6 * hour + i * minute, modes[i % 4]);
            node = draws.below(16);
            sketch.stay(core::NodeId{node}, town.network.position(core::NodeId{node}), 0.8, 0, core::ZoneId{i % 3});
            sketch.leave(10 * hour + i * minute, modes[i % 4]);
            node = draws.below(16);
            sketch.stay(core::NodeId{node}, town.network.position(core::NodeId{node}));
            sketch.end();
        }
    }
};

}  // namespace halong::test
