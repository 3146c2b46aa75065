// Between the road and the stay: vehicles that look for a space, and people on foot from where it stands.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "city/value_of_time.hpp"
#include "core/time.hpp"
#include "network/route_choice.hpp"
#include "services/service.hpp"
#include "traffic/traffic.hpp"

#include <array>
#include <memory>
#include <span>
#include <vector>

namespace halong::simulation {

// Arrivals go through here before they begin a stay. Vehicles of modes that a service parks ask it what becomes of
// them: they drive on to another car park on the roads, by the fastest free way; or those who came with them are at
// the place some time later; or they find no room. The rest pass unchanged.
class ArrivingVehicles {
public:
    // All outlive this object. `parameters` tell where drivers turn back, `values` what they pay to save time.
    ArrivingVehicles(city::City const& city, city::Plans const& plans,
                     std::vector<std::unique_ptr<services::Service>> const& services,
                     network::RouteChoiceParameters const& parameters, city::ValueOfTime const& values);
    ~ArrivingVehicles();
    ArrivingVehicles(ArrivingVehicles const&) = delete;
    ArrivingVehicles& operator=(ArrivingVehicles const&) = delete;

    // Whether any mode is parked at all.
    [[nodiscard]] bool is_needed() const;
    // Turns the arrivals of vehicles into those of people at their places before `now_ms`, and moves out those who find
    // no room. Vehicles that drive on are given to the traffic. `traveller_of_stay` names who a leg is of.
    void settle(std::vector<traffic::Arrival>& arrivals, std::vector<traffic::Arrival>& turned_away,
                core::Millis now_ms, std::span<std::uint32_t const> traveller_of_stay, traffic::Traffic& traffic);
    // Legs that will set out.
    void set_out(std::span<traffic::Departure const> departures, std::span<std::uint32_t const> traveller_of_stay);
    // Legs that have ended on the roads whose travellers are not yet at the place; ascending.
    [[nodiscard]] std::vector<std::uint32_t> legs_on_foot() const;
    // Legs whose vehicles drive on, on the roads or about to set out; ascending.
    [[nodiscard]] std::vector<std::uint32_t> legs_driving_on() const;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, plans, services, parameters, values, ways, coming, under_way] = self;
        // Given: city … values. Found again when they are asked for: ways.
        archive(coming, under_way);
    }

private:
    struct Ways;
    struct Coming {
        traffic::Arrival arrival;
        bool is_turned_away = false;
    };
    // A vehicle that drives on, where to, and what its first arrival told.
    struct UnderWay {
        std::uint32_t leg = 0;
        core::NodeId to;
        core::Millis departure_ms = 0;
        core::Millis free_ms = 0;
    };
    static bool later(Coming const& a, Coming const& b);
    [[nodiscard]] UnderWay take(traffic::Arrival const& arrival);
    // What becomes of the vehicle; car parks to which no way is open are left out.
    services::Parked park(services::VehicleComing const& vehicle, UnderWay const& came, traffic::Traffic& traffic);

    city::City const& city_;
    city::Plans const& plans_;
    std::array<services::Service*, city::mode_count> services_{};  // by mode; nullptr: nobody parks it
    network::RouteChoiceParameters parameters_;
    city::ValueOfTime values_;
    std::unique_ptr<Ways> ways_;
    std::vector<Coming> coming_;       // a heap, the next on top
    std::vector<UnderWay> under_way_;  // by leg
};

}  // namespace halong::simulation
