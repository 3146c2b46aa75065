#include "traffic/free_movers.hpp"

#include "core/hash.hpp"
#include "traffic/event_hash.hpp"

#include <algorithm>
#include <cmath>

namespace halong::traffic {
namespace {

constexpr std::uint32_t slowest_walker_mm_per_s = 960;    // 0.8 x 1.2 m/s
constexpr std::uint32_t fastest_walker_mm_per_s = 1'440;  // 1.2 x 1.2 m/s
// Separates this use of a traveller's key from others.
constexpr std::uint64_t walking_speed_purpose = 0x77616c6b;

std::size_t traveller_of(city::Plans const& plans, std::uint32_t leg)
{
    auto const after = std::upper_bound(plans.first_stay.begin(), plans.first_stay.end(), leg);
    return static_cast<std::size_t>(after - plans.first_stay.begin() - 1);
}

// Plans of single walkers may leave the column out.
std::uint16_t persons_of(city::Plans const& plans, std::size_t traveller)
{
    return traveller < plans.persons.size() ? plans.persons[traveller] : std::uint16_t{1};
}

// A walker's speed where the mean is another one than 1.2 m/s.
std::uint32_t scaled_speed(std::uint32_t own_mm_per_s, std::uint32_t mean_mm_per_s)
{
    return std::max(1U, (own_mm_per_s * mean_mm_per_s + mean_walker_mm_per_s / 2) / mean_walker_mm_per_s);
}

}  // namespace

std::uint32_t walking_speed_mm_per_s(std::uint64_t traveller_key)
{
    std::uint64_t const hash = core::combine(walking_speed_purpose, traveller_key);
    return slowest_walker_mm_per_s +
           static_cast<std::uint32_t>(hash % (fastest_walker_mm_per_s - slowest_walker_mm_per_s + 1));
}

Millis walking_time_ms(double length_m, std::uint32_t speed_mm_per_s)
{
    double const time_ms = std::floor(length_m * 1e6 / speed_mm_per_s + 0.5);
    return static_cast<Millis>(std::clamp(time_ms, 1.0, double{core::ms_per_day}));
}

FreeMovers::FreeMovers(network::Network const& network, city::Plans const& plans, network::Routes const& routes,
                       RoadModel const& model, std::vector<std::uint8_t> const& watched, Millis window_ms)
    : plans_(plans), routes_(routes), watched_(watched), crowds_(network), wheel_(window_ms)
{
    for (core::LinkId const link : network.links()) {
        length_m_.push_back(static_cast<float>(network.length_m(link)));
        car_time_ms_.push_back(
            model.links[link.value()].free_time_ms[static_cast<std::size_t>(network::VehicleClass::car)]);
    }
}

Millis FreeMovers::time_on(core::LinkId link, std::uint32_t speed_mm_per_s) const
{
    if (speed_mm_per_s == 0) return car_time_ms_[link.value()];
    return walking_time_ms(static_cast<double>(length_m_[link.value()]), speed_mm_per_s);
}

// Speeds on a walkway hold from entry to exit.
void FreeMovers::enter_link(Mover& mover, Millis time_ms)
{
    core::LinkId const link = routes_.links[mover.route_position];
    std::uint32_t const own = mover.speed_mm_per_s;
    std::uint32_t const crowd = own == 0 ? 0 : crowds_.speed_mm_per_s(link);
    mover.entry_ms = time_ms;
    if (records_tracks_ && own != 0) track_events_.push_back({mover.leg, link.value(), time_ms});
    if (crowd == 0) {
        mover.exit_ms = time_ms + time_on(link, own);
        return;
    }
    Millis const duration_ms = time_on(link, scaled_speed(own, crowd));
    mover.exit_ms = time_ms + duration_ms;
    mover.delay_ms += duration_ms - time_on(link, scaled_speed(own, free_walkway_mm_per_s));
    crowds_.change(link, mover.persons);
}

void FreeMovers::start(std::uint32_t leg, Millis time_ms)
{
    Mover mover;
    mover.leg = leg;
    mover.route_position = routes_.offset[leg];
    mover.departure_ms = time_ms;
    if (plans_.mode[leg] == city::Mode::walk) {
        std::size_t const traveller = traveller_of(plans_, leg);
        mover.speed_mm_per_s = static_cast<std::uint16_t>(walking_speed_mm_per_s(plans_.traveller_key[traveller]));
        mover.persons = persons_of(plans_, traveller);
    }
    enter_link(mover, time_ms);
    starting_.push_back(mover);
    ++moving_;
}

void FreeMovers::advance(Millis end_ms, WindowEvents& events, LinkHours& hours)
{
    wheel_.take_due(
        end_ms, [](Mover const& mover) { return mover.exit_ms; },
        [&](Mover const& mover) { follow(mover, end_ms, events, hours); });
    for (Mover const& mover : starting_) follow(mover, end_ms, events, hours);
    starting_.clear();
}

void FreeMovers::list_whereabouts(std::vector<Whereabouts>& found) const
{
    wheel_.for_each([&](Mover const& mover) { found.push_back({mover.leg, routes_.links[mover.route_position]}); });
}

void FreeMovers::follow(Mover mover, Millis end_ms, WindowEvents& events, LinkHours& hours)
{
    std::uint32_t const route_end = routes_.offset[mover.leg + 1];
    while (mover.exit_ms < end_ms) {
        leave_link(mover, events, hours);
        if (++mover.route_position == route_end) {
            Millis const free_ms = mover.exit_ms - mover.departure_ms - mover.delay_ms;  // only crowds hold them up
            events.arrivals.push_back({mover.leg, mover.exit_ms, mover.departure_ms, free_ms});
            if (records_tracks_ && mover.speed_mm_per_s != 0) {
                track_events_.push_back({mover.leg, track_ends, mover.exit_ms});
            }
            ++arrived_;
            --moving_;
            return;
        }
        enter_link(mover, mover.exit_ms);
    }
    wheel_.put(mover, mover.exit_ms);
}

void FreeMovers::leave_link(Mover const& mover, WindowEvents& events, LinkHours& hours)
{
    core::LinkId const link = routes_.links[mover.route_position];
    ++moves_;
    digest_ += event_hash(mover.leg, link.value(), mover.exit_ms);
    if (mover.speed_mm_per_s != 0) {
        ++hours.walkers[hours.cell(link, core::hour_of(mover.exit_ms))];
        crowds_.change(link, -std::int32_t{mover.persons});
    }
    if (watched_[link.value()] != 0) {
        events.passages.push_back({mover.leg, link, mover.entry_ms, mover.exit_ms});
    }
}

}  // namespace halong::traffic
