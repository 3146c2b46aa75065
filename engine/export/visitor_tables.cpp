#include "export/visitor_tables.hpp"

#include "export/place_day.hpp"
#include "geo/vector_layer.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <vector>

namespace halong::exporting {
namespace {

using core::hours_per_day;
using geo::FieldType;
using results::Business;

constexpr std::array<std::string_view, results::business_count> business_vi{"lưu trú", "ăn uống", "đi lại", "tham quan",
                                                                            "mua sắm"};

}  // namespace

void write_queue_csv(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run)
{
    auto const* queues = with_places(run.services, "queue");
    if (queues == nullptr) return;
    geo::OutputLayer table{"queues", "", geo::GeometryType::none, {}, {}, ""};
    for (char const* name : {"place", "name"}) table.fields.push_back({name, FieldType::text});
    for (char const* name : {"hour", "came", "admitted", "turned_away"}) {
        table.fields.push_back({name, FieldType::integer});
    }
    for (char const* name : {"mean_wait_min", "wait_p95_min"}) table.fields.push_back({name, FieldType::real});
    for (char const* name : {"peak_inside", "capacity"}) table.fields.push_back({name, FieldType::integer});
    services::WaitTable const& waits = queues->waits;
    for (std::size_t cell = 0; cell < waits.admitted.size(); ++cell) {
        std::int64_t const came = waits.admitted[cell] + waits.turned_away[cell];
        if (came == 0 && waits.peak_inside[cell] == 0) continue;
        city::Place const& place = city.places[queues->places[cell / hours_per_day]];
        auto const hour = static_cast<std::int64_t>(cell % hours_per_day);
        table.features.push_back(
            {0,
             {},
             {place.id, place.name, hour, came, waits.admitted[cell], waits.turned_away[cell],
              waits.mean_wait_min_of(cell), minutes(waits.wait_p95_ms[cell]), waits.peak_inside[cell],
              place.capacity > 0 ? geo::Value{place.capacity} : geo::Value{}}});
    }
    geo::write_csv(path, table);
}

std::string queue_text(city::City const& city, simulation::RunResult const& run)
{
    auto const* queues = with_places(run.services, "queue");
    if (queues == nullptr) return "";
    services::WaitTable const& waits = queues->waits;
    std::string text = fmt::format(
        "  xếp hàng / queues: {} persons let in after {:.1f} min on average (95 %: {:.1f} min), {} turned away\n",
        waits.all_admitted, waits.mean_wait_min, waits.wait_p95_min, waits.all_turned_away);
    constexpr std::size_t shown = 5;
    auto const sums = longest_waits(*queues);
    for (std::size_t i = 0; i < std::min(shown, sums.size()); ++i) {
        if (sums[i].wait_ms == 0 && sums[i].turned_away == 0) continue;
        text += fmt::format("    {}: {} vào / in, chờ / wait {:.1f} min, {} bỏ về / turned away, {} at once\n",
                            city.places[sums[i].place].name, sums[i].admitted, sums[i].mean_wait_min(),
                            sums[i].turned_away, sums[i].peak_inside);
    }
    return text;
}

void write_spending_csv(std::filesystem::path const& path, city::City const& city, results::Spending const& spending)
{
    geo::OutputLayer table{"spending", "", geo::GeometryType::none, {}, {}, ""};
    for (char const* name : {"business", "zone", "name", "visitor_class"}) {
        table.fields.push_back({name, FieldType::text});
    }
    table.fields.push_back({"vnd", FieldType::integer});
    for (int kind = 0; kind < results::business_count; ++kind) {
        for (std::uint32_t zone = 0; zone < spending.zones; ++zone) {
            for (bool const foreign : {false, true}) {
                std::int64_t const vnd = spending.at(static_cast<Business>(kind), core::ZoneId{zone}, foreign);
                if (vnd == 0) continue;
                city::Zone const& row = city.zones[core::ZoneId{zone}];
                table.features.push_back({0,
                                          {},
                                          {std::string(name_of(static_cast<Business>(kind))), row.id, row.name,
                                           std::string(foreign ? "foreign" : "domestic"), vnd}});
            }
        }
    }
    geo::write_csv(path, table);
}

std::string spending_text(results::Spending const& spending)
{
    if (spending.total() == 0) return "";
    constexpr double billion = 1e9;
    auto const in_billions = [](std::int64_t vnd) { return static_cast<double>(vnd) / billion; };
    std::string text = fmt::format("  chi tiêu / spending: {:.1f} tỷ / billion VND", in_billions(spending.total()));
    for (int kind = 0; kind < results::business_count; ++kind) {
        auto const business = static_cast<Business>(kind);
        text += fmt::format("{} {} / {} {:.1f}", kind == 0 ? ":" : ",", business_vi[static_cast<std::size_t>(kind)],
                            name_of(business), in_billions(spending.total(business)));
    }
    return text + "\n";
}

}  // namespace halong::exporting
