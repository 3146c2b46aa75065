#include "scenario/describe.hpp"

namespace halong::scenario {
namespace {

constexpr Range share{0, 1};
constexpr std::string_view no_count = "no count of the city was found; a starting value";

}  // namespace

void describe(Visitor& v, ChargerRule& rule)
{
    v.field(HALONG_KEY(rule, place_kinds), {.text = R"(Kinds of the places, e.g. ["mall", "pier"].)",
                                            .required = true,
                                            .if_missing = R"(write e.g. place_kinds = ["mall", "pier"])",
                                            .words = place_kind_words()});
    v.field(HALONG_KEY(rule, car_points),
            {.text = "Points for cars that are added at each of them.", .unit = "points", .range = {0, 10'000}});
    v.field(HALONG_KEY(rule, motorbike_points),
            {.text = "The same for motorbikes.", .unit = "points", .range = {0, 10'000}});
    v.check({"car_points", "motorbike_points"}, rule.car_points > 0 || rule.motorbike_points > 0,
            "the rule adds no charging point", "write e.g. car_points = 10");
}

void describe(Visitor& v, ChargingParameters& c)
{
    v.field(HALONG_KEY(c, car_share),
            {.text = "Share of the cars that are electric.",
             .unit = "share",
             .range = share,
             .mark = Mark::assumption,
             .source = "recalled: a fifth of the cars sold in Việt Nam in 2024, a few per cent of those in use"});
    v.field(HALONG_KEY(c, motorbike_share),
            {.text = "Share of the motorbikes that are electric.",
             .unit = "share",
             .range = share,
             .mark = Mark::assumption,
             .source = "recalled: about a tenth of the sales of Việt Nam in 2023-24, fewer of those in use"});
    v.field(
        HALONG_KEY(c, charge_share),
        {.text =
             "Share of the stays at places in which an electric vehicle wants to charge; the others charge at home.",
         .unit = "share",
         .range = share,
         .mark = Mark::assumption,
         .source = no_count});
    auto points = [&v](std::string_view key, double& value, std::string_view text) {
        v.field(key, value,
                {.text = text, .unit = "points", .range = {0, 100}, .mark = Mark::assumption, .source = no_count});
    };
    points(HALONG_KEY(c, car_points_per_100_spaces),
           "Charging points of a place for each 100 spaces of its car park, rounded; one at least from 50 spaces.");
    points(HALONG_KEY(c, motorbike_points_per_100_spaces), "The same for motorbikes.");
    auto number = [&v](std::string_view key, double& value, std::string_view text, std::string_view unit,
                       std::string_view source) {
        v.field(key, value,
                {.text = text, .unit = unit, .range = {0, 1'000, true}, .mark = Mark::assumption, .source = source});
    };
    number(HALONG_KEY(c, car_kw), "Power of a point for cars.", "kW", "three phases, 32 A (IEC 61851, mode 3)");
    number(HALONG_KEY(c, motorbike_kw), "Power of a point for motorbikes.", "kW",
           "a charger of a large electric motorbike");
    number(HALONG_KEY(c, car_kwh), "Mean energy that a car takes.", "kWh", "about half of a battery of 42 kWh");
    number(HALONG_KEY(c, motorbike_kwh), "Mean energy that a motorbike takes.", "kWh",
           "about half of a battery of 2 kWh");
    v.field(HALONG_KEY(c, energy_cv), {.text = "Variation of these energies, log-normal.",
                                       .range = {0, 5},
                                       .mark = Mark::assumption,
                                       .source = no_count});
    v.field(HALONG_KEY(c, patience_min),
            {.text = "Whoever would have to wait for longer for a point does without, and so does who leaves before.",
             .unit = "min",
             .range = {0, 1440},
             .mark = Mark::assumption,
             .source = no_count});
}

void describe(Visitor& v, UtilityParameters& u)
{
    auto load = [&v](std::string_view key, double& value, std::string_view text, std::string_view unit,
                     std::string_view source) {
        v.field(key, value,
                {.text = text, .unit = unit, .range = {0, 10'000}, .mark = Mark::estimate, .source = source});
    };
    load(HALONG_KEY(u, hotel_l), "Water for each guest at his hotel.", "l/h",
         "250 l a guest and night (200 to 300: TCVN 4513:1988, recalled) over 12 h of presence");
    load(HALONG_KEY(u, hotel_kwh), "Power for each guest at his hotel.", "kWh/h",
         "12 kWh a guest and night (recalled range of hotels in warm countries: 8 to 25) over 12 h");
    load(HALONG_KEY(u, hotel_kg), "Waste of each guest at his hotel.", "kg/h",
         "0.7 kg a guest and night beside meals (recalled range: 0.5 to 1.3) over 12 h");
    load(HALONG_KEY(u, sight_l), "Water for each visitor of a sight, pier, beach or square.", "l/h",
         "10 l a visit of about 2 h: one flush and a wash (judgement)");
    load(HALONG_KEY(u, sight_kwh), "Power for each such visitor.", "kWh/h", "judgement: light, pumps, rides and shops");
    load(HALONG_KEY(u, sight_kg), "Waste of each such visitor.", "kg/h",
         "0.2 kg a visit of about 2 h (recalled range of tourist sites: 0.1 to 0.5)");
}

}  // namespace halong::scenario
