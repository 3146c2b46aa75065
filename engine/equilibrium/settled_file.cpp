#include "equilibrium/settled_file.hpp"

#include "core/archive.hpp"
#include "core/error.hpp"
#include "core/sealed_file.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

namespace halong::equilibrium {
namespace {

constexpr core::SealedKind settled_kind{"HALONGSD", "file of settled days", 1};

// Of a file: numbers that point nowhere would do harm.
void check(std::filesystem::path const& path, SettledDay const& day)
{
    auto const rises_to = [](core::KeptColumn<std::uint32_t> const& offsets, std::size_t rows, std::size_t end) {
        return offsets.size() == rows + 1 && offsets.front() == 0 && offsets.back() == end &&
               std::ranges::is_sorted(offsets);
    };
    std::size_t const stays = day.node.size();
    bool const sound =
        rises_to(day.first_stay, day.traveller_key.size(), stays) && day.planned_end.size() == stays &&
        day.mode.size() == stays && rises_to(day.offset, stays, day.link.size()) &&
        std::ranges::all_of(day.link, [&](std::uint32_t link) { return link < day.link_id.size(); }) &&
        std::ranges::all_of(day.mode, [](city::Mode mode) { return static_cast<int>(mode) < city::mode_count; });
    if (sound) return;
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, "its columns do not fit each other",
                                           "let a run with days of replanning write it again"});
}

// What is needed to put one traveller's settled day into new plans.
class Beginning {
public:
    using LinkId = core::LinkId;
    using Mode = city::Mode;
    Beginning(SettledDay const& settled, network::Network const& network,
              scenario::ReplanningParameters const& parameters)
        : settled_(settled), network_(network), parameters_(parameters), links_(settled.link_id.size())
    {
        std::vector<std::pair<std::uint64_t, LinkId>> known;
        for (LinkId const link : network.links()) known.emplace_back(network.stable_id(link), link);
        std::ranges::sort(known);
        for (std::size_t i = 0; i < links_.size(); ++i) {
            auto const found = std::ranges::lower_bound(known, std::pair(settled.link_id[i], LinkId{0}));
            if (found != known.end() && found->first == settled.link_id[i]) links_[i] = found->second;
        }
    }

    // Whether the traveller is at the same nodes, stay by stay.
    [[nodiscard]] bool fits(city::Plans const& plans, std::uint32_t traveller, std::uint32_t there) const
    {
        std::uint32_t const begin = plans.stays_begin(traveller);
        std::uint32_t const count = plans.stays_end(traveller) - begin;
        std::uint32_t const first = settled_.first_stay[there];
        if (settled_.first_stay[there + std::size_t{1}] - first != count) return false;
        for (std::uint32_t i = 0; i < count; ++i) {
            if (settled_.node[first + i] != network_.stable_id(plans.node[begin + i])) return false;
        }
        return true;
    }

    // Whether the traveller may take modes and times from there: all of his ways are whole, and nobody goes with him.
    [[nodiscard]] bool has_choices(city::Plans const& plans, std::uint32_t traveller, std::uint32_t there) const
    {
        std::uint32_t const begin = plans.stays_begin(traveller);
        for (std::uint32_t stay = begin; stay < plans.stays_end(traveller); ++stay) {
            std::uint32_t const known = settled_.first_stay[there] + stay - begin;
            bool const moves = plans.mode[stay] != Mode::none;
            if (moves != (settled_.mode[known] != Mode::none)) return false;
            if (goes_with_others(plans.mode[stay]) || goes_with_others(settled_.mode[known])) return false;
            if (plans.activity[stay] == city::Activity::escort) return false;
            if (moves && plans.node[stay] != plans.node[stay + 1] && !way(plans, stay, known)) return false;
        }
        return true;
    }

    void take_choices(city::Plans& plans, std::uint32_t traveller, std::uint32_t there) const
    {
        std::uint32_t const begin = plans.stays_begin(traveller);
        for (std::uint32_t stay = begin; stay < plans.stays_end(traveller); ++stay) {
            std::uint32_t const known = settled_.first_stay[there] + stay - begin;
            if (plans.mode[stay] == Mode::none) continue;
            if (parameters_.modes) plans.mode[stay] = settled_.mode[known];
            if (parameters_.departure_times) plans.planned_end[stay] = settled_.planned_end[known];
        }
    }

    // The way of the leg on this network; nothing where it is broken, closed to the mode, or turns where that is banned.
    [[nodiscard]] std::optional<std::vector<LinkId>> way(city::Plans const& plans, std::uint32_t stay,
                                                         std::uint32_t there) const
    {
        std::vector<LinkId> links;
        core::NodeId at = plans.node[stay];
        for (std::uint32_t i = settled_.offset[there]; i < settled_.offset[there + std::size_t{1}]; ++i) {
            LinkId const link = links_[settled_.link[i]];
            if (!link.valid() || network_.from(link) != at || !is_open(link, settled_.mode[there])) return std::nullopt;
            bool const may_turn =
                links.empty() || settled_.mode[there] == Mode::walk || !network_.is_banned(links.back(), link);
            if (!may_turn) return std::nullopt;
            links.push_back(link);
            at = network_.to(link);
        }
        if (links.empty() || at != plans.node[stay + 1]) return std::nullopt;
        return links;
    }

private:
    // In a vehicle that others move or come for.
    static bool goes_with_others(Mode mode)
    {
        return mode == Mode::transit || mode == Mode::passenger || mode == Mode::taxi || mode == Mode::ride_hail;
    }
    [[nodiscard]] bool is_open(LinkId link, Mode mode) const
    {
        if (city::has_vehicle(mode)) return network_.access(link).has(city::vehicle_of(mode));
        if (mode == Mode::passenger) return network_.access(link).has(network::VehicleClass::car);
        return network_.access(link).has_walkers();
    }

    SettledDay const& settled_;
    network::Network const& network_;
    scenario::ReplanningParameters const& parameters_;
    std::vector<LinkId> links_;  // by number in the file; invalid where the network has it no more
};

}  // namespace

SettledDay settled_day_of(network::Network const& network, city::Plans const& plans, network::Routes const& routes)
{
    SettledDay day;
    day.traveller_key = plans.traveller_key;
    day.first_stay = plans.first_stay;
    for (core::NodeId const node : plans.node) day.node.push_back(network.stable_id(node));
    day.planned_end = plans.planned_end;
    day.mode = plans.mode;
    day.offset = routes.offset;
    for (core::LinkId const link : routes.links) day.link.push_back(link.value());
    for (core::LinkId const link : network.links()) day.link_id.push_back(network.stable_id(link));
    return day;
}

void save_settled_day(std::filesystem::path const& path, SettledDay const& settled)
{
    core::write_sealed(path, settled_kind, core::archive_of(settled));
}

SettledDay load_settled_day(std::filesystem::path const& path)
{
    std::string const content = core::read_sealed(path, settled_kind);
    core::ArchiveReader archive(content, path.string());
    SettledDay day;
    SettledDay::transfer(archive, day);
    archive.finish();
    check(path, day);
    return day;
}

std::int64_t begin_with(SettledDay const& settled, network::Network const& network,
                        scenario::ReplanningParameters const& parameters, RoutedPlans& fresh)
{
    Beginning const beginning(settled, network, parameters);
    std::vector<std::pair<std::uint64_t, std::uint32_t>> known;
    for (std::uint32_t i = 0; i < settled.traveller_key.size(); ++i) known.emplace_back(settled.traveller_key[i], i);
    std::ranges::sort(known);
    city::Plans& plans = fresh.plans;
    network::Routes routes;
    std::int64_t taken = 0;
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        std::uint64_t const key = plans.traveller_key[traveller];
        auto const found = std::ranges::lower_bound(known, std::pair(key, std::uint32_t{0}));
        bool const fits =
            found != known.end() && found->first == key && beginning.fits(plans, traveller, found->second);
        if (fits && beginning.has_choices(plans, traveller, found->second)) {
            beginning.take_choices(plans, traveller, found->second);
        }
        std::uint32_t const begin = plans.stays_begin(traveller);
        for (std::uint32_t stay = begin; stay < plans.stays_end(traveller); ++stay) {
            auto const old = fresh.routes[stay];
            std::optional<std::vector<core::LinkId>> way;
            if (fits && plans.mode[stay] != city::Mode::none) {
                std::uint32_t const there = settled.first_stay[found->second] + stay - begin;
                if (plans.mode[stay] == settled.mode[there]) way = beginning.way(plans, stay, there);
            }
            std::span<core::LinkId const> const route = way ? std::span<core::LinkId const>(*way) : old;
            routes.links.insert(routes.links.end(), route.begin(), route.end());
            routes.offset.push_back(static_cast<std::uint32_t>(routes.links.size()));
            taken += way ? 1 : 0;
        }
    }
    std::ranges::copy_if(fresh.routes.unreachable, std::back_inserter(routes.unreachable),
                         [&](std::uint32_t stay) { return routes[stay].empty(); });
    fresh.routes = std::move(routes);
    return taken;
}

}  // namespace halong::equilibrium
