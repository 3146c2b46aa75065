#include "simulation/checkpoint.hpp"

#include "core/archive.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/sealed_file.hpp"
#include "core/version.hpp"
#include "scenario/save.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace halong::simulation {
namespace {

constexpr core::SealedKind checkpoint_kind{"HALONGCP", "checkpoint", 2};
constexpr std::string_view checkpoint_ending = ".checkpoint";

std::uint64_t hash_of(scenario::Scenario scenario)
{
    scenario.city.clear();  // a path; what lies there has a hash of its own
    return core::hash_of(scenario::to_toml(scenario));
}

// Numbers one by one: structures have gaps of any content.
void add_each(core::Digest& digest, auto const... numbers) { (digest.add(static_cast<std::uint64_t>(numbers)), ...); }

// What options change of a network beside its links.
void add_rules(core::Digest& digest, network::Network const& network)
{
    for (network::HourBan const& ban : network.hour_bans()) {
        add_each(digest, ban.link.value(), ban.banned.bits(), ban.from_ms, ban.to_ms);
    }
    add_each(digest, network.hour_bans().size());
    for (network::LinkToll const& toll : network.link_tolls()) {
        add_each(digest, toll.link.value(), toll.payers.bits(), toll.from_ms, toll.to_ms, toll.vnd);
    }
    add_each(digest, network.link_tolls().size());
    for (network::SignalTiming const& timing : network.signal_timings()) {
        add_each(digest, timing.node.value(), timing.cycle_ms, timing.offset_ms, timing.main_permille);
    }
    add_each(digest, network.signal_timings().size());
    for (network::SignalPlan const& plan : network.signal_plans()) {
        add_each(digest, plan.node.value(), plan.from_ms, plan.to_ms, plan.cycle_ms, plan.offset_ms, plan.turns.size());
        for (network::SignalledTurn const& turn : plan.turns) {
            add_each(digest, turn.from.value(), turn.to.value(), turn.yields, turn.greens.size());
            for (network::GreenWindow const& green : turn.greens) add_each(digest, green.start_ms, green.length_ms);
        }
    }
}

std::uint64_t hash_of(city::City const& city)
{
    core::Digest digest;
    network::Network const& network = city.network;
    digest.add(network.node_count());
    for (core::NodeId const node : network.nodes()) add_each(digest, network.has_signal(node));
    for (core::LinkId const link : network.links()) {
        digest.add(network.stable_id(link));
        digest.add(network.stable_id(network.from(link)));
        digest.add(network.stable_id(network.to(link)));
        std::array const numbers{network.length_m(link), network.width_m(link), network.speed_limit_kmh(link),
                                 network.supply(link).capacity_pcu_per_h};
        digest.add(std::span<double const>(numbers));
        add_each(digest, network.lanes(link), network.access(link).bits());
    }
    add_rules(digest, network);
    for (city::Site const& site : city.sites) {
        digest.add(site.stable_id);
        std::array const numbers{site.position.x_m, site.position.y_m, site.heading_rad};
        digest.add(std::span<double const>(numbers));
    }
    for (city::Zone const& zone : city.zones) digest.add(std::string_view(zone.id));
    for (city::InputFile const& input : city.inputs) digest.add(std::string_view(input.hash));
    return digest.value();
}

std::uint64_t hash_of(city::Plans const& plans)
{
    core::Digest digest;
    auto const& [traveller_key, person_class, persons, home_zone, first_stay, activity, place, zone, node, point,
                 outdoor_share, planned_end, min_duration, mode, rides, bus_runs, applications] = plans;
    auto const add = [&](auto const&... columns) { (digest.add(columns), ...); };
    add(traveller_key, person_class, persons, home_zone, first_stay, activity, place, zone, node, point, outdoor_share,
        planned_end, min_duration, mode);
    for (city::Ride const& ride : rides) {
        for (std::uint32_t const number : {ride.stay, ride.from_stop, ride.to_stop}) digest.add(std::uint64_t{number});
    }
    for (city::BusRun const& run : bus_runs) {
        for (std::uint32_t const number : {run.traveller, run.trip}) digest.add(std::uint64_t{number});
    }
    for (city::Application const& one : applications) {
        auto const time_ms = static_cast<std::uint32_t>(one.time_ms);
        for (std::uint32_t const number : {one.traveller, one.centre.value(), time_ms}) {
            digest.add(std::uint64_t{number});
        }
    }
    return digest.value();
}

std::uint64_t hash_of(network::Routes const& routes)
{
    core::Digest digest;
    digest.add(routes.offset);
    digest.add(routes.links);
    return digest.value();
}

[[noreturn]] void refuse(std::filesystem::path const& path, std::string_view what, std::string const& in_file,
                         std::string const& here, std::string help)
{
    throw core::UserError(core::Diagnostic{
        path.string(), 0, 0, fmt::format("is a checkpoint of another {}: {} instead of {}", what, in_file, here),
        std::move(help)});
}

void compare(std::filesystem::path const& path, RunIdentity const& in_file, RunIdentity const& here)
{
    if (in_file.software != here.software) {
        refuse(path, "build of the program", in_file.software, here.software,
               "go on with the build that wrote it, or begin the run again");
    }
    auto const same = [&](char const* what, std::uint64_t saved, std::uint64_t now, char const* help) {
        if (saved != now) refuse(path, what, core::hex(saved), core::hex(now), help);
    };
    same("scenario", in_file.scenario, here.scenario,
         "give the same scenario file and --set values, or begin the run again in another folder");
    same("city", in_file.city, here.city, "give the same --city, unchanged, or begin the run again in another folder");
    same("set of plans", in_file.plans, here.plans, "the population came out otherwise; begin the run again");
    same("set of routes", in_file.routes, here.routes, "the routes came out otherwise; begin the run again");
}

RunIdentity identity_in(core::ArchiveReader& archive)
{
    RunIdentity identity;
    archive.section("identity");
    archive(identity);
    return identity;
}

}  // namespace

RunIdentity identity_of(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
                        network::Routes const& routes)
{
    return {fmt::format("{} ({})", core::program_version, core::git_commit()), hash_of(scenario), hash_of(city),
            hash_of(plans), hash_of(routes)};
}

std::string checkpoint_content(Simulation const& simulation, RunIdentity const& identity, std::size_t expected_size)
{
    core::ArchiveWriter archive;
    archive.reserve(expected_size);
    archive.section("identity");
    archive(identity);
    simulation.save(archive);
    return archive.take();
}

void write_checkpoint(std::filesystem::path const& path, std::string const& content)
{
    core::write_sealed(path, checkpoint_kind, content);
}

void save_checkpoint(std::filesystem::path const& path, Simulation const& simulation, RunIdentity const& identity)
{
    write_checkpoint(path, checkpoint_content(simulation, identity));
}

std::string read_checkpoint(std::filesystem::path const& path, RunIdentity const& identity)
{
    std::string content = core::read_sealed(path, checkpoint_kind);
    core::ArchiveReader archive(content, path.string());
    compare(path, identity_in(archive), identity);
    return content;
}

void load_content(std::string const& content, std::filesystem::path const& path, Simulation& simulation)
{
    core::ArchiveReader archive(content, path.string());
    static_cast<void>(identity_in(archive));
    simulation.load(archive);
    archive.finish();
}

void load_checkpoint(std::filesystem::path const& path, Simulation& simulation, RunIdentity const& identity)
{
    load_content(read_checkpoint(path, identity), path, simulation);
}

std::string checkpoint_name(core::Millis now)
{
    return fmt::format("{:02}-{:02}-{:02}.{:03}{}", now / core::ms_per_hour, now / core::ms_per_minute % 60,
                       now / core::ms_per_second % 60, now % core::ms_per_second, checkpoint_ending);
}

std::vector<std::filesystem::path> checkpoints_in(std::filesystem::path const& folder)
{
    std::vector<std::filesystem::path> found;
    std::error_code error;
    for (auto const& entry : std::filesystem::directory_iterator(folder, error)) {
        std::string const name = entry.path().filename().string();
        if (name.ends_with(checkpoint_ending) && !name.starts_with('.')) found.push_back(entry.path());
    }
    std::ranges::sort(found, std::ranges::greater());
    return found;
}

}  // namespace halong::simulation
