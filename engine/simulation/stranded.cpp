#include "simulation/stranded.hpp"

#include <map>
#include <utility>

namespace halong::simulation {
namespace {

class Sums {
public:
    explicit Sums(city::City const& city) : city_(city) {}

    StrandedLegs& at_stay(city::Plans const& plans, std::uint32_t stay)
    {
        return at(plans.zone[stay], plans.place[stay]);
    }
    StrandedLegs& on_link(core::LinkId link)
    {
        auto const shape = city_.network.shape(link);
        return at(city_.nearest_zone(shape[shape.size() / 2]), {});
    }
    [[nodiscard]] std::vector<StrandedLegs> list() const
    {
        std::vector<StrandedLegs> all;
        for (auto const& [key, sums] : sums_) all.push_back(sums);
        return all;
    }

private:
    StrandedLegs& at(core::ZoneId zone, core::PlaceId place)
    {
        StrandedLegs& sums = sums_[{zone, place}];
        sums.zone = zone;
        sums.place = place;
        return sums;
    }

    city::City const& city_;
    std::map<std::pair<core::ZoneId, core::PlaceId>, StrandedLegs> sums_;  // invalid ids are the largest
};

}  // namespace

std::vector<StrandedLegs> stranded_legs(city::City const& city, city::Plans const& plans,
                                        std::span<std::uint32_t const> unreachable,
                                        std::span<std::uint32_t const> not_begun,
                                        std::span<traffic::Whereabouts const> under_way)
{
    Sums sums(city);
    for (std::uint32_t const stay : unreachable) ++sums.at_stay(plans, stay).unreachable;
    for (std::uint32_t const stay : not_begun) ++sums.at_stay(plans, stay).held;
    for (traffic::Whereabouts const& one : under_way) ++sums.on_link(one.link).held;
    return sums.list();
}

}  // namespace halong::simulation
