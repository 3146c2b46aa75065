#include "services/experience_of.hpp"

#include "services/car_parks.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace halong::services {
namespace {

// The kinds that travellers drive themselves.
constexpr std::array own_vehicles{ParkedKind::motorbike, ParkedKind::car};

std::size_t cell_at(core::PlaceId place, std::size_t hour)
{
    return place.value() * std::size_t{core::hours_per_day} + hour;
}

// Means by place and hour, where anybody came.
void learn_times(ServiceResult const& result, std::vector<Millis>& time_ms)
{
    for (std::size_t i = 0; i < result.places.size() * core::hours_per_day; ++i) {
        std::int64_t const persons = result.waits.expected_persons[i];
        if (persons == 0) continue;
        std::size_t const cell = cell_at(result.places[i / core::hours_per_day], i % core::hours_per_day);
        time_ms[cell] = static_cast<Millis>(result.waits.expected_ms[i] / persons);
    }
}

void learn_crowding(city::City const& city, ServiceResult const& result, std::vector<std::uint16_t>& crowding_permille)
{
    for (std::size_t i = 0; i < result.places.size() * core::hours_per_day; ++i) {
        core::PlaceId const place = result.places[i / core::hours_per_day];
        std::int64_t const capacity = city.places[place].capacity;
        if (capacity <= 0) continue;
        std::int64_t const permille = result.waits.peak_inside[i] * 1000 / capacity;
        crowding_permille[cell_at(place, i % core::hours_per_day)] =
            static_cast<std::uint16_t>(std::min<std::int64_t>(permille, 1000));
    }
}

}  // namespace

city::Experience experience_of(city::City const& city, std::span<ServiceResult const> results,
                               scenario::ParkingParameters const& parking)
{
    city::Experience experience;
    std::size_t const cells = city.places.size() * core::hours_per_day;
    experience.wait_ms.assign(cells, 0);
    experience.crowding_permille.assign(cells, 0);
    for (ServiceResult const& result : results) {
        if (result.waits.expected_persons.empty() || result.waits.peak_inside.empty()) continue;
        learn_times(result, experience.wait_ms);
        learn_crowding(city, result, experience.crowding_permille);
    }
    for (ParkedKind const kind : own_vehicles) {
        auto const* const parks = find_service(results, about(kind).service);
        if (parks == nullptr) continue;
        std::size_t const row = city::Experience::parked_row(about(kind).mode);
        experience.parking_ms[row].assign(cells, 0);
        learn_times(*parks, experience.parking_ms[row]);
        for (city::Place const& place : city.places) {
            experience.parking_fee_vnd[row].push_back(fee_vnd(place, kind, parking));
        }
    }
    return experience;
}

}  // namespace halong::services
