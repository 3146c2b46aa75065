// Asking for memory before it is needed. Only hints: results do not depend on them.
#pragma once

#include <cstddef>

namespace halong::traffic {

inline void prefetch(void const* address)
{
#if defined(__GNUC__) || defined(__clang__)
    __builtin_prefetch(address);
#else
    static_cast<void>(address);
#endif
}

// Calls work(i) for i in [0, size), in order, each after first(i), second(i) and third(i) have run a few items ahead,
// so that each stage can read what the stage before it has asked for.
template <class First, class Second, class Third, class Work>
void look_ahead(std::size_t size, First const& first, Second const& second, Third const& third, Work const& work)
{
    // Distances in items: about 100 ns of memory latency over 20-50 ns of work for an item.
    constexpr std::size_t to_second = 6;
    constexpr std::size_t to_third = to_second + 5;
    constexpr std::size_t to_work = to_third + 4;
    for (std::size_t i = 0; i < size + to_work; ++i) {
        if (i < size) first(i);
        if (i >= to_second && i - to_second < size) second(i - to_second);
        if (i >= to_third && i - to_third < size) third(i - to_third);
        if (i >= to_work) work(i - to_work);
    }
}

}  // namespace halong::traffic
