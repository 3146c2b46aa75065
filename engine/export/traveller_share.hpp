// A share of all travellers, for programs that take long for everybody.
#pragma once

#include <cstdint>

namespace halong::exporting {

// Who is taken follows from the hash of his own stable number alone: the same ones in every run and option of a scenario, and
// a smaller share is a part of a larger one.
class TravellerShare {
public:
    // Of all; 0 < share <= 1.
    explicit TravellerShare(double share = 1) : share_(share) {}

    [[nodiscard]] bool is_all() const { return share_ >= 1; }
    // `key`: of city::Plans::traveller_key, or the hash of a vehicle's id.
    [[nodiscard]] bool takes(std::uint64_t key) const;

private:
    double share_;
};

}  // namespace halong::exporting
