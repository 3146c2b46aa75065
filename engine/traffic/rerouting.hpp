// Informed drivers: they know the present times of the roads, and change the rest of their way when that saves enough.
#pragma once

#include "core/ids.hpp"
#include "network/ban_slots.hpp"
#include "network/distinct_users.hpp"
#include "network/turn_search.hpp"
#include "traffic/link_state.hpp"
#include "traffic/ranks.hpp"
#include "traffic/road_news.hpp"
#include "traffic/traffic.hpp"

#include <array>
#include <memory>
#include <span>
#include <vector>

namespace halong::traffic {

// The news is renewed at multiples of InformedDrivers::look_ms. Then all informed drivers under way look, wherever they
// are, and later those who set out, in the same news. A time that is told is the sum of the free times of links and the
// waits at turns as they are at the moment of the news (RoadNews): the instantaneous travel time, not a forecast. Links
// that are banned for a class at that moment are shut; tolls of that moment count as the time that they are worth to him.
//
// A driver looks for another way when he would lose at least the least gain in waits on his own, or when his own is
// shut; and takes the fastest when that gains as much. The rest of his way begins behind the link on which he is, or
// will be first. So a decision depends on nothing but the state at the time of the news.
class Rerouting {
public:
    // `streets` get a RoadNews. The network and the plans outlive it.
    Rerouting(network::Network const& network, city::Plans const& plans, Streets& streets, InformedDrivers drivers);
    ~Rerouting();
    Rerouting(Rerouting const&) = delete;
    Rerouting& operator=(Rerouting const&) = delete;

    [[nodiscard]] Millis look_ms() const { return drivers_.look_ms; }
    // `ranks` that share the roads all do this at once: they put the waits together, each looks for its own drivers, and
    // what these take is known to all; nullptr: there is one.
    void renew(Streets& streets, Millis now_ms, Ranks* ranks = nullptr);
    // Before those who start wait at their first links; every rank does it for all.
    void set_out(Streets& streets, std::span<Departure const> starting);
    // Known at once to those who look for a way from now on.
    void set_toll(network::TollNow toll);
    [[nodiscard]] Reroutings const& counts() const { return counts_; }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [plans, index, slots, distinct, drivers, legs, worth, waits, news_ms, prices, turns, starts, users,
               searchers, looks, counts] = self;
        // Given: plans, index, slots, drivers, worth, users. Made from the waits: turns, starts. Scratch: searchers, looks.
        archive.fixed(legs);
        archive(waits.turns, waits.starts, news_ms, prices, counts);
        if constexpr (!std::is_const_v<Self>) {
            slots.set_prices(prices);
            self.take_news();
        }
    }

private:
    enum class Driver : std::uint8_t {
        uninformed,
        informed,
        changed  // informed, and has changed his way on this leg
    };
    struct Roads;  // of one kind of user
    struct Look;
    struct Searcher;

    void know_worths();
    void take_news();
    void add_under_way(Streets const& streets);
    void look_around(Streets const& streets);
    void look_for_way(Streets const& streets, Look& look, Searcher& searcher) const;
    void change(Streets& streets, Look const& look, Millis now_ms);
    // Whose ways the driver of a leg takes.
    [[nodiscard]] network::RouteUser user_of(std::uint32_t leg) const;
    [[nodiscard]] bool is_informed(std::uint32_t leg) const { return legs_[leg] != Driver::uninformed; }
    [[nodiscard]] std::int64_t least_gain_ms(std::int64_t left_ms) const;

    city::Plans const& plans_;
    network::TurnIndex index_;
    network::BanSlots slots_;
    network::DistinctUsers distinct_;
    InformedDrivers drivers_;  // but for their legs
    std::vector<Driver> legs_;
    std::vector<network::WorthStep> worth_;  // by leg, of who is informed, where tolls are paid; else empty
    RoadWaits waits_;                        // of the news
    Millis news_ms_ = -1;                    // when it was renewed; negative: there was none yet
    std::vector<network::TollNow> prices_;   // that have changed since the day began, by link
    network::WaitProfiles turns_;
    network::WaitProfiles starts_;
    std::array<std::unique_ptr<Roads>, network::route_user_count> users_;  // nullptr where nobody is informed
    std::vector<Searcher> searchers_;                                      // each of one thread at a time
    std::vector<Look> looks_;
    Reroutings counts_;
};

}  // namespace halong::traffic
