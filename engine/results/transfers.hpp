// Money that changes hands on a day: what one pays another receives, so that it is no benefit and no cost of the city as a
// whole. It is shown by who pays and who receives, apart from welfare.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "results/spending.hpp"
#include "services/payer.hpp"
#include "simulation/simulation.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace halong::results {

enum class Charge : std::uint8_t {
    toll,
    parking,
    ticket
};
inline constexpr std::size_t charge_count = 3;

// One flow that runs report, as a KPI in million VND of a day.
struct Transfer {
    std::string_view kpi;  // "tolls_visitors_m_vnd"
    Charge charge = Charge::toll;
    services::Payer payer = services::Payer::residents;
};

// All flows, by charge and payer, in the order of their KPIs. Carriers buy no tickets.
std::vector<Transfer> const& all_transfers();

// Words for people, Vietnamese and English: what is paid, who pays, and who receives it.
std::string_view name_of(Charge charge, bool vietnamese);
std::string_view name_of(services::Payer payer, bool vietnamese);
std::string_view receiver_of(Charge charge, bool vietnamese);

// What was paid on the day, whole VND, in the order of all_transfers(): tolls and parking fees as services took them; tickets
// of sights and cruises that visitors buy (`spending`), and of sights that residents visit in their leisure, unless they
// are turned away.
std::vector<std::int64_t> transfers_of(city::City const& city, city::Plans const& plans,
                                       simulation::RunResult const& run, Spending const& spending);

}  // namespace halong::results
