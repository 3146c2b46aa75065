// The state of a run in a durable file, from which another process goes on to the same result.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "network/routes.hpp"
#include "scenario/scenario.hpp"
#include "simulation/simulation.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace halong::simulation {

// What a run is made of. Plans and routes follow from the rest and are made again rather than saved (a few seconds
// against as many bytes as all the rest); their hashes prove that they came out the same.
struct RunIdentity {
    std::string software;        // version and commit: another build may lay out its state otherwise
    std::uint64_t scenario = 0;  // every key with its value, but not where the city's files lie
    std::uint64_t city = 0;      // network, zones and sites, with every option applied
    std::uint64_t plans = 0;
    std::uint64_t routes = 0;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [software, scenario, city, plans, routes] = self;
        archive(software, scenario, city, plans, routes);
    }
};

// Hashes of all columns; independent of folders and threads.
RunIdentity identity_of(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
                        network::Routes const& routes);

// The state between two steps, with the identity in front: what goes into the file. `expected_size`: about how many
// bytes that will be, if known. Of ranks that share the roads all ask at once; only the first has the whole.
std::string checkpoint_content(Simulation const& simulation, RunIdentity const& identity,
                               std::size_t expected_size = 0);
// Puts it there, durably. Needs no simulation any more, so that this may go on meanwhile. Throws CannotWrite.
void write_checkpoint(std::filesystem::path const& path, std::string const& content);
// Both at once.
void save_checkpoint(std::filesystem::path const& path, Simulation const& simulation, RunIdentity const& identity);

// What is in the file, for others that are to go on from there, too. UserError as of load_checkpoint().
std::string read_checkpoint(std::filesystem::path const& path, RunIdentity const& identity);
void load_content(std::string const& content, std::filesystem::path const& path, Simulation& simulation);
// Brings a new simulation to the state in the file. UserError when the file is damaged, or when it is of another
// build, scenario, city, plans or routes; it says which, with both values. Then the simulation must not be used.
void load_checkpoint(std::filesystem::path const& path, Simulation& simulation, RunIdentity const& identity);

// "07-30-00.500.checkpoint": names sort as their times do.
std::string checkpoint_name(core::Millis now);
// The checkpoints in a folder, the newest first; none when there is no such folder.
std::vector<std::filesystem::path> checkpoints_in(std::filesystem::path const& folder);

}  // namespace halong::simulation
