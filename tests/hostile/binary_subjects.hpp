// The readers of binary files, each with a small file that it takes.
#pragma once

#include "core/compiled_cache.hpp"
#include "equilibrium/settled_file.hpp"
#include "hostile/text_subjects.hpp"
#include "results/result_file.hpp"
#include "results/toy_result.hpp"
#include "results/track_file.hpp"
#include "results/track_steps.hpp"
#include "simulation/busy_town.hpp"
#include "simulation/checkpoint.hpp"
#include "support/file_bytes.hpp"

#include <memory>

namespace halong::test {

// As core::write_sealed writes it (sealed_file.hpp).
inline std::string sealed(std::string const& mark, std::uint32_t version, std::string const& content)
{
    auto const raw = [](auto number) { return std::string(reinterpret_cast<char const*>(&number), sizeof number); };
    std::string header = mark + raw(version) + raw(std::uint32_t{0x01020304}) + raw(std::uint64_t{content.size()}) +
                         raw(core::hash_of(content));
    header += raw(core::hash_of(header));
    return header + content;
}

// A file that `write` makes.
template <class Write>
std::string written(Write const& write)
{
    ScratchFolder const folder;
    write(folder.path() / "file");
    return bytes_of(folder.path() / "file");
}

// Settled days and tasks, damaged before they were sealed, too.
inline std::vector<Subject> sealed_subjects()
{
    equilibrium::SettledDay const day{{1, 2},
                                      {0, 2, 3},
                                      {5, 6, 7},
                                      {1000, 2000, core::never},
                                      {city::Mode::car, city::Mode::walk, city::Mode::bus},
                                      {0, 2, 2, 2},
                                      {0, 1},
                                      {11, 12}};
    core::ArchiveWriter day_content;
    day_content(day);
    std::string const task_id = "00ff00ff00ff00ff";
    std::string const task = [&] {
        ScratchFolder const folder;
        cluster::TaskStore const store(folder.path());
        store.publish({task_id, "halong", 7, true, {"vehicle_delay_h"}, {1.5}, 0.1});
        return bytes_of(folder.path() / "tasks" / task_id.substr(0, 2) / (task_id + ".task"));
    }();
    auto const read_day = [](auto const& path) { equilibrium::load_settled_day(path); };
    auto const read_task = [task_id](std::filesystem::path const& path) {
        static_cast<void>(cluster::TaskStore(path.parent_path().parent_path().parent_path()).read(task_id));
    };
    std::string const task_file = "tasks/" + task_id.substr(0, 2) + "/" + task_id + ".task";
    constexpr std::size_t header_bytes = 40;
    return {
        {"settled day", "d.bin", sealed("HALONGSD", 1, day_content.bytes()), read_day, false},
        {"content of a settled day",
         "d.bin",
         day_content.bytes(),
         read_day,
         false,
         1'000'000,
         {},
         [](std::string const& content) { return sealed("HALONGSD", 1, content); }},
        {"finished task", task_file, task, read_task, false},
        {"content of a finished task",
         task_file,
         task.substr(header_bytes),
         read_task,
         false,
         1'000'000,
         {},
         [](std::string const& content) { return sealed("HALONGTK", 1, content); }},
    };
}

// A run of a few people.
struct SmallRun {
    city::City town = busy_town(2);
    city::Plans plans = busy_plans(2, 3, minute);
    scenario::Scenario scenario;
    network::Routes routes;
    simulation::RunIdentity identity;
    SmallRun()
    {
        scenario.traffic.end_hour = 24;
        routes = simulation::route_plans(town, plans, scenario);
        identity = simulation::identity_of(town, scenario, plans, routes);
    }
};

inline std::vector<Subject> checkpoint_subjects()
{
    auto const run = std::make_shared<SmallRun>();
    simulation::Simulation const begun(run->town, run->scenario, run->plans, run->routes);
    std::string const content = simulation::checkpoint_content(begun, run->identity);
    auto const read = [run](std::filesystem::path const& path) {
        simulation::Simulation simulation(run->town, run->scenario, run->plans, run->routes);
        simulation::load_checkpoint(path, simulation, run->identity);
    };
    return {
        {"checkpoint", "c.checkpoint", sealed("HALONGCP", 2, content), read, false, 40},
        {"content of a checkpoint",
         "c.checkpoint",
         content,
         read,
         false,
         40,
         {},
         [](std::string const& bytes) { return sealed("HALONGCP", 2, bytes); }},
    };
}

// The cache takes what is damaged for not there, and makes it again.
inline Subject compiled_subject()
{
    std::string const content = "what was made of files";
    return {"entry of the cache", "entry", sealed("HLTRIAL ", 3, content),
            [content](std::filesystem::path const& path) {
                if (core::read_sealed(path, {"HLTRIAL ", "trial", 3}) != content)
                    throw std::runtime_error("other content");
            },
            false};
}

// HDF5 is not tried behind its seal: version 1.10.8 reads beyond its own memory where lengths of texts were changed.
inline std::vector<Subject> result_subjects()
{
    std::string const result = written([](auto const& path) { ToyResult(true).write(path); });
    std::string const tracks = written([](auto const& path) {
        city::City const& town = hostile_town();
        city::Plans const plans = busy_plans(2, 1, minute);
        results::TrackWriter writer(path, town, plans);
        std::vector<traffic::TrackEvent> const events{
            {0, 0, minute}, {0, 2, minute + 30'000}, {0, traffic::track_ends, 2 * minute}};
        writer.add_chunk(events, results::track_chunk_ms);
        std::vector<simulation::LegResult> legs(plans.stay_count());
        legs.front() = {minute, 2 * minute, minute, 0};
        writer.finish({}, results::track_chunk_ms, 7, legs);
    });
    auto const read_tracks = [](std::filesystem::path const& path) {
        auto const file = results::read_track_file(path);
        for (auto const& chunk : file.chunks) {
            std::string const bytes = results::read_track_chunk(path, chunk);
            results::start_of_chunk(std::string_view(bytes).substr(0, results::chunk_head_bytes), path);
            static_cast<void>(results::read_track_steps(bytes, hostile_town().network, path));
        }
        static_cast<void>(results::read_leg_times(results::read_track_chunk(path, file.legs), path));
    };
    return {
        {"result of a run", "run.h5", result, [](auto const& path) { results::read_kpis(path); }, false, 300},
        {"tracks", "tracks.bin", tracks, read_tracks, false, 1'000},
    };
}

inline std::vector<Subject> binary_subjects()
{
    ::setenv("HALONG_CACHE", "", 1);
    std::vector<Subject> all{compiled_subject(), compiled_city_subject()};
    for (auto const& part : {osm_subjects(), sealed_subjects(), checkpoint_subjects(), result_subjects(),
                             geopackage_subjects(), binary_layer_subjects()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace halong::test
