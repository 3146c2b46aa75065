#include "simulation/changes.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/time.hpp"
#include "traffic/road_control.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <utility>

namespace halong::simulation {
namespace {

constexpr std::int64_t most_servers = 10'000;
constexpr std::int64_t most_vnd = 10'000'000;

[[noreturn]] void refuse(std::string message, std::string help)
{
    throw core::UserError(core::Diagnostic{"", 0, 0, std::move(message), std::move(help)});
}

// A link by its stable id and its street. UserError when there is none.
std::string link_text(network::Network const& network, core::LinkId link)
{
    if (link.value() >= network.link_count()) {
        refuse(fmt::format("there is no link {}", link.value()),
               fmt::format("links are 0 to {}", network.link_count() - 1));
    }
    return fmt::format("link {} ({})", core::hex(network.stable_id(link)), network.name(link));
}

city::Place const& place_of(city::City const& city, core::PlaceId place, std::string_view help)
{
    if (place.value() >= city.places.size())
        refuse(fmt::format("there is no place {}", place.value()), std::string(help));
    return city.places[place];
}

}  // namespace

Change set_green(traffic::Traffic& traffic, network::Network const& network, core::LinkId link,
                 traffic::GreenTime green, core::Millis now_ms)
{
    std::string const name = link_text(network, link);
    if (!traffic.green(link)) {
        refuse(name + " ends at a signal whose turns have greens of their own",
               "take another link: plans by turn cannot be changed during a day");
    }
    if (!traffic::fits(green)) {
        refuse(fmt::format("a green of {} ms from {} ms on does not fit a cycle of {} ms", green.length_ms,
                           green.start_ms, green.cycle_ms),
               "begin within the cycle, and last more than 0 and at most the cycle");
    }
    traffic.set_green(link, green);
    std::string const what = green.has_signal() ? fmt::format("green for {} ms from {} ms on of each {} ms",
                                                              green.length_ms, green.start_ms, green.cycle_ms)
                                                : "no signal";
    return {now_ms, name + ": " + what};
}

Change shut(traffic::Traffic& traffic, network::Network const& network, core::LinkId link, core::Millis until_ms,
            core::Millis now_ms)
{
    std::string const name = link_text(network, link);
    traffic.shut(link, until_ms);
    return {now_ms, until_ms > now_ms ? fmt::format("{}: no vehicle enters until {}", name, core::clock_text(until_ms))
                                      : name + ": open"};
}

Change change_spot(std::span<std::unique_ptr<services::Service> const> services, city::City const& city,
                   services::SpotNow const& wanted, core::Millis now_ms)
{
    constexpr std::string_view help = "give a place where people queue: see spots()";
    auto const& name = place_of(city, wanted.place, help).name;
    if (wanted.servers < 0 || wanted.servers > most_servers || wanted.capacity < 0) {
        refuse(fmt::format("{} gates and room for {} persons are asked for", wanted.servers, wanted.capacity),
               "give 1 to 10,000 gates, and room for 1 person or more; 0: as they are");
    }
    bool const done =
        std::ranges::any_of(services, [&](auto const& service) { return service->change_spot(wanted, now_ms); });
    if (!done) refuse(name + " has no such gates or limit", std::string(help));
    return {now_ms, fmt::format("{}: {} gates, room for {} (0: as before)", name, wanted.servers, wanted.capacity)};
}

Change change_price(std::span<std::unique_ptr<services::Service> const> services, traffic::Traffic& traffic,
                    city::City const& city, services::PriceNow const& wanted, core::Millis now_ms)
{
    constexpr std::string_view help = "give a service with a place or link of it: see prices()";
    bool const is_toll = wanted.service == "toll" && !wanted.place.valid();
    std::string const name = is_toll ? link_text(city.network, wanted.link) : place_of(city, wanted.place, help).name;
    if (wanted.vnd < 0 || wanted.vnd > most_vnd) {
        refuse(fmt::format("a price of {} VND is asked for", wanted.vnd), fmt::format("give 0 to {} VND", most_vnd));
    }
    bool const done =
        std::ranges::any_of(services, [&](auto const& service) { return service->change_price(wanted, now_ms); });
    if (!done) refuse(fmt::format("{} takes no price of the service '{}'", name, wanted.service), std::string(help));
    if (is_toll) traffic.set_toll({wanted.link, wanted.vnd});
    return {now_ms, fmt::format("{}: {} for {} VND", name, wanted.service, wanted.vnd)};
}

}  // namespace halong::simulation
