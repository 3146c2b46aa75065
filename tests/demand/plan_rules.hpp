// What every traveller's plan must keep, checked traveller by traveller.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/hash.hpp"

#include <catch2/catch.hpp>
#include <set>

namespace halong::test {

inline bool is_resident(city::Plans const& plans, std::size_t traveller)
{
    return plans.person_class[traveller] == city::PersonClass::resident ||
           plans.person_class[traveller] == city::PersonClass::worker;
}

inline bool is_visitor(city::Plans const& plans, std::size_t traveller)
{
    return plans.person_class[traveller] == city::PersonClass::domestic_visitor ||
           plans.person_class[traveller] == city::PersonClass::foreign_visitor;
}

// The first broken rule of one traveller, or "".
inline std::string broken_rule(city::City const& city, city::Plans const& plans, std::uint32_t t)
{
    std::uint32_t const first = plans.stays_begin(t);
    std::uint32_t const end = plans.stays_end(t);
    if (end <= first) return "no stay";
    if (plans.persons[t] < 1) return "no person";
    if (!plans.home_zone[t].valid()) return "no home zone";
    core::Millis before = 0;
    for (std::uint32_t k = first; k < end; ++k) {
        bool const last = k + 1 == end;
        if (last != (plans.mode[k] == city::Mode::none)) return "mode none other than at the last stay";
        if (last != (plans.planned_end[k] == core::never)) return "never other than at the last stay";
        if (plans.planned_end[k] < before) return "planned end falls";
        before = plans.planned_end[k];
        if (before < 0 || (!last && before > 30 * core::ms_per_hour)) return "planned end out of the day";
        // Drivers load and unload for as long as it takes; everybody else can cut a stay short when late.
        auto const most = (plans.person_class[t] == city::PersonClass::business ? 8 : 2) * core::ms_per_hour;
        if (plans.min_duration[k] < 0 || plans.min_duration[k] > most) return "minimum duration out of range";
        if (!plans.node[k].valid() || plans.node[k].value() >= city.network.node_count()) return "no node";
        if (!plans.zone[k].valid() || plans.zone[k].value() >= city.zones.size()) return "no zone";
        if (!(plans.outdoor_share[k] >= 0 && plans.outdoor_share[k] <= 1)) return "outdoor share out of range";
        bool const indoors = plans.activity[k] == city::Activity::home || plans.activity[k] == city::Activity::work ||
                             plans.activity[k] == city::Activity::cruise ||
                             plans.activity[k] == city::Activity::outside;
        if (indoors && plans.outdoor_share[k] > 0) return "outdoors at home, at work, on a boat or outside the city";
        if (!plans.place[k].valid()) continue;
        city::Place const& place = city.places[plans.place[k]];
        if (geo::distance_m(plans.point[k], place.position) > place.radius_m + 1e-6)
            return "outside the place's radius";
        if (plans.node[k] != place.vehicle_node || plans.zone[k] != place.zone)
            return "node or zone is not the place's";
    }
    return "";
}

inline void check_plans(city::City const& city, city::Plans const& plans)
{
    std::size_t const travellers = plans.traveller_count();
    std::size_t const stays = plans.stay_count();
    REQUIRE(plans.person_class.size() == travellers);
    REQUIRE(plans.persons.size() == travellers);
    REQUIRE(plans.home_zone.size() == travellers);
    REQUIRE(plans.first_stay.size() == travellers + 1);
    REQUIRE(plans.first_stay.front() == 0);
    REQUIRE(plans.first_stay.back() == stays);
    for (std::size_t size :
         {plans.place.size(), plans.zone.size(), plans.node.size(), plans.point.size(), plans.outdoor_share.size(),
          plans.planned_end.size(), plans.min_duration.size(), plans.mode.size()}) {
        REQUIRE(size == stays);
    }
    std::set<std::string> broken;
    for (std::uint32_t t = 0; t < travellers; ++t) broken.insert(broken_rule(city, plans, t));
    CHECK(broken == std::set<std::string>{""});
    CHECK(std::set<std::uint64_t>(plans.traveller_key.begin(), plans.traveller_key.end()).size() == travellers);
}

inline std::uint64_t digest_of(city::Plans const& plans)
{
    core::Digest digest;
    digest.add(plans.traveller_key);
    digest.add(plans.person_class);
    digest.add(plans.persons);
    digest.add(plans.home_zone);
    digest.add(plans.first_stay);
    digest.add(plans.activity);
    digest.add(plans.place);
    digest.add(plans.zone);
    digest.add(plans.node);
    digest.add(plans.point);
    digest.add(plans.outdoor_share);
    digest.add(plans.planned_end);
    digest.add(plans.min_duration);
    digest.add(plans.mode);
    return digest.value();
}

}  // namespace halong::test
