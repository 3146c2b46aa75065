#include "services/service.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace halong::services {

using city::person_class_count;
using city::PersonClass;

Tally TallyTable::row_total(std::size_t row) const
{
    Tally sum;
    for (int hour = 0; hour < core::hours_per_day; ++hour) {
        for (int c = 0; c < person_class_count; ++c) sum += at(row, hour, static_cast<PersonClass>(c));
    }
    return sum;
}

Tally TallyTable::hour_total(int hour) const
{
    Tally sum;
    for (std::size_t row = 0; row < rows_; ++row) {
        for (int c = 0; c < person_class_count; ++c) sum += at(row, hour, static_cast<PersonClass>(c));
    }
    return sum;
}

Tally TallyTable::class_total(PersonClass person_class) const
{
    Tally sum;
    for (std::size_t row = 0; row < rows_; ++row) {
        for (int hour = 0; hour < core::hours_per_day; ++hour) sum += at(row, hour, person_class);
    }
    return sum;
}

Tally TallyTable::total() const
{
    Tally sum;
    for (Tally const& cell : cells_) sum += cell;
    return sum;
}

SitePeak busiest_hour(TallyTable const& table, std::size_t row, std::int64_t Tally::*amount)
{
    SitePeak peak;
    for (int hour = 0; hour < core::hours_per_day; ++hour) {
        std::int64_t all = 0;
        for (int c = 0; c < person_class_count; ++c) all += table.at(row, hour, static_cast<PersonClass>(c)).*amount;
        std::int64_t const whole = all / thousandths;
        auto const load = static_cast<double>(whole);
        if (load > peak.peak_load) peak = {load, hour * core::ms_per_hour, 0};
    }
    return peak;
}

LoadPeak peak_of(HourlyLoad const& load)
{
    LoadPeak peak;
    for (std::size_t hour = 0; hour < core::hours_per_day; ++hour) {
        double sum = 0;
        for (std::size_t cell = hour; cell < load.amount.size(); cell += core::hours_per_day) sum += load.amount[cell];
        peak.day += sum;
        if (sum > peak.amount) peak = {sum, static_cast<int>(hour), peak.day};
    }
    return peak;
}

ServiceResult const* find_service(std::span<ServiceResult const> results, std::string_view name)
{
    auto const found = std::ranges::find(results, name, &ServiceResult::service);
    return found == results.end() ? nullptr : &*found;
}

double extra_of(ServiceResult const& result, std::string_view name)
{
    auto const found = std::ranges::find(result.extras, name, &std::pair<std::string, double>::first);
    if (found != result.extras.end()) return found->second;
    throw core::InternalFault(fmt::format("the service {} tells no {}", result.service, name));
}

}  // namespace halong::services
