#include "traffic/turn_numbers.hpp"

#include "traffic/layout.hpp"

namespace halong::traffic {

TurnNumbers::TurnNumbers(Layout const& layout, network::TurnIndex const& index)
    : first_(index.link_count()),
      end_(index.link_count()),
      place_(index.link_count()),
      link_of_entrance_(index.link_count())
{
    for (std::uint32_t exit = 0; exit < index.link_count(); ++exit) {
        core::LinkId const link = layout.link_of_exit[exit];
        first_[exit] = index.first(link);
        end_[exit] = index.end(link);
        std::uint32_t const entrance = layout.entrance_of_link[link.value()];
        link_of_entrance_[entrance] = link.value();
        place_[entrance] = index.place(link);
    }
}

std::uint32_t TurnNumbers::turn(std::uint32_t exit, std::uint32_t next_entrance) const
{
    return next_entrance == no_entrance ? end_[exit] : first_[exit] + place_[next_entrance];
}

}  // namespace halong::traffic
