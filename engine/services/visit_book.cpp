#include "services/visit_book.hpp"

#include "core/archive.hpp"

#include <utility>

namespace halong::services {

Tally tally_of(std::int64_t persons, bool open, bool served)
{
    std::int64_t const amount = persons * thousandths;
    return {amount, open ? amount : 0, served ? amount : 0};
}

core::ZoneId zone_of_visitor(city::Plans const& plans, std::uint32_t traveller, std::uint32_t stay)
{
    core::ZoneId const home = plans.home_zone[traveller];
    return home.valid() ? home : plans.zone[stay];
}

void VisitBook::count(std::uint32_t row, core::ZoneId zone, Millis come_ms, city::PersonClass person_class,
                      Tally const& tally)
{
    int const hour = core::hour_of(come_ms);
    if (row != PlaceRows::none) by_row_.at(row, hour, person_class) += tally;
    by_zone_.at(zone.value(), hour, person_class) += tally;
}

ServiceResult VisitBook::result(std::string service, std::string unit, PlaceRows const& rows) const
{
    ServiceResult result;
    result.service = std::move(service);
    result.unit = std::move(unit);
    result.by_site = by_row_;
    result.by_zone = by_zone_;
    result.places = rows.places();
    result.waits = wait_table(visits_, rows.size());
    return result;
}

}  // namespace halong::services
