// The traffic model again, as plainly as it can be said: one clock, one event after the other, no windows, no regions,
// no messages, no rings of memory. Slow; what the real one does must equal it event by event.
//
// The rules are those of engine/traffic/node_step.hpp.
#pragma once

#include "network/roundabouts.hpp"
#include "traffic/town.hpp"

#include <deque>
#include <optional>

namespace halong::test {

class ReferenceModel {
public:
    explicit ReferenceModel(Town const& town) : town_(town)
    {
        network::Network const network = network_of(town);
        auto const circulates = network::circulating_links(network);
        links_.resize(town.links.size());
        nodes_.resize(town.node_ids.size());
        for (std::size_t i = 0; i < links_.size(); ++i) make_link(network, i, circulates[core::LinkId(i)] != 0);
        for (std::vector<End>& ends : nodes_) {
            auto const key = [&](End const& end) { return std::pair(end.source, town_.links[end.link].stable_id); };
            std::sort(ends.begin(), ends.end(), [&](End const& a, End const& b) { return key(a) < key(b); });
        }
        std::vector<std::pair<Time, std::size_t>> departures;
        for (TownLeg const& leg : town.legs) departures.emplace_back(leg.departure_ms, departures.size());
        std::sort(departures.begin(), departures.end());
        for (auto const& [at, leg] : departures) links_[town.legs[leg].route.front()].source.push_back({leg, 0, at, 0});
    }

    TownEvents run()
    {
        scenario::TrafficParameters const& p = town_.parameters;
        bool const relief = p.pass_blocked_after_s > 0 || p.ring_turn_s > 0 || p.squeeze_after_s > 0;
        Time relief_ms = 1'000;
        while (events_.arrivals.size() < town_.legs.size()) {
            Time const next_ms = next_time();
            if (relief && relief_ms <= std::min<Time>(next_ms, town_.until_ms - 1)) {
                now_ = relief_ms;
                relieve();
                relief_ms += 1'000;
                continue;
            }
            if (next_ms >= town_.until_ms) break;
            now_ = next_ms;
            for (std::vector<End>& ends : nodes_) step(ends);
        }
        std::sort(events_.arrivals.begin(), events_.arrivals.end());
        std::sort(events_.crossings.begin(), events_.crossings.end());
        return events_;
    }

private:
    using Time = std::int64_t;
    static constexpr Time never = INT64_MAX;
    // Serves `capacity` PCU an hour. Time is counted in ms x capacity, so that nothing is ever rounded.
    struct Server {
        Time capacity = 1;
        Time bank_ms = 0;
        Time next = 0;
        [[nodiscard]] Time ready_ms() const { return (next + capacity - 1) / capacity; }
        void serve(Time at_ms, Time mpcu, Time kept_ms)
        {
            if (at_ms > ready_ms() + kept_ms) next = (at_ms - kept_ms) * capacity;
            next += mpcu * (core::ms_per_hour / 1'000);
        }
    };

    struct Vehicle {
        std::size_t leg = 0;
        std::size_t place = 0;  // in the leg's route
        Time exit_ms = 0;       // earliest; of one that waits to start: its departure
        Time entry_ms = 0;
    };
    struct End {
        std::size_t link = 0;
        bool source = false;  // legs that start on the link, and not its stop line
        std::uint64_t tag = 0;
        std::uint64_t tag_per_mpcu = 0;
        std::vector<std::uint64_t> lead;  // by link that is wanted: what has been forgiven of a tag's lag
        [[nodiscard]] std::uint64_t place(std::size_t wanted) const { return tag + lead[wanted]; }
    };
    struct Link {
        Server exit;
        Server entrance;
        std::deque<Vehicle> source, narrow, wide;
        std::deque<Vehicle>* chosen = nullptr;  // whose front stands at the stop line
        Time credit_percent = 0;                // of seepage
        Time inside_mpcu = 0;
        std::deque<std::pair<Time, Time>> gone;  // exit time and mPCU of those whose space is on its way
        End const* claimant = nullptr;
        Time claim_end_ms = never;
        Time open_from_ms = 0;
        Time extra_mpcu = 0;  // room for a ring that turns or for one who squeezes in
        bool circulates = false;
    };

    void make_link(network::Network const& network, std::size_t i, bool circulates)
    {
        traffic::LinkModel const& model = town_.links[i].model;
        Link& link = links_[i];
        link.exit.capacity = model.exit_capacity_pcu_per_h;
        link.entrance.capacity = model.entrance_capacity_pcu_per_h;
        link.circulates = circulates;
        // Where roads merge, four PCU of unused entrance time are kept; the opposite direction is no road.
        core::LinkId const id(i);
        auto const ins = network.in_links(network.from(id));
        auto const others = std::count_if(ins.begin(), ins.end(), [&](auto in) { return in != network.reverse(id); });
        link.entrance.bank_ms = others >= 2 ? 4 * core::ms_per_hour / link.entrance.capacity : 0;
        std::uint64_t const scale = 1U << 30U;
        std::uint64_t const capacity = model.exit_capacity_pcu_per_h;
        nodes_[static_cast<std::size_t>(town_.links[i].to)].push_back(
            {i, false, 0, scale / (capacity * model.right_of_way), std::vector<std::uint64_t>(links_.size(), 0)});
        nodes_[static_cast<std::size_t>(town_.links[i].from)].push_back(
            {i, true, 0, scale / capacity * 8, std::vector<std::uint64_t>(links_.size(), 0)});
    }

    traffic::LinkModel const& model(std::size_t link) const { return town_.links[link].model; }
    Time mpcu(Vehicle const& vehicle) const { return town_.mpcu(vehicle.leg); }

    std::optional<std::size_t> wants(End const& end, Vehicle const& vehicle) const
    {
        if (end.source) return end.link;
        auto const& route = town_.legs[vehicle.leg].route;
        return vehicle.place + 1 < route.size() ? std::optional(route[vehicle.place + 1]) : std::nullopt;
    }
    Time next_green(End const& end, Time time_ms) const
    {
        traffic::GreenTime const& green = model(end.link).green;
        if (end.source || !green.has_signal()) return time_ms;
        Time const since = (time_ms - green.start_ms + green.cycle_ms) % green.cycle_ms;
        return since < green.length_ms ? time_ms : time_ms + green.cycle_ms - since;
    }
    std::deque<Vehicle>* earliest_file(Link& link)
    {
        if (link.wide.empty()) return link.narrow.empty() ? nullptr : &link.narrow;
        if (link.narrow.empty()) return &link.wide;
        return link.narrow.front().exit_ms <= link.wide.front().exit_ms ? &link.narrow : &link.wide;
    }
    // When the first vehicle may cross, were there space beyond.
    Time ready_ms(End const& end)
    {
        Link& link = links_[end.link];
        if (end.source) return link.source.empty() ? never : link.source.front().exit_ms;
        std::deque<Vehicle> const* const file = earliest_file(link);
        if (file == nullptr) return never;
        return next_green(end, std::max(file->front().exit_ms, link.exit.ready_ms()));
    }
    Vehicle const* first(End const& end)
    {
        Link const& link = links_[end.link];
        if (end.source && (link.source.empty() || link.source.front().exit_ms > now_)) return nullptr;
        if (end.source) return &link.source.front();
        return link.chosen == nullptr ? nullptr : &link.chosen->front();
    }
    void settle(End const& end)
    {
        Link& link = links_[end.link];
        if (end.source || link.chosen != nullptr || ready_ms(end) > now_) return;
        link.chosen = earliest_file(link);
        if (link.chosen == &link.narrow || link.wide.front().exit_ms == now_) return;
        if (link.narrow.empty() || link.narrow.front().exit_ms > now_) return;
        link.credit_percent += std::lround(town_.parameters.seepage * 100);
        if (link.credit_percent < 100) return;
        link.credit_percent -= 100;
        link.chosen = &link.narrow;
    }

    // The first time at which there is space, as far as the exits so far tell.
    Time space_from(std::size_t index, Time needed_mpcu) const
    {
        Link const& link = links_[index];
        Time lacking = link.inside_mpcu + needed_mpcu - model(index).storage_mpcu - link.extra_mpcu;
        for (auto const& [exit_ms, gone_mpcu] : link.gone) lacking += gone_mpcu;
        Time from_ms = lacking <= 0 ? 0 : never;
        for (auto hole = link.gone.begin(); lacking > 0 && hole != link.gone.end(); ++hole) {
            lacking -= hole->second;
            if (lacking <= 0) from_ms = hole->first + model(index).wave_time_ms;
        }
        return from_ms;
    }

    Time go_ms(End const& end)
    {
        Vehicle const* const vehicle = first(end);
        if (vehicle == nullptr) return never;
        Time go = std::max(ready_ms(end), now_);
        if (std::optional<std::size_t> const next = wants(end, *vehicle)) {
            Link const& link = links_[*next];
            go = std::max({go, link.open_from_ms, link.entrance.ready_ms(), space_from(*next, mpcu(*vehicle))});
            if (link.claimant != nullptr && link.claimant != &end) go = std::max(go, link.claim_end_ms);
        }
        return go == never ? never : next_green(end, go);
    }

    Time next_time()
    {
        Time next = never;
        for (std::vector<End>& ends : nodes_) {
            for (End const& end : ends) next = std::min(next, first(end) == nullptr ? ready_ms(end) : go_ms(end));
        }
        return next;
    }
    void step(std::vector<End>& ends)
    {
        while (true) {
            for (End const& end : ends) settle(end);
            auto const is_able = [&](End const& end) { return go_ms(end) <= now_; };
            auto const able = std::find_if(ends.begin(), ends.end(), is_able);
            if (able == ends.end()) return;
            decide(ends, *able);
        }
    }

    void decide(std::vector<End>& ends, End& able)
    {
        auto const next = wants(able, *first(able));
        if (!next || (links_[*next].claimant == &able && now_ < links_[*next].claim_end_ms)) return cross(able);
        Link& link = links_[*next];
        if (link.claimant != nullptr) {
            link.open_from_ms = std::max(link.open_from_ms, link.claim_end_ms);
            claim(link, nullptr);
        }
        std::vector<End*> rivals;
        for (End& end : ends) {
            Vehicle const* const vehicle = first(end);
            if (vehicle == nullptr || ready_ms(end) > now_ || next_green(end, now_) > now_) continue;
            if (wants(end, *vehicle) == next) rivals.push_back(&end);
        }
        auto const enters = [&](End const* end) { return end->source || !links_[end->link].circulates; };
        if (!std::all_of(rivals.begin(), rivals.end(), enters)) std::erase_if(rivals, enters);
        std::uint64_t largest = 0;
        std::uint64_t largest_step = 0;
        for (End const* end : rivals) {
            largest = std::max(largest, end->place(*next));
            largest_step = std::max(largest_step, static_cast<std::uint64_t>(mpcu(*first(*end))) * end->tag_per_mpcu);
        }
        for (End* end : rivals) {
            std::uint64_t const lag = std::max(32'000 * end->tag_per_mpcu, largest_step);  // 32 PCU, or a vehicle
            if (end->place(*next) + lag < largest) end->lead[*next] = largest - lag - end->tag;
        }
        auto const goes_before = [&](auto a, auto b) { return a->place(*next) < b->place(*next); };
        End& turn = **std::min_element(rivals.begin(), rivals.end(), goes_before);
        if (go_ms(turn) <= now_) return cross(turn);
        traffic::GreenTime const& green = model(turn.link).green;
        if (turn.source || !green.has_signal()) return claim(link, &turn);
        claim(link, &turn, now_ + green.length_ms - (now_ - green.start_ms + green.cycle_ms) % green.cycle_ms);
    }

    static void claim(Link& link, End const* claimant, Time end_ms = never)
    {
        link.claimant = claimant;
        link.claim_end_ms = end_ms;
        if (claimant == nullptr) link.extra_mpcu = 0;
    }

    void cross(End& end)
    {
        Vehicle const vehicle = *first(end);
        auto const next = wants(end, vehicle);
        end.tag += static_cast<std::uint64_t>(mpcu(vehicle)) * end.tag_per_mpcu;
        if (end.source) {
            links_[end.link].source.pop_front();
        } else {
            Link& link = links_[end.link];
            // A stop line that was blocked where roads merge makes up two PCU of that time.
            Time const blocked_ms = next && links_[*next].entrance.bank_ms > 0 ? now_ - ready_ms(end) : 0;
            link.exit.serve(now_, mpcu(vehicle), std::min(blocked_ms, 2 * core::ms_per_hour / link.exit.capacity));
            link.chosen->pop_front();
            link.chosen = nullptr;
            link.inside_mpcu -= mpcu(vehicle);
            link.gone.emplace_back(now_, mpcu(vehicle));
            events_.crossings.push_back(
                {static_cast<core::Millis>(now_), vehicle.leg, end.link, static_cast<core::Millis>(vehicle.entry_ms)});
        }
        if (next) enter(*next, vehicle.leg, end.source ? 0 : vehicle.place + 1, vehicle.exit_ms < now_);
        if (!next) events_.arrivals.emplace_back(static_cast<core::Millis>(now_), vehicle.leg);
    }

    void enter(std::size_t index, std::size_t leg, std::size_t place, bool waited)
    {
        Link& link = links_[index];
        bool const lacked_demand = !waited && now_ - link.entrance.ready_ms() > link.entrance.bank_ms;
        Vehicle const vehicle{leg, place, now_ + town_.free_ms(leg, index), now_};
        while (!link.gone.empty() && link.gone.front().first + model(index).wave_time_ms <= now_) link.gone.pop_front();
        link.inside_mpcu += mpcu(vehicle);
        link.entrance.serve(now_, mpcu(vehicle), lacked_demand ? 0 : link.entrance.bank_ms);
        link.open_from_ms = now_;
        claim(link, nullptr);
        std::deque<Vehicle>& file = mpcu(vehicle) == 250 ? link.narrow : link.wide;  // motorbikes and bicycles
        auto place_in_file = file.end();
        while (place_in_file != file.begin() && std::prev(place_in_file)->exit_ms > vehicle.exit_ms) --place_in_file;
        file.insert(place_in_file, vehicle);
    }

    // What helps out of jams, looked at once a second: passing a blocked vehicle, rings that turn, squeezing in.
    void relieve()
    {
        auto const millis = [](double seconds) { return static_cast<Time>(seconds * 1'000); };
        auto const& p = town_.parameters;
        if (p.pass_blocked_after_s > 0) {
            for_waiting(now_ - millis(p.pass_blocked_after_s), [&](End& end) { pass(end); });
        }
        if (p.ring_turn_s > 0 && now_ % millis(p.ring_turn_s) == 0) turn_rings();
        if (p.squeeze_after_s <= 0 || now_ % 5'000 != 0) return;
        std::vector<std::pair<Time, End*>> impatient;
        for_waiting(now_ - millis(p.squeeze_after_s), [&](End& end) { impatient.emplace_back(ready_ms(end), &end); });
        std::stable_sort(impatient.begin(), impatient.end(), [](auto& a, auto& b) { return a.first < b.first; });
        for (auto const& [since_ms, end] : impatient) {
            auto const next = wants(*end, *first(*end));
            if (next && links_[*next].extra_mpcu == 0 && !model(end->link).green.has_signal()) let_in(*end);
        }
    }

    template <class Visit>
    void for_waiting(Time since_ms, Visit const& visit)
    {
        for (std::vector<End>& ends : nodes_) {
            for (End& end : ends) {
                if (!end.source && first(end) != nullptr && ready_ms(end) < since_ms) visit(end);
            }
        }
    }

    void pass(End& end)
    {
        Link& link = links_[end.link];
        auto const blocked = wants(end, *first(end));
        auto const has_room = [&](std::size_t next, Time needed_mpcu) {
            return links_[next].claimant == nullptr && space_from(next, needed_mpcu) <= now_;
        };
        if (!blocked || has_room(*blocked, 250)) return;
        for (auto* const file : {&link.narrow, &link.wide}) {
            std::size_t const reach = std::min<std::size_t>(file->size(), file == &link.narrow ? 16 : 3);
            for (std::size_t i = 0; i < reach && (*file)[i].exit_ms <= now_; ++i) {
                Vehicle const vehicle = (*file)[i];
                auto const next = wants(end, vehicle);
                if (next == blocked || (next && !has_room(*next, mpcu(vehicle)))) continue;
                file->erase(file->begin() + static_cast<std::ptrdiff_t>(i));
                file->push_front(vehicle);
                link.chosen = file;
                if (links_[*blocked].claimant == &end) claim(links_[*blocked], nullptr);
                return;
            }
        }
    }

    void turn_rings()
    {
        // For each stop line at which somebody waits for space that is not in sight: the stop line of that link.
        std::vector<End*> waiting(links_.size(), nullptr);
        std::vector<std::size_t> awaited(links_.size());
        for_waiting(now_, [&](End& end) {
            auto const next = wants(end, *first(end));
            if (!next) return;
            End const* const claimant = links_[*next].claimant;
            Vehicle const& entering = claimant == nullptr ? *first(end) : *first(*claimant);
            if (space_from(*next, mpcu(entering)) != never) return;
            waiting[end.link] = &end;
            awaited[end.link] = *next;
        });
        std::vector<bool> turned(links_.size(), false);
        for (std::size_t start = 0; start < links_.size(); ++start) {
            std::vector<std::size_t> ring;
            std::size_t link = start;
            while (waiting[link] != nullptr && !turned[link] && ring.size() <= links_.size()) {
                ring.push_back(link);
                link = awaited[link];
                if (link != start) continue;
                for (std::size_t const member : ring) turned[member] = true;
                for (std::size_t const member : ring) let_in(*waiting[member]);
            }
        }
    }

    // The next place on the link that it waits for is for the first vehicle of `end`, and the room for it.
    void let_in(End& end)
    {
        std::size_t const next = *wants(end, *first(end));
        Link& link = links_[next];
        link.extra_mpcu = link.inside_mpcu + mpcu(*first(end)) - model(next).storage_mpcu;
        Time const since_ms = now_ - model(next).wave_time_ms;
        for (auto const& [exit_ms, gone_mpcu] : link.gone) link.extra_mpcu += exit_ms > since_ms ? gone_mpcu : 0;
        link.extra_mpcu = std::max<Time>(0, link.extra_mpcu);
        claim(link, &end);
    }

    Town const& town_;
    std::vector<Link> links_;
    std::vector<std::vector<End>> nodes_;  // ends by node: stop lines, then sources
    TownEvents events_;
    Time now_ = 0;
};

inline TownEvents run_reference(Town const& town) { return ReferenceModel(town).run(); }

}  // namespace halong::test
