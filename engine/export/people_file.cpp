#include "export/people_file.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/input_file.hpp"
#include "core/json_whole.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string_view>

namespace halong::exporting {
namespace {

using Json = nlohmann::ordered_json;

// Of files written before arrivals were told apart.
constexpr std::int64_t not_told = -1;
constexpr std::string_view people_format = "halong-people/1";

// Names every column once, for writing and reading.
template <class Summary, class Visit>
void for_each_column(Summary& summary, Visit const& visit)
{
    visit("pyramid", summary.pyramid);
    visit("household_sizes", summary.household_sizes);
    visit("persons", summary.persons);
    visit("households", summary.households);
    visit("motorbikes", summary.motorbikes);
    visit("cars", summary.cars);
    visit("trips", summary.trips);
    visit("by_mode", summary.by_mode);
    visit("departures", summary.departures);
    visit("visitors", summary.visitors);
    visit("visitors_arriving", summary.visitors_arriving);
    visit("visitors_present", summary.visitors_present);
}

}  // namespace

void write_people_json(std::filesystem::path const& path, demand::PeopleSummary const& summary)
{
    Json json{{"format", std::string(people_format)}};
    for_each_column(summary, [&json](char const* name, auto const& column) { json[name] = column; });
    core::write_file(path, json.dump() + "\n");
}

demand::PeopleSummary read_people_json(std::filesystem::path const& path)
{
    demand::PeopleSummary summary;
    try {
        nlohmann::json json = nlohmann::json::parse(core::read_input(path));
        core::ensure(json.at("format").get<std::string>() == people_format, "the format of the people is unknown");
        if (!json.contains("visitors_arriving")) json["visitors_arriving"] = not_told;
        for_each_column(summary, [&json](char const* name, auto& column) { core::get_whole(json.at(name), column); });
    } catch (Json::exception const& error) {
        throw core::UserError(core::Diagnostic{path.string(), 0, 0,
                                               fmt::format("is not a summary of people: {}", error.what()),
                                               "make the run again: it writes the file"});
    } catch (core::InternalFault const& fault) {
        throw core::UserError(
            core::Diagnostic{path.string(), 0, 0, fault.what(), "make the run again: it writes the file"});
    }
    return summary;
}

}  // namespace halong::exporting
