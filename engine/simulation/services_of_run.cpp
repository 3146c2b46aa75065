#include "simulation/services_of_run.hpp"

#include "city/value_of_time.hpp"
#include "core/random.hpp"
#include "services/camera.hpp"
#include "services/charging.hpp"
#include "services/clinics.hpp"
#include "services/counters.hpp"
#include "services/entrances.hpp"
#include "services/operations.hpp"
#include "services/parking.hpp"
#include "services/schools.hpp"
#include "services/tolls.hpp"
#include "services/utilities.hpp"
#include "services/wifi.hpp"

#include <utility>

namespace halong::simulation {

std::vector<std::unique_ptr<services::Service>> make_services(city::City const& city, city::Plans const& plans,
                                                              scenario::Scenario const& scenario, ServicesOfRun which)
{
    core::Random const random(scenario.seed);
    city::ValueOfTime const values(scenario.value_of_time, scenario.seed);
    std::vector<std::unique_ptr<services::Service>> services;
    if (which == ServicesOfRun::all) {
        services.push_back(services::make_wifi(city, plans, scenario.wifi, random));
        services.push_back(services::make_camera(city, plans, scenario.camera, scenario.weather, random));
        services.push_back(
            services::make_operations(city, plans, scenario.operations, scenario.camera, scenario.weather, random));
        for (auto const kind : {services::ParkedKind::motorbike, services::ParkedKind::car}) {
            auto charging = services::make_charging(city, plans, kind, scenario, random);
            if (charging) services.push_back(std::move(charging));
        }
        if (auto utilities = services::make_utilities(city, plans, scenario.utilities)) {
            services.push_back(std::move(utilities));
        }
        if (auto tolls = services::make_tolls(city, plans)) services.push_back(std::move(tolls));
        if (auto schools = services::make_schools(city, plans)) services.push_back(std::move(schools));
    }
    for (auto const kind : {services::ParkedKind::motorbike, services::ParkedKind::car, services::ParkedKind::coach}) {
        if (auto parking = services::make_parking(city, plans, kind, scenario.parking, values)) {
            services.push_back(std::move(parking));
        }
    }
    if (auto entrances = services::make_entrances(city, plans, scenario.queues, scenario.power.gate_by_hand_factor)) {
        services.push_back(std::move(entrances));
    }
    if (auto counters = services::make_counters(city, plans, scenario.counters, random)) {
        services.push_back(std::move(counters));
    }
    if (auto clinics = services::make_clinics(city, plans, scenario.clinics, random)) {
        services.push_back(std::move(clinics));
    }
    return services;
}

std::vector<std::uint8_t> doors_of(city::Plans const& plans,
                                   std::vector<std::unique_ptr<services::Service>> const& services)
{
    std::vector<std::uint8_t> doors(plans.stay_count(), 0);
    bool any = false;
    for (std::size_t service = 0; service < services.size(); ++service) {
        for (std::uint32_t stay = 0; stay < plans.stay_count(); ++stay) {
            if (!services[service]->admits(stay)) continue;
            doors[stay] = static_cast<std::uint8_t>(service + 1);
            any = true;
        }
    }
    if (!any) doors.clear();
    return doors;
}

std::vector<std::uint8_t> watched_links(std::size_t link_count,
                                        std::vector<std::unique_ptr<services::Service>> const& services)
{
    std::vector<std::uint8_t> watched(link_count, 0);
    for (auto const& service : services) {
        for (core::LinkId const link : service->watched_links()) {
            watched[link.value()] = std::max(watched[link.value()], city::watch_passages);
        }
        for (core::LinkId const link : service->links_by_occupancy()) {
            watched[link.value()] = city::watch_occupancy;
        }
    }
    return watched;
}

}  // namespace halong::simulation
