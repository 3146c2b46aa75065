#include "city/foreseen.hpp"

namespace halong::city {
namespace {

// A signal that is taken away and put back has forgotten its dark hours, but its plans and timing as well.
void light_signals(network::Network& network)
{
    auto const dark = network.dark_signals();
    auto const plans = network.signal_plans();
    auto const timings = network.signal_timings();
    for (network::DarkSignal const& hours : dark) {
        network.set_signal(hours.node, false);
        network.set_signal(hours.node, true);
    }
    network.set_signal_plans(plans);
    for (network::SignalTiming const& timing : timings) network.set_signal_timing(timing);
}

}  // namespace

bool has_surprises(City const& city)
{
    Faults const& faults = city.faults;
    return !faults.sites.empty() || !faults.windows.empty() || !faults.gates.empty() || !faults.mains.empty() ||
           !faults.shut_roads.empty() || !city.network.dark_signals().empty();
}

City as_foreseen(City city)
{
    city.faults = {};
    if (!city.network.dark_signals().empty()) light_signals(city.network);
    return city;
}

}  // namespace halong::city
