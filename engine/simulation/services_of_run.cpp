#include "simulation/services_of_run.hpp"

#include "core/random.hpp"
#include "services/camera.hpp"
#include "services/wifi.hpp"

namespace halong::simulation {

std::vector<std::unique_ptr<services::Service>> make_services(city::City const& city, city::Plans const& plans,
                                                              scenario::Scenario const& scenario)
{
    core::Random const random(scenario.seed);
    std::vector<std::unique_ptr<services::Service>> services;
    services.push_back(services::make_wifi(city, plans, scenario.wifi, random));
    services.push_back(services::make_camera(city, plans, scenario.camera, scenario.weather, random));
    return services;
}

std::vector<std::uint8_t> watched_links(std::size_t link_count,
                                        std::vector<std::unique_ptr<services::Service>> const& services)
{
    std::vector<std::uint8_t> watched(link_count, 0);
    for (auto const& service : services) {
        for (core::LinkId const link : service->watched_links()) watched[link.value()] = 1;
    }
    return watched;
}

}  // namespace halong::simulation
