// A small town described by its theory: links with a given diagram, legs with given routes; and what came of them.
#pragma once

#include "city/travel.hpp"
#include "network/network.hpp"
#include "network/routes.hpp"
#include "scenario/scenario.hpp"
#include "traffic/road_model.hpp"
#include "traffic/traffic.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace halong::test {

// Theory knows no overtaking at the stop line and no help out of a jam.
inline scenario::TrafficParameters strict_order()
{
    scenario::TrafficParameters parameters;
    parameters.ring_turn_s = 0;
    parameters.pass_blocked_after_s = 0;
    parameters.squeeze_after_s = 0;
    return parameters;
}

using city::Mode;
using core::LinkId;
using core::Millis;

// A triangular diagram per lane; the default is D0: u 20 m/s, w 5 m/s, k_j 0.2 veh/m, so q 0.8 veh/s.
struct LinkSpec {
    double length_m = 1000;
    double speed_mps = 20;
    double lanes = 1;
    double exit_per_s = 0;      // 0: the diagram's capacity
    double entrance_per_s = 0;  // the same
    double wave_mps = 5;
    double jam_per_m = 0.2;
    double capacity_per_s = 0;  // 0: u w k_j / (u + w)
};

struct Step {
    double from_s = 0;
    double to_s = 0;
    double per_s = 0;
};

class TrafficCase {
public:
    scenario::TrafficParameters parameters = strict_order();
    std::vector<traffic::Arrival> arrivals;
    std::vector<city::Passage> passages;

    TrafficCase()
    {
        // The strict order of theory; tests of what jams do beyond it switch that on.
        parameters.seepage = 0;
        parameters.ring_turn_s = 0;
        parameters.pass_blocked_after_s = 0;
        parameters.squeeze_after_s = 0;
    }

    LinkId link(int from, int to, LinkSpec const& spec = {})
    {
        add_nodes(std::max(from, to));
        network::LinkRecord record;
        record.from = core::NodeId(from);
        record.to = core::NodeId(to);
        record.stable_id = links_.size() + 1;
        record.length_m = spec.length_m;
        record.width_m = 3.5 * spec.lanes;
        record.lanes = std::max(1, static_cast<int>(spec.lanes));
        record.access = network::Access::all_vehicles().with(network::Access::walkers());
        record.shape = {nodes_[static_cast<std::size_t>(from)].position, nodes_[static_cast<std::size_t>(to)].position};
        links_.push_back(record);
        model_.links.push_back(model_of(spec));
        return LinkId(links_.size() - 1);
    }

    traffic::LinkModel& model(LinkId link) { return model_.links[link.value()]; }

    // Moves a node; to be called before the links that meet there.
    void place(int node, double x_m, double y_m)
    {
        add_nodes(node);
        nodes_[static_cast<std::size_t>(node)].position = {x_m, y_m};
    }

    // A plan for the signal at a node; the run obeys all that were given.
    void signal_plan(network::SignalPlan const& plan) { signal_plans_.push_back(plan); }

    void ban_turn(LinkId from, LinkId to) { banned_turns_.push_back({from, to}); }
    void ban_by_hour(network::HourBan const& ban) { hour_bans_.push_back(ban); }
    void charge(network::LinkToll const& toll) { tolls_.push_back(toll); }

    // All turns of the node together, veh/s.
    void node_capacity(int node, double per_s)
    {
        add_nodes(node);
        node_capacities_.emplace_back(node, static_cast<std::uint32_t>(std::llround(per_s * 3600)));
    }

    // Appends one leg; returns its number. The traveller's key is the leg's number.
    std::uint32_t leg(double departure_s, std::vector<LinkId> const& route, Mode mode = Mode::car)
    {
        auto const number = static_cast<std::uint32_t>(departures_.size());
        departures_.push_back({number, millis(departure_s)});
        plans_.traveller_key.push_back(number);
        plans_.first_stay.push_back(number + 1);
        plans_.activity.push_back(city::Activity::work);
        plans_.mode.push_back(mode);
        routes_.links.insert(routes_.links.end(), route.begin(), route.end());
        routes_.offset.push_back(static_cast<std::uint32_t>(routes_.links.size()));
        return number;
    }

    // Evenly spaced departures at the middle of each headway; routes and modes take their turns by `shares`.
    void demand(std::vector<Step> const& steps, std::vector<std::vector<LinkId>> const& routes,
                std::vector<double> const& shares = {1}, std::vector<Mode> const& modes = {})
    {
        std::vector<double> given(routes.size(), 0);
        double total = 0;
        double before = 0;
        double next = 0.5;
        for (Step const& step : steps) {
            double const after = before + (step.to_s - step.from_s) * step.per_s;
            for (; next < after - 1e-9; next += 1) {
                std::size_t best = 0;
                total += 1;
                for (std::size_t i = 1; i < routes.size(); ++i) {
                    if (shares[i] * total - given[i] > shares[best] * total - given[best] + 1e-9) best = i;
                }
                given[best] += 1;
                leg(step.from_s + (next - before) / step.per_s, routes[best], modes.empty() ? Mode::car : modes[best]);
            }
            before = after;
        }
    }

    // Runs from 0 to `until_s` (a day at most by default), stepping by the window.
    void run(double until_s = 86'400)
    {
        build();
        traffic_->depart(departures_);
        advance(until_s);
    }
    // Makes the network and the traffic, without any leg under way.
    void build()
    {
        network_ = network::Network(nodes_, links_, banned_turns_);
        network_.add_hour_bans(hour_bans_);
        network_.add_link_tolls(tolls_);
        network_.set_signal_plans(signal_plans_);
        model_.signal_plans = network_.signal_plans();
        if (!node_capacities_.empty()) model_.node_capacity_pcu_per_h.assign(nodes_.size(), 0);
        for (auto const& [node, per_h] : node_capacities_) {
            model_.node_capacity_pcu_per_h[static_cast<std::size_t>(node)] = per_h;
        }
        watched_.assign(links_.size(), city::watch_occupancy);
        traffic_.emplace(traffic::traffic_on(model_, network_, plans_, routes_, watched_, parameters));
    }
    void advance(double until_s)
    {
        traffic::WindowEvents events;
        while (traffic_->now() < millis(until_s)) {
            traffic_->advance(std::min(millis(until_s), traffic_->now() + 60'000), events);
            arrivals.insert(arrivals.end(), events.arrivals.begin(), events.arrivals.end());
            passages.insert(passages.end(), events.passages.begin(), events.passages.end());
            events.clear();
            if (traffic_->counters().arrivals == static_cast<std::int64_t>(departures_.size())) return;
        }
    }

    [[nodiscard]] traffic::Traffic& traffic() { return *traffic_; }
    [[nodiscard]] network::Network const& network() const { return network_; }
    [[nodiscard]] std::vector<traffic::Departure> const& departures() const { return departures_; }
    [[nodiscard]] std::size_t legs() const { return departures_.size(); }
    [[nodiscard]] city::Plans const& plans() const { return plans_; }
    [[nodiscard]] network::Routes const& routes() const { return routes_; }

    // Vehicles that have left (entered) a link by a time.
    [[nodiscard]] int exits(LinkId link, double time_s) const
    {
        return count([&](city::Passage const& p) { return p.link == link && p.exit_ms <= millis(time_s); });
    }
    [[nodiscard]] int entries(LinkId link, double time_s) const
    {
        return count([&](city::Passage const& p) { return p.link == link && p.entry_ms <= millis(time_s); });
    }
    [[nodiscard]] int inside(LinkId link, double time_s) const { return entries(link, time_s) - exits(link, time_s); }
    [[nodiscard]] int exits_between(LinkId link, double from_s, double to_s) const
    {
        return exits(link, to_s) - exits(link, from_s);
    }
    // Mean time on a link of those that leave it in a period, s.
    [[nodiscard]] double mean_time_s(LinkId link, double from_s, double to_s) const
    {
        double sum = 0;
        int n = 0;
        for (city::Passage const& p : passages) {
            if (p.link != link || p.exit_ms < millis(from_s) || p.exit_ms >= millis(to_s)) continue;
            sum += (p.exit_ms - p.entry_ms) / 1e3;
            ++n;
        }
        return sum / n;
    }
    [[nodiscard]] double last_exit_s(LinkId link) const
    {
        Millis last = 0;
        for (city::Passage const& p : passages) {
            if (p.link == link) last = std::max(last, p.exit_ms);
        }
        return last / 1e3;
    }
    [[nodiscard]] double total_time_s() const
    {
        double sum = 0;
        for (traffic::Arrival const& a : arrivals) sum += (a.time_ms - a.departure_ms) / 1e3;
        return sum;
    }
    [[nodiscard]] double total_delay_s() const
    {
        double sum = 0;
        for (traffic::Arrival const& a : arrivals) sum += (a.time_ms - a.departure_ms - a.free_ms) / 1e3;
        return sum;
    }
    [[nodiscard]] double largest_delay_s() const
    {
        double most = 0;
        for (traffic::Arrival const& a : arrivals)
            most = std::max(most, (a.time_ms - a.departure_ms - a.free_ms) / 1e3);
        return most;
    }
    [[nodiscard]] int departed(double time_s) const
    {
        return static_cast<int>(std::count_if(departures_.begin(), departures_.end(),
                                              [&](auto const& d) { return d.time_ms <= millis(time_s); }));
    }

    static Millis millis(double seconds) { return static_cast<Millis>(std::llround(seconds * 1000)); }

private:
    void add_nodes(int last)
    {
        while (static_cast<int>(nodes_.size()) <= last) {
            auto const i = static_cast<double>(nodes_.size());
            nodes_.push_back({{i * 100, i * i}, nodes_.size() + 1, false});
        }
    }

    template <class Predicate>
    [[nodiscard]] int count(Predicate const& predicate) const
    {
        return static_cast<int>(std::count_if(passages.begin(), passages.end(), predicate));
    }

    static traffic::LinkModel model_of(LinkSpec const& spec)
    {
        double const triangle = spec.speed_mps * spec.wave_mps * spec.jam_per_m / (spec.speed_mps + spec.wave_mps);
        double const capacity = (spec.capacity_per_s > 0 ? spec.capacity_per_s : triangle) * spec.lanes;
        auto const per_h = [](double per_s) { return static_cast<std::uint32_t>(std::llround(per_s * 3600)); };
        traffic::LinkModel model;
        model.free_time_ms.fill(millis(spec.length_m / spec.speed_mps));
        model.exit_capacity_pcu_per_h = per_h(spec.exit_per_s > 0 ? spec.exit_per_s : capacity);
        model.entrance_capacity_pcu_per_h = per_h(spec.entrance_per_s > 0 ? spec.entrance_per_s : capacity);
        model.storage_mpcu =
            static_cast<std::uint32_t>(std::llround(spec.jam_per_m * spec.lanes * spec.length_m * 1000));
        model.wave_time_ms = millis(spec.length_m / spec.wave_mps);
        return model;
    }

    std::vector<network::NodeRecord> nodes_;
    std::vector<network::LinkRecord> links_;
    traffic::RoadModel model_;
    std::vector<network::SignalPlan> signal_plans_;
    std::vector<network::BannedTurn> banned_turns_;
    std::vector<network::HourBan> hour_bans_;
    std::vector<network::LinkToll> tolls_;
    std::vector<std::pair<int, std::uint32_t>> node_capacities_;
    city::Plans plans_;
    network::Routes routes_;
    std::vector<traffic::Departure> departures_;
    network::Network network_;
    std::vector<std::uint8_t> watched_;
    std::optional<traffic::Traffic> traffic_;
};

}  // namespace halong::test
