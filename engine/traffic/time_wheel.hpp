// Items sorted roughly by when they are due, so that a window finds its own without looking at the others.
#pragma once

#include "core/time.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace halong::traffic {

using core::Millis;

// Buckets of equal width round a wheel. An item beyond the wheel's reach waits in the last bucket and is put back.
template <class Item>
class TimeWheel {
public:
    explicit TimeWheel(Millis width_ms) : width_ms_(width_ms), buckets_(bucket_count) {}

    [[nodiscard]] std::size_t size() const { return size_; }

    // `due_ms` is at or after the end of the last take_due.
    void put(Item const& item, Millis due_ms)
    {
        Millis const slot = std::min(due_ms / width_ms_, slot_ + static_cast<Millis>(bucket_count) - 1);
        buckets_[static_cast<std::size_t>(slot) % bucket_count].push_back(item);
        ++size_;
    }

    // Calls take(item) for all items due before `end_ms`, in no particular order; due_of(item) tells when that is.
    // `take` may put items back that are due at `end_ms` or later. Ends must not decrease.
    template <class DueOf, class Take>
    void take_due(Millis end_ms, DueOf const& due_of, Take const& take)
    {
        Millis const last_slot = (end_ms - 1) / width_ms_;
        if (size_ == 0) slot_ = std::max(slot_, last_slot);
        while (slot_ <= last_slot) {
            taken_.swap(buckets_[static_cast<std::size_t>(slot_) % bucket_count]);
            size_ -= taken_.size();
            // Items that are put back must land in a bucket that is not behind us.
            Millis const next_slot = end_ms >= (slot_ + 1) * width_ms_ ? slot_ + 1 : slot_;
            bool const done = slot_ == last_slot;
            slot_ = next_slot;
            for (Item const& item : taken_) {
                if (due_of(item) < end_ms) {
                    take(item);
                } else {
                    put(item, due_of(item));
                }
            }
            taken_.clear();
            if (done) return;
        }
    }

    // Calls look(item) for all items, in no particular order.
    template <class Look>
    void for_each(Look const& look) const
    {
        for (auto const& bucket : buckets_) std::for_each(bucket.begin(), bucket.end(), look);
    }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [width_ms, slot, size, buckets, taken] = self;  // given: width; empty between calls: taken
        archive(slot, size);
        archive.fixed(buckets);
    }

private:
    static constexpr std::size_t bucket_count = 4'096;

    Millis width_ms_;
    Millis slot_ = 0;  // of the first bucket that may hold items
    std::size_t size_ = 0;
    std::vector<std::vector<Item>> buckets_;
    std::vector<Item> taken_;
};

}  // namespace halong::traffic
