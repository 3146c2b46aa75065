// Asking for memory before it is needed. Only hints: results do not depend on them.
#pragma once

#include <cstddef>
#include <utility>

namespace halong::traffic {

inline void prefetch(void const* address)
{
#if defined(__GNUC__) || defined(__clang__)
    __builtin_prefetch(address);
    // GCC takes a function that only prefetches for one without effect and leaves out calls of it; this stops that.
    __asm__ volatile("");
#else
    static_cast<void>(address);
#endif
}

// How many items a stage of look_ahead runs ahead of the next: about 200 ns of memory latency over 40 ns and more of
// work for each.
inline constexpr std::size_t look_ahead_lead = 5;

namespace detail {

// Runs each stage for the item that is its turn; indices that lie before the first item wrap round and are too large.
template <std::size_t... stage, class... Stages>
void run_stages(std::size_t i, std::size_t size, std::index_sequence<stage...>, Stages const&... stages)
{
    (..., (i - stage * look_ahead_lead < size ? stages(i - stage * look_ahead_lead) : void()));
}

}  // namespace detail

// Calls work(i) for i in [0, size), in order, each after all stages have run for i, some items ahead of it and of each
// other, so that each stage can read what the stage before it has asked for. Arguments: the stages, then the work.
template <class... StagesAndWork>
void look_ahead(std::size_t size, StagesAndWork const&... stages)
{
    if (size == 0) return;
    constexpr std::size_t stage_count = sizeof...(StagesAndWork);
    std::size_t const end = size + (stage_count - 1) * look_ahead_lead;
    for (std::size_t i = 0; i < end; ++i) {
        detail::run_stages(i, size, std::make_index_sequence<stage_count>{}, stages...);
    }
}

}  // namespace halong::traffic
