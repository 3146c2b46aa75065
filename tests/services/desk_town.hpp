// A town with one-stop centres or clinics, people who come to them, and a day that is cut into windows in several ways.
#pragma once

#include "core/archive.hpp"
#include "services/service.hpp"
#include "services/toy_town.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace halong::test {

inline city::Place desk_place(std::string const& id, city::PlaceKind kind, double opens_h, double closes_h)
{
    city::Place place;
    place.id = id;
    place.stable_id = core::hash_of(id);
    place.kind = kind;
    place.zone = core::ZoneId{0};
    place.vehicle_node = core::NodeId{1};
    place.position = {300, 0};
    place.opens_h = opens_h;
    place.closes_h = closes_h;
    return place;
}

inline city::City town_with(std::vector<city::Place> const& places)
{
    auto town = line_town();
    for (city::Place const& place : places) town.places.push_back(place);
    return town;
}

// Somebody who goes to the place and home again; returns his stay there, the second of three.
inline std::uint32_t desk_visit(PlanSketch& sketch, std::string const& id, core::PlaceId place, city::Activity activity)
{
    sketch.begin(id);
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.leave(7 * hour, city::Mode::walk);
    auto const stay = sketch.stay(core::NodeId{1}, {300, 0});
    sketch.plans.place.back() = place;
    sketch.plans.activity.back() = activity;
    sketch.leave(8 * hour, city::Mode::walk);
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.end();
    return stay;
}

inline double figure(services::ServiceResult const& result, std::string const& name)
{
    auto const found = std::ranges::find(result.extras, name, &std::pair<std::string, double>::first);
    REQUIRE(found != result.extras.end());
    return found->second;
}

// Runs a day in which traveller i comes to his second stay in the i-th of equal parts of the morning, in windows of
// several lengths, once with the state saved and loaded between them: everybody leaves at the same time.
template <class Make>
void check_cutting(city::Plans const& plans, Make const& make)
{
    auto const day = [&](core::Millis window_ms, bool saves) {
        std::unique_ptr<services::Service> service = make();
        auto const travellers = static_cast<std::uint32_t>(plans.traveller_count());
        std::vector<std::pair<std::uint32_t, core::Millis>> leaves;
        std::uint32_t next = 0;
        std::vector<services::Release> released;
        for (core::Millis now = window_ms; now <= 26 * hour; now += window_ms) {
            for (; next < travellers; ++next) {
                auto const at = 6 * hour + static_cast<core::Millis>(next * std::uint64_t{5 * hour} / travellers);
                if (at >= now) break;
                std::uint32_t const stay = plans.stays_begin(next) + 1;
                auto const leave_ms = service->admit({next, stay, at, at + hour});
                if (leave_ms != core::never) leaves.emplace_back(stay, leave_ms);
            }
            service->release(now, released);
            for (auto const& one : released) {
                if (one.leave_ms != core::never) REQUIRE(one.leave_ms > now - window_ms);
                leaves.emplace_back(one.stay, one.leave_ms);
            }
            released.clear();
            if (!saves) continue;
            core::ArchiveWriter writer;
            service->save(writer);
            service = make();
            core::ArchiveReader reader(writer.bytes(), "test");
            service->load(reader);
            reader.finish();
        }
        CHECK(leaves.size() == travellers);
        std::ranges::sort(leaves);
        return std::pair(leaves, service->result());
    };
    auto const [leaves, result] = day(minute, false);
    for (auto const& [window_ms, saves] : {std::pair{7'000, false}, {13 * minute, true}, {hour, false}}) {
        auto const [other_leaves, other] = day(window_ms, saves);
        CHECK(other_leaves == leaves);
        CHECK(other.by_site.cells() == result.by_site.cells());
        CHECK(other.busy_ms == result.busy_ms);
        CHECK(other.duty_ms == result.duty_ms);
        CHECK(other.extras == result.extras);
        CHECK(other.waits.wait_ms == result.waits.wait_ms);
    }
}

}  // namespace halong::test
