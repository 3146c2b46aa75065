// Asking for memory before it is needed. Only hints: results do not depend on them.
#pragma once

#include <cstddef>

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

// Calls work(i) for i in [0, size), in order, each after the four stages have run for i, some items ahead of it and of
// each other, so that each stage can read what the stage before it has asked for.
template <class First, class Second, class Third, class Fourth, class Work>
void look_ahead(std::size_t size, First const& first, Second const& second, Third const& third, Fourth const& fourth,
                Work const& work)
{
    constexpr std::size_t lead = 5;  // items: about 200 ns of memory latency over 40 ns and more of work for each
    for (std::size_t i = 0; i < size + 4 * lead; ++i) {
        if (i < size) first(i);
        if (i >= lead && i - lead < size) second(i - lead);
        if (i >= 2 * lead && i - 2 * lead < size) third(i - 2 * lead);
        if (i >= 3 * lead && i - 3 * lead < size) fourth(i - 3 * lead);
        if (i >= 4 * lead) work(i - 4 * lead);
    }
}

}  // namespace halong::traffic
