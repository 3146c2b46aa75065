#include "demand/vehicle_ledger.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace halong::demand {

int VehicleLedger::away_at(Mode mode, Millis time) const
{
    return static_cast<int>(std::ranges::count_if(bookings_, [&](Booking const& booking) {
        return booking.mode == mode && booking.from <= time && time < booking.to;
    }));
}

bool VehicleLedger::is_free(Mode mode, Millis from, Millis to) const
{
    if (mode != Mode::motorbike && mode != Mode::car) return true;
    int const owned = mode == Mode::motorbike ? motorbikes_ : cars_;
    if (owned == 0 || away_at(mode, from) >= owned) return false;
    // The number away only grows where another one leaves.
    return std::ranges::none_of(bookings_, [&](Booking const& booking) {
        return booking.mode == mode && booking.from > from && booking.from < to && away_at(mode, booking.from) >= owned;
    });
}

void VehicleLedger::take(Mode mode, Millis from, Millis to, int member)
{
    core::ensure(is_free(mode, from, to), "a vehicle is taken only while one is at home");
    if (mode == Mode::motorbike || mode == Mode::car) bookings_.push_back({mode, member, from, to});
}

void VehicleLedger::give_back(int member)
{
    std::erase_if(bookings_, [member](Booking const& booking) { return booking.member == member; });
}

}  // namespace halong::demand
