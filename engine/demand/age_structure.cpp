#include "demand/age_structure.hpp"

#include "demand/integerise.hpp"

#include <algorithm>

namespace halong::demand {

std::array<double, age_class_count> const& census_ages(city::Sector sector)
{
    static constexpr std::array<double, age_class_count> ha_long{21'474, 25'527, 20'379, 14'132, 13'255, 21'026,
                                                                 24'535, 24'264, 19'156, 18'177, 15'305, 17'184,
                                                                 13'283, 7'871,  5'650,  4'053,  2'727,  2'056};
    static constexpr std::array<double, age_class_count> hoanh_bo{4'984, 5'362, 3'771, 3'161, 3'633, 4'928,
                                                                  5'373, 4'403, 3'561, 3'177, 2'816, 2'388,
                                                                  1'683, 1'065, 764,   651,   483,   453};
    return sector == city::Sector::rural ? hoanh_bo : ha_long;
}

std::array<std::int64_t, age_class_count> ages_of(city::Zone const& zone, std::int64_t residents)
{
    std::array<double, age_class_count> weights = census_ages(zone.sector);
    if (!zone.ages.empty()) std::ranges::copy(zone.ages, weights.begin());
    auto const counts = integerise(weights, residents);
    std::array<std::int64_t, age_class_count> ages{};
    std::ranges::copy(counts, ages.begin());
    return ages;
}

}  // namespace halong::demand
