#include "traffic/ranks.hpp"

#include <chrono>

namespace halong::traffic {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

}  // namespace

void Ranks::exchange(std::span<int const> others, std::span<std::string const> sent, std::span<std::string> received)
{
    auto const start = Clock::now();
    do_exchange(others, sent, received);
    messages_.exchange_wall_s += seconds_since(start);
    ++messages_.exchanges;
    messages_.messages += static_cast<std::int64_t>(sent.size());
    for (std::string const& message : sent) messages_.bytes += static_cast<std::int64_t>(message.size());
}

std::vector<std::string> Ranks::gather(std::string const& mine)
{
    auto const start = Clock::now();
    auto all = do_gather(mine);
    messages_.gather_wall_s += seconds_since(start);
    ++messages_.gathers;
    messages_.gathered_bytes += static_cast<std::int64_t>(mine.size());
    return all;
}

}  // namespace halong::traffic
