#include "export/delay_file.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/input_file.hpp"
#include "core/json_whole.hpp"
#include "core/time.hpp"
#include "results/kpi.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string_view>

namespace halong::exporting {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view delays_format = "halong-delays/1";
constexpr std::size_t cells_of_zone = std::size_t{core::hours_per_day} * city::person_class_count;

[[noreturn]] void refuse(std::filesystem::path const& path, std::string message)
{
    throw core::UserError(
        core::Diagnostic{path.string(), 0, 0, std::move(message), "make the run again: it writes the file"});
}

}  // namespace

PersonDelays person_delays(city::City const& city, city::Plans const& plans, simulation::RunResult const& run)
{
    PersonDelays delays{city.zones.size(), std::vector<std::int64_t>(city.zones.size() * cells_of_zone)};
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        std::size_t const first = plans.home_zone[traveller].value() * cells_of_zone;
        auto const person_class = static_cast<std::size_t>(plans.person_class[traveller]);
        for (std::uint32_t stay = plans.stays_begin(traveller); stay < plans.stays_end(traveller); ++stay) {
            if (!results::is_completed_trip(plans, run, stay)) continue;
            auto const& leg = run.legs[stay];
            auto const hour = static_cast<std::size_t>(core::hour_of(leg.departure_ms));
            std::int64_t const delay_ms = std::int64_t{leg.arrival_ms} - leg.departure_ms - leg.free_ms;
            delays.person_ms[first + hour * city::person_class_count + person_class] +=
                delay_ms * plans.persons[traveller];
        }
    }
    return delays;
}

void write_delays_json(std::filesystem::path const& path, PersonDelays const& delays)
{
    Json json{{"format", std::string(delays_format)}, {"zones", delays.zones}, {"hours", core::hours_per_day}};
    for (int c = 0; c < city::person_class_count; ++c) {
        json["classes"].push_back(std::string(city::name_of(static_cast<city::PersonClass>(c))));
    }
    json["person_ms"] = delays.person_ms;
    core::write_file(path, json.dump() + "\n");
}

PersonDelays read_delays_json(std::filesystem::path const& path)
{
    PersonDelays delays;
    try {
        nlohmann::json const json = nlohmann::json::parse(core::read_input(path));
        if (json.at("format").get<std::string>() != delays_format) refuse(path, "has an unknown format");
        core::get_whole(json.at("zones"), delays.zones);
        core::get_whole(json.at("person_ms"), delays.person_ms);
    } catch (Json::exception const& error) {
        refuse(path, fmt::format("is not a table of delays: {}", error.what()));
    }
    if (delays.person_ms.size() / cells_of_zone != delays.zones || delays.person_ms.size() % cells_of_zone != 0) {
        refuse(path, fmt::format("has {} cells for {} zones", delays.person_ms.size(), delays.zones));
    }
    return delays;
}

}  // namespace halong::exporting
