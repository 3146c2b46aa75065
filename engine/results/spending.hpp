// What visitors spend, by kind of business and zone: who in the city lives on them, beside what they see and wait for.
// It is a flow of money, not a benefit to be added to time saved: the same spending is counted elsewhere as its cost.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "simulation/simulation.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace halong::results {

enum class Business : std::uint8_t {
    lodging,
    food,
    transport,
    sights,
    shopping
};
inline constexpr int business_count = 5;
std::string_view name_of(Business business);

// Who stays for less buys nothing: he was turned away.
inline constexpr core::Millis least_paid_stay_ms = 5 * core::ms_per_minute;

// Whole VND in a dense table [business][zone][0: domestic, 1: foreign visitors].
struct Spending {
    std::vector<std::int64_t> vnd;
    std::size_t zones = 0;

    Spending() = default;
    explicit Spending(std::size_t zone_count) : vnd(business_count * zone_count * 2, 0), zones(zone_count) {}
    [[nodiscard]] std::size_t cell(Business business, core::ZoneId zone, bool foreign) const
    {
        return (static_cast<std::size_t>(business) * zones + zone.value()) * 2 + (foreign ? 1 : 0);
    }
    [[nodiscard]] std::int64_t at(Business business, core::ZoneId zone, bool foreign) const
    {
        return vnd[cell(business, zone, foreign)];
    }
    [[nodiscard]] std::int64_t total() const;
    [[nodiscard]] std::int64_t total(Business business) const;
};

// Of every visitor (not of their drivers), by what he did, with the amounts of demand/parameters.hpp: a night where he
// sleeps; meals; each ride, at its begin; fees of sights and cruises, and shopping, at each visit. Whoever is turned away,
// or stays for under five minutes, buys nothing there.
Spending spending_of(city::City const& city, city::Plans const& plans, simulation::RunResult const& run);

}  // namespace halong::results
