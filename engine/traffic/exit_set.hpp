// A set of exits that are neighbours in memory.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace halong::traffic {

class ExitSet {
public:
    // Makes room for the exits [first, end), and empties the set.
    void cover(std::uint32_t first, std::uint32_t end)
    {
        first_ = first;
        end_ = end;
        words_.assign((end - first + bits - 1) / bits, 0);
    }

    [[nodiscard]] std::uint32_t first() const { return first_; }
    [[nodiscard]] std::uint32_t end() const { return end_; }

    [[nodiscard]] bool has(std::uint32_t exit) const
    {
        std::uint32_t const i = exit - first_;
        return (words_[i / bits] >> i % bits & 1U) != 0;
    }
    void clear() { words_.assign(words_.size(), 0); }
    void insert(std::uint32_t exit)
    {
        std::uint32_t const i = exit - first_;
        words_[i / bits] |= std::uint64_t{1} << i % bits;
    }

    // Calls visit(exit) in the order of their numbers.
    template <class Visit>
    void for_each(Visit const& visit) const
    {
        for (std::size_t word = 0; word < words_.size(); ++word) {
            for (std::uint64_t rest = words_[word]; rest != 0; rest &= rest - 1) visit(number(word, rest));
        }
    }

    // Asks keep(exit) in the order of their numbers, and removes those for which it is false.
    template <class Keep>
    void keep_if(Keep const& keep)
    {
        for (std::size_t word = 0; word < words_.size(); ++word) {
            for (std::uint64_t rest = words_[word]; rest != 0; rest &= rest - 1) {
                if (!keep(number(word, rest))) words_[word] &= ~(rest & (0 - rest));
            }
        }
    }

private:
    static constexpr std::uint32_t bits = 64;

    [[nodiscard]] std::uint32_t number(std::size_t word, std::uint64_t rest) const
    {
        return first_ + static_cast<std::uint32_t>(word) * bits + static_cast<std::uint32_t>(std::countr_zero(rest));
    }

    std::uint32_t first_ = 0;
    std::uint32_t end_ = 0;
    std::vector<std::uint64_t> words_;
};

}  // namespace halong::traffic
