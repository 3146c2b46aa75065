// What people found at places on the days before: how long they waited and how full it was. Replanning hands it to the
// demand, which expects the same of the day to come.
#pragma once

#include "city/travel.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace halong::city {

// Two columns in the order [place][hour of coming]; both empty: nothing is known, and nobody expects a wait.
struct Experience {
    std::vector<core::Millis> wait_ms;             // mean wait for entry; whoever was turned away counts with the wait
                                                   // that he would have had, an hour at most
    std::vector<std::uint16_t> crowding_permille;  // most people inside at once / room; 0 where no limit is known

    // Of motorbikes and of cars, each [place][hour of coming] or empty: mean time from coming to being at the place,
    // looking for a space and walking from it; whoever found none counts with an hour.
    std::array<std::vector<core::Millis>, 2> parking_ms;
    // Of the same two, by place or empty: what parking there costs, VND.
    std::array<std::vector<std::int64_t>, 2> parking_fee_vnd;

    [[nodiscard]] bool empty() const { return wait_ms.empty(); }
    // Expected wait of somebody who comes at `time` (hours past midnight wrap round).
    [[nodiscard]] core::Millis wait_at(core::PlaceId place, core::Millis time) const
    {
        return empty() ? 0 : wait_ms[cell(place, time)];
    }
    // Expected crowding, 0 … 1.
    [[nodiscard]] double crowding_at(core::PlaceId place, core::Millis time) const
    {
        return empty() ? 0 : crowding_permille[cell(place, time)] / 1000.0;
    }
    // Expected time for parking of somebody who comes with such a vehicle, and its fee; 0 for other modes.
    [[nodiscard]] core::Millis parking_at(city::Mode mode, core::PlaceId place, core::Millis time) const
    {
        std::size_t const row = parked_row(mode);
        return row >= parking_ms.size() || parking_ms[row].empty() ? 0 : parking_ms[row][cell(place, time)];
    }
    [[nodiscard]] std::int64_t parking_fee_at(city::Mode mode, core::PlaceId place) const
    {
        std::size_t const row = parked_row(mode);
        return row >= parking_fee_vnd.size() || parking_fee_vnd[row].empty() ? 0 : parking_fee_vnd[row][place.value()];
    }
    // 0 for motorbikes, 1 for cars, 2 for all that nobody parks.
    [[nodiscard]] static std::size_t parked_row(city::Mode mode)
    {
        return mode == city::Mode::motorbike ? 0 : mode == city::Mode::car ? 1 : 2;
    }
    bool operator==(Experience const&) const = default;

private:
    [[nodiscard]] static std::size_t cell(core::PlaceId place, core::Millis time)
    {
        return place.value() * std::size_t{core::hours_per_day} + static_cast<std::size_t>(core::hour_of(time));
    }
};

}  // namespace halong::city
