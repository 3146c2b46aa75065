#include "demand/taxi_service.hpp"

#include "core/hash.hpp"
#include "demand/mode_choice.hpp"
#include "demand/parameters.hpp"
#include "demand/plan_writer.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <vector>

namespace halong::demand {
namespace {

struct Request {
    Millis leave = 0;
    std::uint64_t key = 0;  // of the empty run
    std::uint32_t stay = 0;
};

bool is_hired(Mode mode) { return mode == Mode::taxi || mode == Mode::ride_hail; }

std::vector<Request> requests_of(city::Plans const& plans)
{
    std::vector<Request> requests;
    std::uint64_t const prefix = core::hash_of("taxi");
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        for (auto stay = plans.stays_begin(traveller); stay < plans.stays_end(traveller); ++stay) {
            if (!is_hired(plans.mode[stay])) continue;
            std::uint64_t const ordinal = stay - plans.stays_begin(traveller);
            std::uint64_t const key = core::combine(core::combine(prefix, plans.traveller_key[traveller]), ordinal);
            requests.push_back({plans.planned_end[stay], key, stay});
        }
    }
    std::ranges::sort(requests, [](Request const& a, Request const& b) {
        return a.leave != b.leave ? a.leave < b.leave : a.key < b.key;
    });
    return requests;
}

Spot spot_of(city::Plans const& plans, std::uint32_t stay)
{
    return {plans.place[stay], plans.zone[stay], plans.node[stay], plans.point[stay], 0};
}

Millis travel(Mode mode, Spot const& a, Spot const& b)
{
    return expected_travel_ms(mode, geo::distance_m(a.point, b.point)) -
           static_cast<Millis>(parameter::hired_access_min * core::ms_per_minute);
}

// Vehicles of one kind that wait, by zone, in order of the time since when.
class Waiting {
public:
    struct Vehicle {
        Spot spot;
        Millis since = 0;
    };

    explicit Waiting(std::size_t zones) : by_zone_(zones) {}

    void add(Vehicle const& vehicle)
    {
        auto& queue = by_zone_[vehicle.spot.zone.value()];
        auto const at = std::ranges::upper_bound(queue, vehicle.since, {}, &Vehicle::since);
        queue.insert(at, vehicle);
    }

    // The vehicle that has waited longest at `time`, or nothing.
    std::optional<Vehicle> take(core::ZoneId zone, Millis time)
    {
        auto& queue = by_zone_[zone.value()];
        if (queue.empty() || queue.front().since > time) return std::nullopt;
        Vehicle const vehicle = queue.front();
        queue.pop_front();
        return vehicle;
    }

private:
    std::vector<std::deque<Vehicle>> by_zone_;
};

}  // namespace

city::Plans taxi_runs(city::City const& city, city::Plans const& plans, core::Random const& random)
{
    city::Plans runs;
    PlanWriter writer(runs);
    std::array<Waiting, 2> waiting{Waiting(city.zones.size()), Waiting(city.zones.size())};
    for (Request const& request : requests_of(plans)) {
        Mode const mode = plans.mode[request.stay];
        Waiting& fleet = waiting[mode == Mode::taxi ? 0 : 1];
        Spot const pick_up = spot_of(plans, request.stay);
        Spot const set_down = spot_of(plans, request.stay + 1);
        constexpr Millis call_ahead = 15 * core::ms_per_minute;  // assumption: who has not come by then cannot be sent
        auto const vehicle = fleet.take(pick_up.zone, request.leave - call_ahead);
        Spot from = vehicle ? vehicle->spot
                            : spot_in_zone(city, random, core::combine(request.key, purpose_of(Decision::taxi_start)),
                                           0, pick_up.zone, parameter::workplace_spread_m);
        from.place = {};
        writer.begin({request.key, city::PersonClass::business, 1, pick_up.zone});
        writer.stay(city::Activity::transfer, from, 0);
        writer.leave(std::max(0, request.leave - travel(mode, from, pick_up)), mode);
        Spot at_kerb = pick_up;
        at_kerb.place = {};
        writer.stay(city::Activity::transfer, at_kerb, 0);
        writer.finish();
        fleet.add({set_down, request.leave + travel(mode, pick_up, set_down)});
    }
    return runs;
}

}  // namespace halong::demand
