// Settled days that other runs begin with: plans and routes by names that outlive a network's numbers.
#pragma once

#include "core/kept_column.hpp"
#include "equilibrium/routed_plans.hpp"
#include "network/network.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <filesystem>

namespace halong::equilibrium {

// Everybody's times to leave, modes and ways on a day, by traveller's key; nodes and links by their stable ids.
struct SettledDay {
    core::KeptColumn<std::uint64_t> traveller_key;
    core::KeptColumn<std::uint32_t> first_stay{0};  // travellers + 1
    core::KeptColumn<std::uint64_t> node;           // by stay
    core::KeptColumn<core::Millis> planned_end;     // the same
    core::KeptColumn<city::Mode> mode;              // the same
    core::KeptColumn<std::uint32_t> offset{0};      // stays + 1
    core::KeptColumn<std::uint32_t> link;           // along the ways, numbers in `link_id`
    core::KeptColumn<std::uint64_t> link_id;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [traveller_key, first_stay, node, planned_end, mode, offset, link, link_id] = self;
        archive.section("settled day");
        archive(traveller_key, first_stay, node, planned_end, mode, offset, link, link_id);
    }
};

SettledDay settled_day_of(network::Network const& network, city::Plans const& plans, network::Routes const& routes);

// Durably. Throws CannotWrite.
void save_settled_day(std::filesystem::path const& path, SettledDay const& settled);
// UserError when the file cannot be read, is damaged, or is no such file.
SettledDay load_settled_day(std::filesystem::path const& path);

// Puts what had settled into plans that are new, for travellers of the same key with stays at the same nodes: modes and
// times to leave where those choices are on, of a whole day at once (of nobody who is driven, hires, takes children to
// school or has lost a way), and the ways of legs with the same mode whose links are all still there, open to it, in a
// row, from the leg's start to its end, without a banned turn. All else stays as it is. Returns how many ways were taken
// over.
std::int64_t begin_with(SettledDay const& settled, network::Network const& network,
                        scenario::ReplanningParameters const& parameters, RoutedPlans& fresh);

}  // namespace halong::equilibrium
