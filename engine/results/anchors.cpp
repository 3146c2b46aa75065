#include "results/anchors.hpp"

#include "services/service.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace halong::results {
namespace {

using scenario::DayKind;
using scenario::Text;

class Anchors {
public:
    Anchors(city::City const& city, scenario::Scenario const& scenario, simulation::RunResult const& run)
        : city_(city), scenario_(scenario), run_(run)
    {}

    std::vector<Anchor> all()
    {
        add_first_care();
        add_boats();
        add_cable_car();
        add_sights();
        return std::move(all_);
    }

private:
    void add(std::string id, Text name, std::string unit, double simulated, double observed, std::string source)
    {
        all_.push_back({std::move(id), std::move(name), std::move(unit), simulated, observed, std::move(source)});
    }

    void add_first_care()
    {
        auto const* const clinics = services::find_service(run_.services, "clinic");
        if (clinics == nullptr) return;
        std::string const survey = "World Bank and HSPI survey of Việt Nam, 2015 (PMC7151016): ";
        auto const figure = [&](std::string_view name) { return services::extra_of(*clinics, name); };
        add("hospital_wait", {"Bệnh viện: chờ đến lần khám đầu", "Hospitals: wait for the first care"}, "min",
            figure("hospital_wait_min"), 32.58, survey + "district hospitals");
        add("hospital_at_once", {"Bệnh viện: được khám ngay", "Hospitals: seen at once"}, "%",
            figure("hospital_at_once_pct"), 9.0, survey + "district hospitals");
        add("station_wait", {"Trạm y tế: chờ đến lần khám đầu", "Clinics: wait for the first care"}, "min",
            figure("station_wait_min"), 11.58, survey + "commune health stations");
        add("station_at_once", {"Trạm y tế: được khám ngay", "Clinics: seen at once"}, "%",
            figure("station_at_once_pct"), 42.8, survey + "commune health stations");
    }

    // Departures and persons of all lines of a kind.
    struct Line {
        std::int64_t departures = 0;
        std::int64_t boardings = 0;
        std::int64_t most_in_hour = 0;
    };
    [[nodiscard]] Line sums_of(city::TransitKind kind) const
    {
        Line sums;
        for (std::size_t cell = 0; cell < run_.line_hours.departures.size(); ++cell) {
            if (city_.transit.lines[cell / core::hours_per_day].kind != kind) continue;
            sums.departures += run_.line_hours.departures[cell];
            sums.boardings += run_.line_hours.boardings[cell];
            sums.most_in_hour = std::max(sums.most_in_hour, run_.line_hours.boardings[cell]);
        }
        return sums;
    }

    void add_boats()
    {
        Line const boats = sums_of(city::TransitKind::boat);
        if (boats.departures == 0) return;
        auto const persons = static_cast<double>(boats.boardings);
        if (scenario_.day == DayKind::weekday) {
            add("bay_visitors", {"Khách lên tàu thăm vịnh", "Visitors on the bay"}, "persons", persons, 6'216,
                "laodong, September 2024: over 3,000 and 3,216 on Thursday 5 September 2024 from the two piers");
        } else if (scenario_.day == DayKind::holiday) {
            add("bay_visitors", {"Khách lên tàu thăm vịnh", "Visitors on the bay"}, "persons", persons, 15'687,
                "press, 2 September 2024");
            add("boat_load", {"Khách mỗi chuyến tàu", "Persons on a boat"}, "persons",
                persons / static_cast<double>(boats.departures), 28,
                "over 21,000 persons on 745 departures, 28 April 2019 (the record)");
        }
    }

    void add_cable_car()
    {
        Line const cabins = sums_of(city::TransitKind::cabin);
        if (cabins.departures == 0 || scenario_.day != DayKind::holiday) return;
        add("cable_car_hour", {"Cáp treo: giờ đông nhất, một chiều", "Cable car: busiest hour, one way"}, "persons",
            static_cast<double>(cabins.most_in_hour), 2'000, "operator's capacity: 2 cabins of 230, Sun World texts");
    }

    [[nodiscard]] double admitted_to(std::string_view place_id) const
    {
        auto const* const queues = services::find_service(run_.services, "queue");
        if (queues == nullptr) return -1;
        for (std::size_t row = 0; row < queues->places.size(); ++row) {
            if (city_.places[queues->places[row]].id != place_id) continue;
            std::int64_t sum = 0;
            for (std::size_t hour = 0; hour < core::hours_per_day; ++hour) {
                sum += queues->waits.admitted[row * core::hours_per_day + hour];
            }
            return static_cast<double>(sum);
        }
        return -1;
    }

    void add_sight(std::string const& place_id, Text name, double observed, std::string source)
    {
        double const persons = admitted_to(place_id);
        if (persons >= 0) add(place_id, std::move(name), "persons", persons, observed, std::move(source));
    }

    void add_sights()
    {
        Text const museum{"Bảo tàng Quảng Ninh: khách", "Quảng Ninh Museum: visitors"};
        Text const park{"Sun World: khách", "Sun World: visitors"};
        if (scenario_.day == DayKind::weekday) {
            add_sight("bao-tang-quang-ninh", museum, 2'080, "760,000 in 2024, a day (reatimes, 12 December 2025)");
        } else if (scenario_.day == DayKind::holiday) {
            add_sight("bao-tang-quang-ninh", museum, 8'521, "press, 2 September 2024");
            add_sight("sun-world", park, 12'000, "press, 2 September 2024");
        }
    }

    city::City const& city_;
    scenario::Scenario const& scenario_;
    simulation::RunResult const& run_;
    std::vector<Anchor> all_;
};

}  // namespace

std::vector<Anchor> anchors_of(city::City const& city, scenario::Scenario const& scenario,
                               simulation::RunResult const& run)
{
    return Anchors(city, scenario, run).all();
}

}  // namespace halong::results
