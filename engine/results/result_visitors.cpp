#include "results/result_visitors.hpp"

#include "results/result_column.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

namespace halong::results {
namespace {

std::vector<double> minutes(std::vector<core::Millis> const& times_ms)
{
    std::vector<double> values;
    for (core::Millis const time_ms : times_ms) values.push_back(static_cast<double>(time_ms) / core::ms_per_minute);
    return values;
}

// Person-milliseconds over persons; 0 where nobody came.
std::vector<double> mean_minutes(std::vector<std::int64_t> const& sums_ms, std::vector<std::int64_t> const& persons)
{
    std::vector<double> values;
    for (std::size_t i = 0; i < persons.size(); ++i) {
        double const mean_ms = persons[i] == 0 ? 0 : static_cast<double>(sums_ms[i]) / static_cast<double>(persons[i]);
        values.push_back(mean_ms / core::ms_per_minute);
    }
    return values;
}

std::vector<std::int64_t> sum(std::vector<std::int64_t> const& a, std::vector<std::int64_t> const& b)
{
    std::vector<std::int64_t> values;
    std::ranges::transform(a, b, std::back_inserter(values), std::plus<>{});
    return values;
}

}  // namespace

void add_queues(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run)
{
    auto const found = std::ranges::find(run.services, "queue", &services::ServiceResult::service);
    services::ServiceResult const none{};
    services::ServiceResult const& queues = found == run.services.end() ? none : *found;
    services::WaitTable const& waits = queues.waits;
    std::vector<std::string> ids;
    std::vector<std::string> names;
    std::vector<std::int64_t> capacity;
    for (core::PlaceId const id : queues.places) {
        ids.push_back(city.places[id].id);
        names.push_back(city.places[id].name);
        capacity.push_back(city.places[id].capacity);
    }
    Hdf5Writer::Dimensions const by_place{"/queue/place"};
    Hdf5Writer::Dimensions const by_hour{"/queue/place", "/time"};
    file.add_group("/queue");
    file.add_dimension("/queue/place", ids.size());
    add_column(file, "/queue/id", ids, by_place, "id of the place");
    add_column(file, "/queue/name", names, by_place, "name of the place");
    add_column(file, "/queue/capacity", capacity, by_place, "persons inside at once, 0 where no limit is known", "1");
    add_column(file, "/queue/came", sum(waits.admitted, waits.turned_away), by_hour,
               "persons who came in the hour (offered)", "1");
    add_column(file, "/queue/admitted", waits.admitted, by_hour, "of these, persons who were let in (carried)", "1");
    add_column(file, "/queue/turned_away", waits.turned_away, by_hour,
               "of these, persons who met a closed door or would have waited beyond their patience", "1");
    add_column(file, "/queue/mean_wait", mean_minutes(waits.wait_ms, waits.admitted), by_hour,
               "mean wait of the admitted", "min");
    add_column(file, "/queue/wait_p95", minutes(waits.wait_p95_ms), by_hour,
               "wait that 95 % of the admitted did not exceed", "min");
    add_column(file, "/queue/peak_inside", waits.peak_inside, by_hour, "most persons inside at once", "1");
}

void add_spending(Hdf5Writer& file, city::City const& city, Spending const& spending)
{
    std::vector<std::string> kinds;
    for (int i = 0; i < business_count; ++i) kinds.emplace_back(name_of(static_cast<Business>(i)));
    std::vector<std::int64_t> vnd = spending.vnd;
    vnd.resize(business_count * city.zones.size() * 2, 0);
    file.add_group("/spending");
    file.add_coordinate("/spending/business", kinds);
    file.attribute("/spending/business", "long_name", std::string("kind of business"));
    file.add_coordinate("/spending/visitor_class", std::vector<std::string>{"domestic", "foreign"});
    file.attribute("/spending/visitor_class", "long_name", std::string("class of visitor"));
    add_column(file, "/spending/amount", vnd, {"/spending/business", "/zone", "/spending/visitor_class"},
               "what visitors spent on the day", "VND");
}

}  // namespace halong::results
