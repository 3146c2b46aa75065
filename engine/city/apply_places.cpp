#include "city/apply_parts.hpp"
#include "city/build.hpp"
#include "core/hash.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::city {
namespace {

template <class Number>
void set(Number& value, Number wanted)
{
    if (wanted >= 0) value = wanted;
}

void change_place(Place& place, scenario::PlaceChange const& change)
{
    set(place.opens_h, change.opens_h);
    set(place.closes_h, change.closes_h);
    set(place.gates, change.gates);
    set(place.gate_s_per_person, change.gate_s_per_person);
    set(place.capacity, change.capacity);
    set(place.slot_min, change.slot_min);
    set(place.slot_persons, change.slot_persons);
    set(place.fee_vnd, change.fee_vnd);
    set(place.posts, change.posts);
    set(place.beds, change.beds);
    set(place.rooms, change.rooms);
}

// What would leave a place that nobody can enter.
std::string fault_of(Place const& place)
{
    if (place.opens_h >= place.closes_h) {
        return fmt::format("would open at {} h and close at {} h", place.opens_h, place.closes_h);
    }
    if (place.gates > 0 && place.gate_s_per_person <= 0)
        return "would have gates that take no time: say gate_s_per_person";
    if (place.slot_min > 0 && place.slot_persons <= 0) return "would let nobody in at its times: say slot_persons";
    return {};
}

void refuse_unknown_ids(std::string const& where, scenario::PlaceChange const& change, City const& city,
                        Findings& findings)
{
    std::vector<std::string> known;
    for (Place const& place : city.places) known.push_back(place.id);
    for (std::string const& id : change.ids) {
        if (std::ranges::find(known, id) != known.end()) continue;
        std::string const near = core::nearest(id, known);
        findings.push_back(
            {where, 0, 0, fmt::format("the city has no place with the id '{}'", id),
             near.empty() ? "ids stand in the places layer of the city" : fmt::format("did you mean '{}'?", near)});
    }
    for (std::string const& kind : change.kinds) {
        auto const has_kind = [&kind](Place const& place) { return name_of(place.kind) == kind; };
        if (std::ranges::any_of(city.places, has_kind)) continue;
        findings.push_back({where, 0, 0, fmt::format("the city has no place of the kind '{}'", kind),
                            "choose a kind that stands in the places layer of the city"});
    }
}

void set_new(Place& place, scenario::NewPlace const& wanted)
{
    set(place.visits_per_day, wanted.visits_per_day);
    if (wanted.visits_per_day >= 0) place.peak_visits_per_day = 2 * wanted.visits_per_day;
    set(place.peak_visits_per_day, wanted.peak_visits_per_day);
    set(place.jobs, wanted.jobs);
    set(place.pupils, wanted.pupils);
    set(place.radius_m, wanted.radius_m);
    set(place.outdoor_share, wanted.outdoor_share);
    set(place.stay_median_min, wanted.stay_median_min);
    change_place(place, wanted.entrance);
}

std::string fault_of_new(scenario::NewPlace const& wanted, Place const& place, City const& city)
{
    if (std::ranges::find(city.places, wanted.id, &Place::id) != city.places.end())
        return "has an id that the city has";
    if (double const away_m = away_from_zones_m(city, place.position); away_m > most_away_m) {
        return fmt::format("lies {:.1f} km outside every zone of {}", away_m / 1000, city.name);
    }
    return fault_of(place);
}

}  // namespace

void open_places(std::string const& where, std::vector<scenario::NewPlace> const& places,
                 geo::Projection const& projection, City& city, Findings& findings)
{
    std::size_t const before = city.places.size();
    for (scenario::NewPlace const& wanted : places) {
        auto const kind = find_place_kind(wanted.kind);
        if (!kind || wanted.at_lon_lat.size() != 2) continue;  // the file's fault, told when it was read
        Place place = usual_place(*kind);
        place.id = wanted.id;
        place.stable_id = core::hash_of(wanted.id);
        place.name = wanted.name.empty() ? wanted.id : wanted.name;
        place.position = projection.to_metric({wanted.at_lon_lat[0], wanted.at_lon_lat[1]});
        set_new(place, wanted);
        if (auto const fault = fault_of_new(wanted, place, city); !fault.empty()) {
            findings.push_back({where, 0, 0, fmt::format("new place '{}' {}", wanted.id, fault),
                                "change its id, its point (longitude first, then latitude), or it as a whole"});
            continue;
        }
        city.places.push_back(std::move(place));
    }
    attach_new_places(city, before);
}

void apply_place_change(std::string const& where, scenario::PlaceChange const& change, City& city, Findings& findings)
{
    refuse_unknown_ids(where, change, city, findings);
    for (Place& place : city.places) {
        bool const is_meant = std::ranges::find(change.ids, place.id) != change.ids.end() ||
                              std::ranges::find(change.kinds, name_of(place.kind)) != change.kinds.end();
        if (!is_meant) continue;
        change_place(place, change);
        if (auto const fault = fault_of(place); !fault.empty()) {
            findings.push_back({where, 0, 0, fmt::format("place '{}' {}", place.id, fault), "change it as a whole"});
        }
    }
}

}  // namespace halong::city
