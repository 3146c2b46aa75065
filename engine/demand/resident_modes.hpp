// Which means of travel each resident has, for whoever lets him choose again.
#pragma once

#include "demand/mode_choice.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace halong::city {
struct City;
}

namespace halong::demand {

// Of the people of make_plans for the same city, scenario and seed.
class ResidentModes {
public:
    ResidentModes(city::City const& city, scenario::Scenario const& scenario, core::Random const& random);

    // mode_utilities() of the resident who takes `taken` now. -infinity for all modes where the key is no resident's or
    // that of a child whom others take to school, and for a motorbike or car that somebody else of the household might
    // need: where there are not enough for all who may ride or drive, only those who have one today may keep it.
    [[nodiscard]] std::array<double, city::mode_count> utilities(std::uint64_t traveller_key, double crow_fly_m,
                                                                 Mode taken) const;

    // Whether he may move a vehicle of this mode in time without asking anybody: nobody else of his household needs it,
    // or it is none of a household (visitors, freight).
    [[nodiscard]] bool has_own(std::uint64_t traveller_key, Mode mode) const;

private:
    struct Person {
        std::uint64_t key = 0;
        ModeAccess access;
        bool chooses = true;  // not a child whom others take to school
        bool has_own_motorbike = false;
        bool has_own_car = false;
    };

    scenario::DemandParameters parameters_;
    double bus_constant_ = 0;
    std::vector<Person> persons_;  // by key
};

}  // namespace halong::demand
