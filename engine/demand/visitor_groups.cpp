#include "demand/visitor_groups.hpp"

#include "demand/decisions.hpp"
#include "demand/integerise.hpp"
#include "demand/parameters.hpp"
#include "demand/spot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <string_view>

namespace halong::demand {
namespace {

using core::Stream;

struct TypeShare {
    GroupType type;
    bool foreign;
    double persons_share;  // of all visitors
    double mean_size;
};

std::array<TypeShare, 7> type_shares(double foreign_share)
{
    using namespace parameter;
    double const tour_size = (tour_least + tour_most) / 2;
    double const domestic = 1 - foreign_share;
    double const couples = 1 - domestic_tour_share - domestic_family_share - domestic_business_share;
    double const independents = 1 - foreign_tour_share - foreign_business_share;
    return {{{GroupType::tour, false, domestic * domestic_tour_share, tour_size},
             {GroupType::family, false, domestic * domestic_family_share, 4},
             {GroupType::couple, false, domestic * couples, 2},
             {GroupType::business, false, domestic * domestic_business_share, 1},
             {GroupType::tour, true, foreign_share * foreign_tour_share, tour_size},
             {GroupType::independent, true, foreign_share * independents, 2},
             {GroupType::business, true, foreign_share * foreign_business_share, 1}}};
}

// The same people, weighted with the nights for which they stay on after the first.
std::array<TypeShare, 7> staying_shares(std::array<TypeShare, 7> shares)
{
    using namespace parameter;
    for (TypeShare& share : shares) {
        share.persons_share *= (share.foreign ? foreign_guest_nights : domestic_guest_nights) - 1;
    }
    return shares;
}

double sum_of(std::array<TypeShare, 7> const& shares)
{
    double sum = 0;
    for (TypeShare const& share : shares) sum += share.persons_share;
    return sum;
}

// One group in proportion to persons_share / mean_size, so that people have the stated shares.
TypeShare const& drawn_type(std::array<TypeShare, 7> const& shares, double u)
{
    double sum = 0;
    for (TypeShare const& share : shares) sum += share.persons_share / share.mean_size;
    double left = u * sum;
    for (TypeShare const& share : shares) {
        left -= share.persons_share / share.mean_size;
        if (left < 0) return share;
    }
    return shares.front();
}

int drawn_size(core::Random const& random, std::uint64_t key, GroupType type)
{
    auto const among = [&](int least, int most) {
        return least + static_cast<int>(random.below(Stream::visitor, {key, purpose_of(Decision::group_size), 0},
                                                     static_cast<std::uint64_t>(most - least) + 1));
    };
    switch (type) {
        case GroupType::tour:
            return among(static_cast<int>(parameter::tour_least), static_cast<int>(parameter::tour_most));
        case GroupType::family:
            return among(3, 5);  // mean 4
        case GroupType::business:
            return 1;
        case GroupType::couple:
        case GroupType::independent:
            break;
    }
    return 2;
}

// Where the city is entered by ship nobody brings a vehicle; where it is entered by motorway only, no motorbike. Road
// classes are asked, not permissions: an option must not change who comes.
struct GateKind {
    bool by_ship = false;
    bool by_motorway = false;
};

GateKind gate_kind(city::City const& city, city::Place const& gateway)
{
    auto const out = city.network.out_links(gateway.vehicle_node);
    bool const by_motorway = !out.empty() && std::ranges::all_of(out, [&](core::LinkId link) {
        auto const road = city.network.road_class(link);
        return road == network::RoadClass::motorway || road == network::RoadClass::ramp;
    });
    return {gateway.kind == city::PlaceKind::pier || gateway.kind == city::PlaceKind::cruise_port, by_motorway};
}

city::Mode drawn_arrival(core::Random const& random, std::uint64_t key, GroupType type, GateKind gate)
{
    using namespace parameter;
    if (type == GroupType::tour) return city::Mode::coach;
    if (gate.by_ship) return city::Mode::passenger;
    double const u = random.uniform(Stream::visitor, {key, purpose_of(Decision::group_mode), 0});
    switch (type) {
        case GroupType::family:
            return u < family_by_line_share ? city::Mode::passenger : city::Mode::car;
        case GroupType::independent:
            return u < independent_by_line_share ? city::Mode::passenger : city::Mode::car;
        case GroupType::couple:
            if (u < couple_by_line_share) return city::Mode::passenger;
            return u < couple_by_line_share + couple_by_motorbike_share && !gate.by_motorway ? city::Mode::motorbike
                                                                                             : city::Mode::car;
        case GroupType::business:
        case GroupType::tour:
            break;
    }
    return city::Mode::car;
}

std::string_view name_of(VisitKind kind)
{
    switch (kind) {
        case VisitKind::day:
            return "day";
        case VisitKind::arriving_guest:
            return "arriving";
        case VisitKind::staying_guest:
            return "staying";
        case VisitKind::leaving_guest:
            break;
    }
    return "leaving";
}

struct GroupSource {
    core::Random const& random;
    std::array<TypeShare, 7> shares;
};

// Groups of one gateway and kind until `persons` people are in them.
void add_groups(std::vector<VisitorGroup>& groups, GroupSource const& source, city::City const& city,
                core::PlaceId gateway, VisitKind kind, std::int64_t persons)
{
    city::Place const& place = city.places[gateway];
    GateKind const gate = gate_kind(city, place);
    std::string const prefix = fmt::format("visitor/{}/{}/", place.id, name_of(kind));
    for (std::uint64_t ordinal = 0; persons > 0; ++ordinal) {
        VisitorGroup group;
        group.key = key_of(prefix, ordinal);
        group.gateway = gateway;
        group.kind = kind;
        TypeShare const& share = drawn_type(
            source.shares, source.random.uniform(Stream::visitor, {group.key, purpose_of(Decision::group_type), 0}));
        group.type = share.type;
        group.foreign = share.foreign;
        group.arrival = drawn_arrival(source.random, group.key, group.type, gate);
        group.persons = static_cast<std::uint16_t>(
            std::min<std::int64_t>(drawn_size(source.random, group.key, group.type), persons));
        persons -= group.persons;
        groups.push_back(group);
    }
}

}  // namespace

std::vector<VisitorGroup> visitor_groups(city::City const& city, scenario::DemandParameters const& parameters,
                                         core::Random const& random)
{
    std::vector<double> shares;
    double by_ship = 0;
    for (city::Place const& place : city.places) {
        shares.push_back(is_usable(place) ? place.visitor_share : 0.0);
        if (place.kind == city::PlaceKind::cruise_port) by_ship += shares.back();
    }
    auto const by_gateway = integerise(shares, std::llround(parameters.visitors_per_day));
    // Whoever comes by ship is from abroad; of the others, so many are that the share of all holds.
    double const rest = std::max(0.0, parameters.foreign_share - by_ship) / std::max(1e-9, 1 - by_ship);
    std::vector<VisitorGroup> groups;
    for (std::uint32_t i = 0; i < by_gateway.size(); ++i) {
        core::PlaceId const gateway{i};
        bool const ship = city.places[gateway].kind == city::PlaceKind::cruise_port;
        GroupSource const arriving{random, type_shares(ship ? 1 : std::min(1.0, rest))};
        GroupSource const staying{random, staying_shares(arriving.shares)};
        double const overnight = ship ? 0 : parameters.overnight_share;
        auto const guests = std::llround(static_cast<double>(by_gateway[i]) * overnight);
        auto const stay_on = std::llround(static_cast<double>(guests) * sum_of(staying.shares));
        add_groups(groups, arriving, city, gateway, VisitKind::day, by_gateway[i] - guests);
        add_groups(groups, arriving, city, gateway, VisitKind::arriving_guest, guests);
        add_groups(groups, staying, city, gateway, VisitKind::staying_guest, stay_on);
        add_groups(groups, arriving, city, gateway, VisitKind::leaving_guest, guests);
    }
    return groups;
}

}  // namespace halong::demand
