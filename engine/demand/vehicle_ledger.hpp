// Which vehicles of one household are away from home when.
#pragma once

#include "core/time.hpp"
#include "demand/mode_choice.hpp"

#include <cstdint>
#include <vector>

namespace halong::demand {

// Motorbikes of a household are alike, and so are its cars: one is free for a while when fewer are away at every moment
// of it than there are. Other modes need no vehicle of the household.
class VehicleLedger {
public:
    VehicleLedger(int motorbikes, int cars) : motorbikes_(motorbikes), cars_(cars) {}

    // Whether one is at home all the time in [from, to).
    [[nodiscard]] bool is_free(Mode mode, Millis from, Millis to) const;
    // Books one for `member`. Requires is_free.
    void take(Mode mode, Millis from, Millis to, int member);
    // Forgets all bookings of `member`.
    void give_back(int member);

private:
    struct Booking {
        Mode mode;
        int member;
        Millis from;
        Millis to;
    };
    [[nodiscard]] int away_at(Mode mode, Millis time) const;

    int motorbikes_;
    int cars_;
    std::vector<Booking> bookings_;
};

}  // namespace halong::demand
