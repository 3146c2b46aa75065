// Columns that may be kept: their values lie in memory of their own, or in a file that is mapped (mapped_file.hpp).
#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace halong::core {

// Lends a vector the place of its first values, where they stand already; all else comes from the heap. A copy of the
// vector, and one that has grown, has memory of its own. Whoever changes values changes them for himself alone.
template <class T>
class KeptAllocator {
    static_assert(std::is_trivially_copyable_v<T>, "values of a column are bytes, wherever they lie");

public:
    using value_type = T;
    using propagate_on_container_move_assignment = std::true_type;
    using propagate_on_container_swap = std::true_type;
    using is_always_equal = std::false_type;

    KeptAllocator() = default;
    // The first allocation, which must be of `count` values, is of those at `values`; `lender` keeps them there.
    KeptAllocator(T* values, std::size_t count, std::shared_ptr<void const> lender)
        : lent_(values), lent_count_(count), lender_(std::move(lender))
    {}
    template <class Other>
    KeptAllocator(KeptAllocator<Other> const&) noexcept
    {}
    KeptAllocator(KeptAllocator const&) = default;
    KeptAllocator& operator=(KeptAllocator const&) = default;
    // The other forgets what was lent, whose place may become the heap's once the lender is gone.
    KeptAllocator(KeptAllocator&& other) noexcept { *this = std::move(other); }
    KeptAllocator& operator=(KeptAllocator&& other) noexcept
    {
        lent_ = std::exchange(other.lent_, nullptr);
        lent_count_ = std::exchange(other.lent_count_, 0);
        is_lent_ = std::exchange(other.is_lent_, false);
        lender_ = std::move(other.lender_);
        return *this;
    }
    ~KeptAllocator() = default;
    [[nodiscard]] KeptAllocator select_on_container_copy_construction() const { return {}; }

    T* allocate(std::size_t count)
    {
        if (lent_ == nullptr || is_lent_ || count != lent_count_) return std::allocator<T>{}.allocate(count);
        is_lent_ = true;
        return lent_;
    }
    void deallocate(T* values, std::size_t count)
    {
        if (values != lent_) std::allocator<T>{}.deallocate(values, count);
    }
    // What is lent has its values.
    template <class U>
    void construct(U* value)
    {
        if (!is_among_lent(value)) ::new (static_cast<void*>(value)) U();
    }
    // Whether the vector's values are the lent ones.
    [[nodiscard]] bool is_lent(T const* values) const { return lent_ != nullptr && values == lent_; }

    bool operator==(KeptAllocator const& other) const { return lent_ == other.lent_; }

private:
    [[nodiscard]] bool is_among_lent(T const* value) const
    {
        return lent_ != nullptr && value >= lent_ && value < lent_ + lent_count_;
    }

    T* lent_ = nullptr;
    std::size_t lent_count_ = 0;
    bool is_lent_ = false;
    std::shared_ptr<void const> lender_;
};

template <class T>
using KeptColumn = std::vector<T, KeptAllocator<T>>;

}  // namespace halong::core
