#include "traffic/ranks.hpp"

#include "core/error.hpp"
#include "core/phase_timer.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <numeric>
#include <utility>

namespace halong::traffic {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

void Ranks::exchange(std::span<int const> others, std::span<std::string const> sent, std::span<std::string> received)
{
    auto const start = Clock::now();
    do_exchange(others, sent, received);
    messages_.exchange_wall_s += core::seconds_since(start);
    ++messages_.exchanges;
    messages_.messages += static_cast<std::int64_t>(sent.size());
    for (std::string const& message : sent) messages_.bytes += static_cast<std::int64_t>(message.size());
}

std::vector<std::string> Ranks::gather(std::string const& mine)
{
    auto const start = Clock::now();
    auto all = do_gather(mine);
    messages_.gather_wall_s += core::seconds_since(start);
    ++messages_.gathers;
    messages_.gathered_bytes += static_cast<std::int64_t>(mine.size());
    return all;
}

std::vector<std::string> Ranks::deal(std::vector<std::string> to)
{
    auto const start = Clock::now();
    auto const own = static_cast<std::size_t>(rank_);
    core::ensure(to.size() == static_cast<std::size_t>(count_), "a rank says something to each of them");
    std::vector<std::string> all(to.size());
    all[own] = std::move(to[own]);
    std::vector<int> others(to.size());
    std::iota(others.begin(), others.end(), 0);
    others.erase(others.begin() + rank_);
    to.erase(to.begin() + rank_);
    std::vector<std::string> received(others.size());
    do_exchange(others, to, received);
    for (std::size_t i = 0; i < others.size(); ++i) all[static_cast<std::size_t>(others[i])] = std::move(received[i]);
    ++messages_.deals;
    for (std::string const& message : to) messages_.dealt_bytes += static_cast<std::int64_t>(message.size());
    messages_.gather_wall_s += core::seconds_since(start);
    return all;
}

std::vector<std::string> Ranks::tell_first(std::string const& mine)
{
    constexpr std::size_t slice = std::size_t{1} << 28U;
    std::string own_size(sizeof(std::uint64_t), '\0');
    std::uint64_t const size = mine.size();
    std::memcpy(own_size.data(), &size, sizeof size);
    std::uint64_t longest = 0;  // of all but the first
    auto const sizes = do_gather(own_size);
    for (std::size_t rank = 1; rank < sizes.size(); ++rank) {
        std::uint64_t other = 0;
        std::memcpy(&other, sizes[rank].data(), sizeof other);
        longest = std::max(longest, other);
    }
    std::vector<int> others{0};
    if (rank_ == 0) {
        others.resize(static_cast<std::size_t>(count_) - 1);
        std::iota(others.begin(), others.end(), 1);
    }
    std::vector<std::string> all(rank_ == 0 ? sizes.size() : 0);
    if (rank_ == 0) all[0] = mine;
    std::vector<std::string> sent(others.size());
    std::vector<std::string> received(others.size());
    for (std::uint64_t done = 0; done < longest; done += slice) {
        if (rank_ != 0) sent[0] = done < size ? mine.substr(done, slice) : std::string();
        do_exchange(others, sent, received);
        for (std::size_t i = 0; rank_ == 0 && i < received.size(); ++i) all[i + 1] += received[i];
    }
    return all;
}

}  // namespace halong::traffic
