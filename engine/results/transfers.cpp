#include "results/transfers.hpp"

#include <cmath>
#include <string>

namespace halong::results {
namespace {

using services::Payer;

services::Paid tolls_of(simulation::RunResult const& run)
{
    services::Paid paid;
    auto const* const tolls = services::find_service(run.services, "toll");
    for (std::size_t i = 0; tolls != nullptr && i < paid.vnd.size(); ++i) {
        paid.vnd[i] = std::llround(services::extra_of(*tolls, std::string(services::payer_names[i]) + "_vnd"));
    }
    return paid;
}

services::Paid parking_fees_of(simulation::RunResult const& run)
{
    services::Paid paid;
    for (std::string_view const name : {"motorbike_parking", "car_parking", "coach_parking"}) {
        auto const* const parking = services::find_service(run.services, name);
        for (std::size_t i = 0; parking != nullptr && i < paid.vnd.size(); ++i) {
            std::string const extra = "fees_" + std::string(services::payer_names[i]) + "_vnd";
            paid.vnd[i] += std::llround(services::extra_of(*parking, extra));
        }
    }
    return paid;
}

// Of residents who spend some of their leisure at a sight, each for himself.
std::int64_t tickets_of_residents(city::City const& city, city::Plans const& plans, simulation::RunResult const& run)
{
    std::int64_t vnd = 0;
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        if (services::payer_of(plans.person_class[traveller]) != Payer::residents) continue;
        std::uint32_t const begin = plans.stays_begin(traveller);
        for (std::uint32_t stay = begin + 1; stay < plans.stays_end(traveller); ++stay) {
            bool const is_leisure =
                plans.activity[stay] == city::Activity::leisure || plans.activity[stay] == city::Activity::visit;
            core::Millis const from_ms = run.legs[stay - 1].arrival_ms;
            core::Millis const to_ms = run.legs[stay].departure_ms;
            if (!is_leisure || !plans.place[stay].valid() || from_ms == core::never) continue;
            if (to_ms != core::never && to_ms - from_ms < least_paid_stay_ms) continue;
            vnd += city.places[plans.place[stay]].fee_vnd * plans.persons[traveller];
        }
    }
    return vnd;
}

}  // namespace

std::vector<Transfer> const& all_transfers()
{
    static std::vector<Transfer> const transfers{
        {"tolls_residents_m_vnd", Charge::toll, Payer::residents},
        {"tolls_visitors_m_vnd", Charge::toll, Payer::visitors},
        {"tolls_carriers_m_vnd", Charge::toll, Payer::carriers},
        {"parking_fees_residents_m_vnd", Charge::parking, Payer::residents},
        {"parking_fees_visitors_m_vnd", Charge::parking, Payer::visitors},
        {"parking_fees_carriers_m_vnd", Charge::parking, Payer::carriers},
        {"tickets_residents_m_vnd", Charge::ticket, Payer::residents},
        {"tickets_visitors_m_vnd", Charge::ticket, Payer::visitors},
    };
    return transfers;
}

std::string_view name_of(Charge charge, bool vietnamese)
{
    switch (charge) {
        case Charge::toll:
            return vietnamese ? "Phí đường" : "Tolls";
        case Charge::parking:
            return vietnamese ? "Phí đỗ xe" : "Parking fees";
        case Charge::ticket:
            break;
    }
    return vietnamese ? "Vé tham quan" : "Tickets";
}

std::string_view name_of(Payer payer, bool vietnamese)
{
    switch (payer) {
        case Payer::residents:
            return vietnamese ? "người dân" : "residents";
        case Payer::visitors:
            return vietnamese ? "du khách" : "visitors";
        case Payer::carriers:
            break;
    }
    return vietnamese ? "vận tải" : "carriers";
}

std::string_view receiver_of(Charge charge, bool vietnamese)
{
    switch (charge) {
        case Charge::toll:
            return vietnamese ? "bên thu phí đường" : "toll authority";
        case Charge::parking:
            return vietnamese ? "bãi đỗ xe" : "car parks";
        case Charge::ticket:
            break;
    }
    return vietnamese ? "điểm tham quan" : "sights and cruises";
}

std::vector<std::int64_t> transfers_of(city::City const& city, city::Plans const& plans,
                                       simulation::RunResult const& run, Spending const& spending)
{
    services::Paid const tolls = tolls_of(run);
    services::Paid const fees = parking_fees_of(run);
    services::Paid tickets;
    tickets.by(Payer::residents) = tickets_of_residents(city, plans, run);
    tickets.by(Payer::visitors) = spending.total(Business::sights);
    std::vector<std::int64_t> vnd;
    for (Transfer const& transfer : all_transfers()) {
        services::Paid const& paid = transfer.charge == Charge::toll      ? tolls
                                     : transfer.charge == Charge::parking ? fees
                                                                          : tickets;
        vnd.push_back(paid.by(transfer.payer));
    }
    return vnd;
}

}  // namespace halong::results
