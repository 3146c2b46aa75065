// Columns on large memory pages. A move touches a dozen places that are far apart; with pages of 4 KiB the processor
// spends as long on finding the page as on reading it. Elsewhere than on Linux these are ordinary vectors.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace halong::traffic {

template <class T>
struct HugePageAllocator {
    using value_type = T;

    HugePageAllocator() = default;
    template <class Other>
    HugePageAllocator(HugePageAllocator<Other> const&)
    {}

    T* allocate(std::size_t count)
    {
        std::size_t const bytes = count * sizeof(T);
        void* const memory = ::operator new(bytes, alignment(bytes));
#if defined(__linux__) && defined(MADV_HUGEPAGE)
        // Only advice: where it is refused, ordinary pages serve as well.
        if (bytes >= page_bytes) static_cast<void>(::madvise(memory, bytes, MADV_HUGEPAGE));
#endif
        return static_cast<T*>(memory);
    }
    void deallocate(T* memory, std::size_t count) { ::operator delete(memory, alignment(count * sizeof(T))); }

    template <class Other>
    bool operator==(HugePageAllocator<Other> const&) const
    {
        return true;
    }

private:
    static constexpr std::size_t page_bytes = std::size_t{2} << 20U;
    static constexpr std::size_t line_bytes = 64;
    static std::align_val_t alignment(std::size_t bytes)
    {
        return std::align_val_t{bytes >= page_bytes ? page_bytes : line_bytes};
    }
};

template <class T>
using BigColumn = std::vector<T, HugePageAllocator<T>>;

}  // namespace halong::traffic
