#include "results/spending.hpp"

#include "demand/parameters.hpp"

#include <array>
#include <numeric>

namespace halong::results {
namespace {

using city::Activity;
using core::Millis;

std::int64_t amount(demand::Parameter const& parameter) { return static_cast<std::int64_t>(parameter.value); }

// One person's spending during a stay, but for the night.
struct StaySpending {
    std::int64_t food = 0;
    std::int64_t sights = 0;
    std::int64_t shopping = 0;
};

StaySpending of_stay(city::City const& city, city::Plans const& plans, std::uint32_t stay)
{
    namespace p = demand::parameter;
    city::Place const* const place = plans.place[stay].valid() ? &city.places[plans.place[stay]] : nullptr;
    switch (plans.activity[stay]) {
        case Activity::meal:
            return {.food = amount(p::meal_vnd)};
        case Activity::visit:
            if (place == nullptr) return {};
            return {.sights = place->fee_vnd, .shopping = amount(p::visit_shopping_vnd)};
        case Activity::cruise:
            return {.food = amount(p::meal_vnd), .sights = amount(p::cruise_vnd)};
        default:
            return {};
    }
}

bool is_visitor(city::PersonClass person_class)
{
    return person_class == city::PersonClass::domestic_visitor || person_class == city::PersonClass::foreign_visitor;
}

}  // namespace

std::string_view name_of(Business business)
{
    constexpr std::array<std::string_view, business_count> names{"lodging", "food", "transport", "sights", "shopping"};
    return names[static_cast<std::size_t>(business)];
}

std::int64_t Spending::total() const { return std::accumulate(vnd.begin(), vnd.end(), std::int64_t{0}); }

std::int64_t Spending::total(Business business) const
{
    if (vnd.empty()) return 0;
    auto const first = vnd.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(business) * zones * 2);
    return std::accumulate(first, first + static_cast<std::ptrdiff_t>(zones * 2), std::int64_t{0});
}

Spending spending_of(city::City const& city, city::Plans const& plans, simulation::RunResult const& run)
{
    Spending spending(city.zones.size());
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        if (!is_visitor(plans.person_class[traveller])) continue;
        bool const foreign = plans.person_class[traveller] == city::PersonClass::foreign_visitor;
        std::int64_t const persons = plans.persons[traveller];
        auto const spend = [&](Business business, std::uint32_t stay, std::int64_t vnd) {
            spending.vnd[spending.cell(business, plans.zone[stay], foreign)] += vnd * persons;
        };
        Millis from_ms = 0;
        for (std::uint32_t stay = plans.stays_begin(traveller); stay < plans.stays_end(traveller); ++stay) {
            auto const& leg = run.legs[stay];
            // A boat or cabin that may leave at once; who missed the last one counts as if he had been aboard.
            bool const boards = plans.mode[stay] == city::Mode::transit && leg.arrival_ms != core::never;
            bool const stays_long =
                boards || leg.departure_ms == core::never || leg.departure_ms - from_ms >= least_paid_stay_ms;
            if (stays_long) {
                StaySpending const bought = of_stay(city, plans, stay);
                spend(Business::food, stay, bought.food);
                spend(Business::sights, stay, bought.sights);
                spend(Business::shopping, stay, bought.shopping);
            }
            bool const sleeps_here = plans.activity[stay] == Activity::hotel && plans.mode[stay] == city::Mode::none;
            if (sleeps_here) spend(Business::lodging, stay, amount(demand::parameter::night_vnd));
            if (leg.arrival_ms == core::never) break;
            if (city::has_vehicle(plans.mode[stay])) {
                spend(Business::transport, stay, amount(demand::parameter::ride_vnd));
            }
            from_ms = leg.arrival_ms;
        }
    }
    return spending;
}

}  // namespace halong::results
