#include "traffic/whereabouts.hpp"

namespace halong::traffic {

std::vector<Whereabouts> vehicles_in(Streets const& streets)
{
    Layout const& layout = streets.layout;
    std::vector<Whereabouts> found;
    for (std::size_t i = 0; i < streets.exits.size(); ++i) {
        LinkExit const& exit = streets.exits[i];
        auto const& pool = streets.regions[layout.region_of_node(exit.node)].queues;
        for (Ring const& file : exit.files) {
            for (std::uint32_t k = 0; k < file.size; ++k)
                found.push_back({pool.at(file, k).leg, layout.link_of_exit[i]});
        }
    }
    for (std::size_t i = 0; i < streets.sources.size(); ++i) {
        core::LinkId const link = layout.link_of_exit[streets.entrances[i].exit];
        for (std::uint32_t leg = streets.sources[i].first_leg; leg != no_leg; leg = streets.next_leg[leg]) {
            found.push_back({leg, link});
        }
    }
    return found;
}

}  // namespace halong::traffic
