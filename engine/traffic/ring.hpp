// Many small queues of one kind in one block of memory. Each grows by itself; what it leaves is used again.
#pragma once

#include "traffic/huge_pages.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace halong::traffic {

// Where one queue lies in its pool. A new ring holds nothing and takes no memory.
struct Ring {
    std::uint32_t offset = 0;
    std::uint32_t first = 0;  // position of the front, below the capacity
    std::uint32_t size : 26 = 0;
    std::uint32_t log2_capacity : 6 = 0;  // 0: no memory yet

    [[nodiscard]] bool empty() const { return size == 0; }
    [[nodiscard]] std::uint32_t capacity() const { return log2_capacity == 0 ? 0U : 1U << log2_capacity; }
    // Place in the pool of the item `i` places behind the front.
    [[nodiscard]] std::size_t place(std::uint32_t i) const
    {
        return offset + ((first + i) & ((1U << log2_capacity) - 1U));
    }
};

static_assert(sizeof(Ring) == 12);

template <class T>
class RingPool {
public:
    [[nodiscard]] T& at(Ring const& ring, std::uint32_t i) { return items_[ring.place(i)]; }
    [[nodiscard]] T const& at(Ring const& ring, std::uint32_t i) const { return items_[ring.place(i)]; }
    [[nodiscard]] T& front(Ring const& ring) { return items_[ring.offset + ring.first]; }
    [[nodiscard]] T const& front(Ring const& ring) const { return items_[ring.offset + ring.first]; }
    // Where the item behind the last would go; only for prefetching.
    [[nodiscard]] T const* address_of_end(Ring const& ring) const { return items_.data() + ring.place(ring.size); }
    [[nodiscard]] std::size_t bytes() const { return items_.capacity() * sizeof(T); }

    void push_back(Ring& ring, T const& item)
    {
        if (ring.size == ring.capacity()) grow(ring);
        items_[ring.place(ring.size)] = item;
        ++ring.size;
    }

    void pop_front(Ring& ring)
    {
        ring.first = (ring.first + 1) & ((1U << ring.log2_capacity) - 1U);
        --ring.size;
    }

    // Inserts before the items at the back for which goes_after(existing) holds. Returns the position taken.
    template <class Predicate>
    std::uint32_t insert_sorted(Ring& ring, T const& item, Predicate const& goes_after)
    {
        std::uint32_t i = ring.size;
        if (i == ring.capacity()) grow(ring);
        T* const block = items_.data() + ring.offset;
        std::uint32_t const mask = (1U << ring.log2_capacity) - 1U;
        std::uint32_t const first = ring.first;
        for (; i > 0 && goes_after(block[(first + i - 1) & mask]); --i) {
            block[(first + i) & mask] = block[(first + i - 1) & mask];
        }
        block[(first + i) & mask] = item;
        ++ring.size;
        return i;
    }

private:
    static constexpr std::uint32_t first_log2 = 2;  // four vehicles fill a cache line

    void grow(Ring& ring)
    {
        Ring larger;
        larger.log2_capacity = ring.log2_capacity == 0 ? first_log2 : ring.log2_capacity + 1U;
        larger.offset = allocate(larger.log2_capacity);
        larger.size = ring.size;
        for (std::uint32_t i = 0; i < ring.size; ++i) items_[larger.offset + i] = items_[ring.place(i)];
        if (ring.log2_capacity != 0) free_[ring.log2_capacity].push_back(ring.offset);
        ring = larger;
    }

    std::uint32_t allocate(std::uint32_t log2_capacity)
    {
        auto& free = free_[log2_capacity];
        if (!free.empty()) {
            std::uint32_t const offset = free.back();
            free.pop_back();
            return offset;
        }
        auto const offset = static_cast<std::uint32_t>(items_.size());
        items_.resize(items_.size() + (std::size_t{1} << log2_capacity));
        return offset;
    }

    BigColumn<T> items_;
    std::array<std::vector<std::uint32_t>, 32> free_;  // offsets of unused blocks, by log2 of their size
};

}  // namespace halong::traffic
