// Who pays, for money that changes hands.
#pragma once

#include "city/travel.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace halong::services {

enum class Payer : std::uint8_t {
    residents,
    visitors,
    carriers  // lorries, vans, buses and through traffic
};
inline constexpr std::array<std::string_view, 3> payer_names{"residents", "visitors", "carriers"};

constexpr Payer payer_of(city::PersonClass person_class)
{
    switch (person_class) {
        case city::PersonClass::resident:
        case city::PersonClass::worker:
            return Payer::residents;
        case city::PersonClass::domestic_visitor:
        case city::PersonClass::foreign_visitor:
            return Payer::visitors;
        case city::PersonClass::business:
            break;
    }
    return Payer::carriers;
}

// Whole VND by payer.
struct Paid {
    std::array<std::int64_t, payer_names.size()> vnd{};
    [[nodiscard]] std::int64_t& by(Payer payer) { return vnd[static_cast<std::size_t>(payer)]; }
    [[nodiscard]] std::int64_t by(Payer payer) const { return vnd[static_cast<std::size_t>(payer)]; }
};

}  // namespace halong::services
