// What an option may say of places, those of the city and new ones.
#include "scenario/degrees.hpp"
#include "scenario/describe.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

constexpr double most_vnd = 1e15;

// Keys that a change of places and a new place have alike.
void describe_entrance(Visitor& v, PlaceChange& change)
{
    v.field(HALONG_KEY(change, opens_h),
            {.text = "When it opens; -1: as before.", .unit = "hour of the day", .range = {-1, 24}});
    v.field(HALONG_KEY(change, closes_h),
            {.text = "When it closes; 25 is 01:00; -1: as before.", .unit = "hour of the day", .range = {-1, 30}});
    v.field(HALONG_KEY(change, gates),
            {.text = "Gates at the entrance, each for one group at a time; 0: no limit; -1: as before.",
             .unit = "gates",
             .range = {-1, 10'000}});
    v.field(HALONG_KEY(change, gate_s_per_person),
            {.text = "Time that each person takes at a gate; -1: as before.", .unit = "s", .range = {-1, 3'600}});
    v.field(HALONG_KEY(change, capacity),
            {.text = "Persons inside at once; 0: no limit; -1: as before.", .unit = "persons", .range = {-1, 1e7}});
    v.field(HALONG_KEY(change, slot_min),
            {.text = "Entry at whole multiples of this only (shows, sailings); 0: at any time; -1: as before.",
             .unit = "min",
             .range = {-1, 1'440}});
    v.field(HALONG_KEY(change, slot_persons),
            {.text = "Persons who enter at each such time; -1: as before.", .unit = "persons", .range = {-1, 1e6}});
    v.field(HALONG_KEY(change, fee_vnd),
            {.text = "Ticket of an adult; -1: as before.", .unit = "VND", .range = {-1, most_vnd}});
    v.field(HALONG_KEY(change, posts),
            {.text = "Windows of a one-stop centre, consulting rooms of a hospital; -1: as before.",
             .unit = "windows",
             .range = {-1, 10'000}});
    v.field(HALONG_KEY(change, beds),
            {.text = "Beds of a hospital; -1: as before.", .unit = "beds", .range = {-1, 1e6}});
    v.field(HALONG_KEY(change, rooms),
            {.text = "Rooms of a hotel; -1: as before.", .unit = "rooms", .range = {-1, 1e6}});
    v.check({"posts"}, change.posts != 0, "'posts' = 0 would let rules choose the number of windows or rooms",
            "write 1 or more; -1, or no such line, leaves them as they are");
    v.check({"beds"}, change.beds != 0, "'beds' = 0 would make of it a place that never had beds",
            "write 1 or more; -1, or no such line, leaves them as they are");
    v.check({"closes_h", "opens_h"}, change.opens_h < 0 || change.closes_h < 0 || change.opens_h < change.closes_h,
            fmt::format("'closes_h' = {} is not after 'opens_h' = {}", change.closes_h, change.opens_h),
            "write a later hour; 25 is 01:00 of the next day");
}

}  // namespace

void describe(Visitor& v, PlaceChange& change)
{
    v.field(HALONG_KEY(change, ids), {.text = "Ids of places, as in the places layer of the city."});
    v.field(HALONG_KEY(change, kinds), {.text = "Kinds of places: all of them.", .words = place_kind_words()});
    describe_entrance(v, change);
    v.check({"ids", "kinds"}, !change.ids.empty() || !change.kinds.empty(), "the change of places names no place",
            "write ids = [...] or kinds = [...]");
    PlaceChange nothing;
    nothing.ids = change.ids;
    nothing.kinds = change.kinds;
    v.check({"ids", "kinds"}, !(nothing == change), "the change of places changes nothing",
            "say e.g. opens_h, closes_h, slot_min, capacity or posts");
}

void describe(Visitor& v, NewPlace& place)
{
    v.field(HALONG_KEY(place, id), {.text = "Tells it from all other places.",
                                    .required = true,
                                    .if_missing = "give the place an id, e.g. id = \"new-museum\"",
                                    .is_id = true});
    v.field(HALONG_KEY(place, name), {.text = "Name on maps; empty: its id."});
    v.field(HALONG_KEY(place, kind),
            {.text = "What it is: decides who comes, and what it is like where nothing is said.",
             .required = true,
             .if_missing = "write e.g. kind = \"museum\""});
    v.field(HALONG_KEY(place, at_lon_lat), {.text = "Where it lies: longitude, latitude (WGS 84).",
                                            .unit = "degrees",
                                            .range = {-180, 180},
                                            .required = true,
                                            .if_missing = "write e.g. at_lon_lat = [107.05, 20.95]"});
    v.field(HALONG_KEY(place, visits_per_day),
            {.text = "Visits on an ordinary day, by which it draws people; -1: as usual for the kind.",
             .unit = "visits",
             .range = {-1, 1e6}});
    v.field(HALONG_KEY(place, peak_visits_per_day),
            {.text = "Visits on the fullest day, for car parks; -1: twice those of an ordinary day.",
             .unit = "visits",
             .range = {-1, 1e6}});
    v.field(
        HALONG_KEY(place, jobs),
        {.text = "Jobs, on top of those of its zone; -1: as usual for the kind.", .unit = "jobs", .range = {-1, 1e6}});
    v.field(HALONG_KEY(place, pupils),
            {.text = "Pupils or students, on top of the school places of its zone; -1: as usual.",
             .unit = "pupils",
             .range = {-1, 1e5}});
    v.field(HALONG_KEY(place, radius_m),
            {.text = "People are within this distance; -1: as usual.", .unit = "m", .range = {-1, 5'000}});
    v.field(HALONG_KEY(place, outdoor_share),
            {.text = "Part of a stay that is spent outdoors; -1: as usual.", .unit = "share", .range = {-1, 1}});
    v.field(HALONG_KEY(place, stay_median_min),
            {.text = "How long half of the visitors stay at most; -1: as usual.", .unit = "min", .range = {-1, 1'440}});
    describe_entrance(v, place.entrance);
    auto const& at = place.at_lon_lat;
    v.check({"at_lon_lat"}, at.empty() || is_point(at), "'at_lon_lat' is not one point",
            "write longitude and latitude, e.g. at_lon_lat = [107.08, 20.95]");
    auto const kinds = place_kind_words();
    std::string const near = core::nearest(place.kind, {kinds.begin(), kinds.end()});
    v.check({"kind"}, std::ranges::find(kinds, place.kind) != kinds.end(),
            fmt::format("'kind' = \"{}\" is no kind of places", place.kind),
            near.empty() ? "write e.g. kind = \"museum\"" : fmt::format("did you mean \"{}\"?", near));
    v.check({"kind"}, place.kind != "gateway", "an option cannot open a gateway: through traffic comes with the city",
            "choose another kind, or edit the places layer of the city");
}

}  // namespace halong::scenario
