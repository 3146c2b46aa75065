#include "scenario/describe.hpp"

#include <array>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

constexpr double largest = 1e15;

constexpr std::array<QuantityInfo, 10> quantities{{
    {"trips/person", QuantityNeeds::plans, false, false, "trips of residents a day over residents"},
    {"%", QuantityNeeds::plans, true, false, "share of one mode (name) in the residents' trips"},
    {"person/day", QuantityNeeds::plans, false, false, "visitors who enter the city"},
    {"person/day", QuantityNeeds::plans, false, false, "visitors who go on the bay"},
    {"person/day", QuantityNeeds::plans, true, false,
     "people who come to a place (name: its id) and do not work there"},
    {"veh/day", QuantityNeeds::plans, true, false, "vehicles through a gateway (name: its id), both ways"},
    {"veh/h", QuantityNeeds::day, true, false, "the same in one hour (hour), both ways"},
    {"", QuantityNeeds::day, true, false, "an indicator of a run (name: as `halong explain kpis` lists it)"},
    {"person/day", QuantityNeeds::nothing, false, true, "passengers on the bay in the days after a storm"},
    {"min", QuantityNeeds::nothing, false, true, "time by car from Hải Phòng to Bãi Cháy"},
}};

bool is_hour_right(CalibrationTarget const& target)
{
    return (target.quantity == Quantity::gateway_vehicles_at_hour) == (target.hour >= 0);
}

}  // namespace

QuantityInfo const& info_of(Quantity quantity) { return quantities.at(static_cast<std::size_t>(quantity)); }

void describe(Visitor& v, CalibrationParameter& parameter)
{
    v.field(HALONG_KEY(parameter, key), {.text = "Key of the scenario, a number, that may move.",
                                         .required = true,
                                         .if_missing = "write e.g. key = \"demand.through_factor\""});
    v.field(HALONG_KEY(parameter, low), {.text = "Least value, in the key's own unit.",
                                         .range = {-largest, largest},
                                         .required = true,
                                         .if_missing = "say between which values it may move"});
    v.field(HALONG_KEY(parameter, high), {.text = "Greatest value, in the key's own unit.",
                                          .range = {-largest, largest},
                                          .required = true,
                                          .if_missing = "say between which values it may move"});
    v.field(HALONG_KEY(parameter, source), {.text = "Why it may move so far."});
    v.check({"low", "high"}, parameter.low < parameter.high,
            fmt::format("'low' = {} is not below 'high' = {}", parameter.low, parameter.high), "correct one of them");
}

void describe(Visitor& v, CalibrationTarget& target)
{
    v.field(HALONG_KEY(target, id), {.text = "Name of the target in the table of the fit.",
                                     .required = true,
                                     .if_missing = "give each target its own id",
                                     .is_id = true});
    v.field(HALONG_KEY(target, quantity),
            {.text = "What is compared.", .required = true, .if_missing = "write e.g. quantity = \"visitors\""});
    v.field(HALONG_KEY(target, name), {.text = "The place (its id), mode or indicator that the quantity is about."});
    v.field(HALONG_KEY(target, hour),
            {.text = "Hour of the day, for quantities at an hour; -1 for all others.", .unit = "h", .range = {-1, 23}});
    v.field(HALONG_KEY(target, value), {.text = "The published figure.",
                                        .range = {0, largest, true},
                                        .required = true,
                                        .if_missing = "write the figure, above 0"});
    v.field(HALONG_KEY(target, unit), {.text = "Unit of the figure; it must be that of the quantity.",
                                       .required = true,
                                       .if_missing = "a figure without a unit cannot be compared; write e.g. unit = "
                                                     "\"veh/day\""});
    v.field(HALONG_KEY(target, tolerance_pct),
            {.text = "How far off is near enough; the fit counts errors in tolerances.",
             .unit = "%",
             .range = {0, 1'000, true},
             .mark = Mark::assumption,
             .source = "10 %, where the source gives no range"});
    v.field(HALONG_KEY(target, role), {.text = "Whether parameters are fitted to it, or the fit is judged by it.",
                                       .required = true,
                                       .if_missing = R"(write role = "fit" or role = "validation")"});
    v.field(HALONG_KEY(target, scenario),
            {.text = "File of another day for which the figure holds, for validation; relative to this file.",
             .is_path = true});
    v.field(HALONG_KEY(target, source), {.text = "Who says so, with year, and mark.",
                                         .required = true,
                                         .if_missing = "say where the figure comes from"});

    QuantityInfo const& info = info_of(target.quantity);
    std::string_view const word = word_of(target.quantity);
    v.check({"unit"}, info.unit.empty() || target.unit == info.unit,
            fmt::format("'unit' = \"{}\" is not that of {}, which is in {}", target.unit, word, info.unit),
            "convert the figure, and write that unit");
    v.check({"name", "quantity"}, !info.needs_name || !target.name.empty(),
            fmt::format("the quantity {} needs a 'name'", word), "name the place, mode or indicator");
    v.check({"hour", "quantity"}, is_hour_right(target),
            fmt::format("'hour' = {} does not go with the quantity {}", target.hour, word),
            "quantities at an hour need one from 0 to 23, all others none");
    bool const is_fitted = target.role == TargetRole::fit;
    v.check({"role"}, !(is_fitted && info.never_fitted),
            fmt::format("{} is never fitted: it is kept back to judge the fit", word), "write role = \"validation\"");
    v.check({"role"}, !(is_fitted && !target.scenario.empty()),
            "a figure of another day is never fitted: it is kept back to judge the fit",
            "write role = \"validation\", or leave 'scenario' out");
}

void describe(Visitor& v, Calibration& calibration)
{
    v.field(HALONG_KEY(calibration, title), {.text = "What is fitted.", .is_inline = true});
    v.field(HALONG_KEY(calibration, scenario),
            {.text = "File of the scenario whose parameters are fitted; relative to the file that says it.",
             .required = true,
             .if_missing = "write e.g. scenario = \"weekday.toml\"",
             .is_path = true});
    v.field(HALONG_KEY(calibration, iterations),
            {.text = "Steps of the fit at most; each costs one day or a few.", .unit = "steps", .range = {1, 1'000}});
    v.field(HALONG_KEY(calibration, parameters), {.text = "What may move.",
                                                  .required = true,
                                                  .if_missing = "a calibration needs at least one [[parameters]]",
                                                  .item = "parameter"});
    v.field(HALONG_KEY(calibration, targets), {.text = "What the day should come near.",
                                               .required = true,
                                               .if_missing = "a calibration needs at least one [[targets]]",
                                               .item = "target"});
}

}  // namespace halong::scenario
