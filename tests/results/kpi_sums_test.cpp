// Which indicators add up over a day: told by what their names say.
#include "results/kpi_sums.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

using namespace halong;

TEST_CASE("means, shares, percentiles, rates and peaks are no sums of a day")
{
    int sums = 0;
    for (results::KpiInfo const& info : results::all_kpis()) {
        INFO(info.id);
        std::string const name(info.name_en);
        auto const has = [&name](std::string_view part) { return name.find(part) != std::string::npos; };
        bool const is_figure_of_many = has("mean") || has("percentile") || has("median") || has("Mean") ||
                                       has("peak") || has("busiest") || has("within") || info.unit == "%" ||
                                       info.unit.find("/h") != std::string_view::npos;
        if (is_figure_of_many) CHECK_FALSE(results::is_sum_of_day(info));
        sums += results::is_sum_of_day(info) ? 1 : 0;
    }
    CHECK(sums > 80);
    for (char const* const id : {"trips_completed", "vehicle_km", "person_delay_h", "wifi_carried_person_min",
                                 "camera_detected_passages", "utility_power_mwh", "outage_hotspot_h"}) {
        INFO(id);
        CHECK(results::is_sum_of_day(*results::find_kpi(id)));
    }
    for (char const* const id : {"mean_trip_min", "mean_speed_kmh", "queue_hall_least_m2", "school_mean_way_km",
                                 "school_overloaded_schools", "clinic_hospital_wait_min", "operations_urgent_wait_s"}) {
        INFO(id);
        CHECK_FALSE(results::is_sum_of_day(*results::find_kpi(id)));
    }
}
