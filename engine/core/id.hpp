// A strong identifier and a column indexed by it: ids of different kinds cannot be swapped.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace halong::core {

// A dense 32-bit index of one kind of thing. Default construction gives the invalid id.
template <class Tag>
class Id {
public:
    using Value = std::uint32_t;

    constexpr Id() = default;
    constexpr explicit Id(Value value) : value_(value) {}
    constexpr explicit Id(std::size_t value) : value_(static_cast<Value>(value)) {}
    constexpr explicit Id(int value) : value_(static_cast<Value>(value)) {}

    // The position in a column of this kind. Only meaningful when valid().
    [[nodiscard]] constexpr Value value() const { return value_; }
    [[nodiscard]] constexpr bool valid() const { return value_ != invalid_value; }
    constexpr explicit operator bool() const { return valid(); }
    constexpr auto operator<=>(Id const&) const = default;  // NOLINT(modernize-use-nullptr): sees one in it

private:
    static constexpr Value invalid_value = std::numeric_limits<Value>::max();
    Value value_ = invalid_value;
};

// A vector that only an id of its own kind can index.
template <class IdType, class T>
class Column {
public:
    Column() = default;
    explicit Column(std::size_t size, T value = T{}) : data_(size, value) {}
    explicit Column(std::vector<T> data) : data_(std::move(data)) {}

    [[nodiscard]] T& operator[](IdType id) { return data_[id.value()]; }
    [[nodiscard]] T const& operator[](IdType id) const { return data_[id.value()]; }
    [[nodiscard]] std::size_t size() const { return data_.size(); }
    [[nodiscard]] bool empty() const { return data_.empty(); }
    void resize(std::size_t size, T value = T{}) { data_.resize(size, value); }
    void reserve(std::size_t size) { data_.reserve(size); }
    // Appends a value and returns the id under which it stands.
    IdType push_back(T value)
    {
        data_.push_back(std::move(value));
        return IdType{data_.size() - 1};
    }
    [[nodiscard]] std::vector<T>& values() { return data_; }
    [[nodiscard]] std::vector<T> const& values() const { return data_; }
    [[nodiscard]] auto begin() { return data_.begin(); }
    [[nodiscard]] auto end() { return data_.end(); }
    [[nodiscard]] auto begin() const { return data_.begin(); }
    [[nodiscard]] auto end() const { return data_.end(); }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        archive(self.data_);
    }

private:
    std::vector<T> data_;
};

// The ids 0 … size-1 as a range, for loops over a column.
template <class IdType>
class IdRange {
public:
    class Iterator {
    public:
        explicit Iterator(std::uint32_t value) : value_(value) {}
        IdType operator*() const { return IdType{value_}; }
        Iterator& operator++()
        {
            ++value_;
            return *this;
        }
        bool operator==(Iterator const&) const = default;

    private:
        std::uint32_t value_;
    };
    explicit IdRange(std::size_t size) : size_(static_cast<std::uint32_t>(size)) {}
    IdRange(std::uint32_t first, std::uint32_t last) : first_(first), size_(last) {}
    [[nodiscard]] Iterator begin() const { return Iterator{first_}; }
    [[nodiscard]] Iterator end() const { return Iterator{size_}; }

private:
    std::uint32_t first_ = 0;
    std::uint32_t size_ = 0;
};

}  // namespace halong::core

template <class Tag>
struct std::hash<halong::core::Id<Tag>> {
    std::size_t operator()(halong::core::Id<Tag> id) const noexcept { return id.value(); }
};
