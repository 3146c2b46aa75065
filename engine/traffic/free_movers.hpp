// Walkers and passengers: they follow their routes at their own speed and take no road space; crowds slow walkers down.
#pragma once

#include "city/travel.hpp"
#include "network/network.hpp"
#include "network/routes.hpp"
#include "traffic/crowds.hpp"
#include "traffic/road_model.hpp"
#include "traffic/time_wheel.hpp"
#include "traffic/track_events.hpp"
#include "traffic/traffic.hpp"

#include <cstdint>
#include <vector>

namespace halong::traffic {

inline constexpr std::uint32_t mean_walker_mm_per_s = 1'200;

// A walker's speed, mm/s: 1.2 m/s times a factor in 0.8 … 1.2 from a hash of the traveller's key.
// 1.2 m/s is the usual design value for pedestrians (e.g. Agarwal et al. 2015 use it for walking). On walkways
// the mean is Weidmann's (crowds.hpp).
std::uint32_t walking_speed_mm_per_s(std::uint64_t traveller_key);

// Time of a walker on a link, ms, at least 1.
Millis walking_time_ms(double length_m, std::uint32_t speed_mm_per_s);

class FreeMovers {
public:
    // All arguments outlive this object. `watched` by link; `car_time_ms` is taken from the model.
    FreeMovers(network::Network const& network, city::Plans const& plans, network::Routes const& routes,
               RoadModel const& model, std::vector<std::uint8_t> const& watched, Millis window_ms);

    // Lets walkways look at their crowds, at every multiple of crowd_interval_ms.
    void update_crowds() { crowds_.update(); }

    // A leg of mode walk or passenger starts; its route is not empty; `time_ms` lies before the next end.
    void start(std::uint32_t leg, Millis time_ms);
    // From now on it is kept which links walkers enter when, until it is taken.
    void record_tracks() { records_tracks_ = true; }
    [[nodiscard]] std::vector<TrackEvent>& track_events() { return track_events_; }
    // Moves everybody up to `end_ms` (exclusive); appends what happened; counts walkers by the hour of exit.
    void advance(Millis end_ms, WindowEvents& events, LinkHours& hours);

    [[nodiscard]] std::int64_t moving() const { return moving_; }
    [[nodiscard]] std::int64_t moves() const { return moves_; }
    [[nodiscard]] std::int64_t arrived() const { return arrived_; }
    [[nodiscard]] std::uint64_t digest() const { return digest_; }
    // Appends the link that everybody is on now.
    void list_whereabouts(std::vector<Whereabouts>& found) const;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [plans, routes, watched, length_m, car_time_ms, crowds, wheel, starting, moving, moves, arrived, digest,
               records_tracks, track_events] = self;
        // Given: plans … car_time_ms. Empty between windows: starting. Of this process: tracks.
        archive(crowds, wheel, moving, moves, arrived, digest);
    }

private:
    struct Mover {
        std::uint32_t leg = 0;
        Millis exit_ms = 0;  // from the link at route_position
        std::uint32_t route_position = 0;
        std::uint16_t speed_mm_per_s = 0;  // 0: a passenger, at a car's free speed
        std::uint16_t persons = 1;
        Millis departure_ms = 0;
        Millis entry_ms = 0;  // to the link at route_position
        Millis delay_ms = 0;  // by crowds, so far
    };

    [[nodiscard]] Millis time_on(core::LinkId link, std::uint32_t speed_mm_per_s) const;
    void enter_link(Mover& mover, Millis time_ms);
    void follow(Mover mover, Millis end_ms, WindowEvents& events, LinkHours& hours);
    void leave_link(Mover const& mover, WindowEvents& events, LinkHours& hours);

    city::Plans const& plans_;
    network::Routes const& routes_;
    std::vector<std::uint8_t> const& watched_;
    std::vector<float> length_m_;      // by link
    std::vector<Millis> car_time_ms_;  // by link
    Crowds crowds_;
    TimeWheel<Mover> wheel_;
    std::vector<Mover> starting_;
    std::int64_t moving_ = 0;
    std::int64_t moves_ = 0;
    std::int64_t arrived_ = 0;
    std::uint64_t digest_ = 0;
    bool records_tracks_ = false;
    std::vector<TrackEvent> track_events_;
};

}  // namespace halong::traffic
