// Gzip (RFC 1952) of texts whose writer knows where letters repeat: it tells what is new and what stood before, so that nothing is
// searched. One code for all rows, made once (RFC 1951, 3.2.7). ISA-L stays inside the .cpp.
#pragma once

#include "core/error.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace halong::geo {

static_assert(std::endian::native == std::endian::little, "bits are stored by eight bytes at a time");

inline constexpr std::size_t shortest_repeat = 3;       // letters
inline constexpr std::size_t longest_repeat = 258;      // letters
inline constexpr std::size_t farthest_repeat = 32'768;  // letters back

// Bits of a code, the first one lowest.
struct RowBits {
    std::uint64_t value = 0;
    std::uint32_t count = 0;

    [[nodiscard]] RowBits then(RowBits next) const { return {value | next.value << count, count + next.count}; }
};

// At most 7 letters with their bits, at most 56, put together once.
class RowWord {
public:
    RowWord() = default;
    RowWord(std::uint64_t letters, std::uint64_t size, RowBits bits)
        : letters_(letters | size << 56U), bits_(bits.value | std::uint64_t{bits.count} << 56U)
    {}
    // Sizes above 7 letters or 56 bits come out wrong: RowCode::number() gives none.
    [[nodiscard]] RowWord then(RowWord next) const
    {
        return {(letters_ & low) | (next.letters_ & low) << 8 * size(), size() + next.size(), bits().then(next.bits())};
    }
    [[nodiscard]] std::uint64_t letters() const { return letters_; }  // the first one lowest; above them anything
    [[nodiscard]] std::size_t size() const { return letters_ >> 56U; }
    [[nodiscard]] RowBits bits() const { return {bits_ & low, static_cast<std::uint32_t>(bits_ >> 56U)}; }

private:
    static constexpr std::uint64_t low = (std::uint64_t{1} << 56U) - 1;
    std::uint64_t letters_ = 0;
    std::uint64_t bits_ = 0;
};

// How often letters and repeats are expected: what is frequent gets few bits. What is not told may come all the same.
class ExpectedRows {
public:
    void add_letters(std::string_view letters, std::uint64_t times);
    // Repeats of 3 … 258 letters.
    void add_length(std::size_t length, std::uint64_t times);
    // Repeats of what stood 1 … 32,768 letters before.
    void add_distance(std::size_t distance, std::uint64_t times);

private:
    friend class RowCode;
    std::array<std::uint64_t, 286> letters_{};  // and lengths, by symbol of RFC 1951, 3.2.5
    std::array<std::uint64_t, 30> distances_{};
};

// The bits of letters and repeats. Digits must be expected so often that each has at most 8 bits.
class RowCode {
public:
    explicit RowCode(ExpectedRows const& expected);

    [[nodiscard]] RowBits letter(char letter) const { return letters_[static_cast<unsigned char>(letter)]; }
    // 3 … 258 letters that stood 1 … 32,768 before, which the caller sees to.
    [[nodiscard]] RowBits repeat(std::size_t length, std::size_t distance) const
    {
        return lengths_[length].then(distance < near_.size() ? near_[distance] : far(distance));
    }
    static constexpr std::uint32_t numbers_end = 10'000'000;
    // The decimal digits of a number below `numbers_end`, which the caller sees to.
    [[nodiscard]] RowWord number(std::uint32_t number) const
    {
        if (number < 1'000) return first_digits_[number];
        if (number < 1'000'000) return first_digits_[number / 1'000].then(more_digits_[number % 1'000]);
        return first_digits_[number / 1'000'000].then(
            more_digits_[number / 1'000 % 1'000].then(more_digits_[number % 1'000]));
    }

    // A number below 100 with two digits, which the caller sees to.
    [[nodiscard]] RowWord two_digits(std::uint32_t number) const { return two_digits_[number]; }

private:
    friend class RowGzip;
    [[nodiscard]] RowBits far(std::size_t distance) const;

    std::string head_;  // of a block, but for what fills no byte
    RowBits head_end_;
    RowBits block_end_;
    std::array<RowBits, 256> letters_;
    std::array<RowBits, longest_repeat + 1> lengths_;
    std::array<RowBits, 30> distance_codes_;
    std::array<RowBits, 1024> near_;  // by distance
    std::array<RowWord, 1'000> first_digits_;
    std::array<RowWord, 1'000> more_digits_;  // three of them, with zeros in front
    std::array<RowWord, 100> two_digits_;
};

// Words that many rows have, and where they stood last in the member that is being written.
class RowPhrase {
public:
    static constexpr std::size_t most_letters = 192;
    static constexpr std::int64_t nowhere = -(std::int64_t{1} << 32U);

    RowPhrase() = default;
    explicit RowPhrase(std::string_view words) { append(words); }

    void clear() { size_ = 0; }
    void append(std::string_view words);
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::string_view words() const { return {letters_.data(), size_}; }
    [[nodiscard]] char const* letters() const { return letters_.data(); }  // `most_letters` may be read

    std::int64_t at = nowhere;

private:
    std::array<char, most_letters> letters_{};
    std::size_t size_ = 0;
};

// Writes on behind what a RowGzip holds. A small value, so that it stays in registers: copy it, write, and give it back with
// RowGzip::set(). Room for what is written must have been asked for by RowGzip::need().
class RowPen {
public:
    // Letters from the begin of the member.
    [[nodiscard]] std::size_t at() const { return static_cast<std::size_t>(letters_ - begin_); }

    // How far back a place in the member is; too far for a repeat, where it is nowhere.
    [[nodiscard]] std::size_t distance_to(std::int64_t place) const
    {
        return static_cast<std::size_t>(static_cast<std::int64_t>(at()) - place);
    }

    [[gnu::always_inline]] void word(RowWord word)
    {
        std::uint64_t const letters = word.letters();
        std::memcpy(letters_, &letters, sizeof letters);
        letters_ += word.size();
        put(word.bits());
    }
    // The decimal digits of any number.
    [[gnu::always_inline]] void number(std::uint32_t number)
    {
        if (number >= RowCode::numbers_end) [[unlikely]]
            return words(std::to_string(number));
        word(code_->number(number));
    }
    void letter(char letter)
    {
        *letters_++ = letter;
        put(code_->letter(letter));
    }
    void words(std::string_view words)
    {
        std::size_t at = 0;
        for (; at + 3 <= words.size(); at += 3) {  // at most 45 bits
            std::memcpy(letters_, words.data() + at, 3);
            letters_ += 3;
            put(code_->letter(words[at]).then(code_->letter(words[at + 1])).then(code_->letter(words[at + 2])));
        }
        for (; at < words.size(); ++at) letter(words[at]);
    }
    // `size` letters that stood `distance` before, copied from `from`, where they stand too; `most` may be read there.
    template <std::size_t most>
    [[gnu::always_inline]] void repeat(char const* from, std::size_t size, std::size_t distance)
    {
        require_repeat(size, distance);
        if (size > most) [[unlikely]]
            refuse();
#ifdef _GLIBCXX_ASSERTIONS
        for (std::size_t i = 0; i < size; ++i)
            core::ensure(from[i] == (i < distance ? *(letters_ - distance + i) : from[i - distance]), "letters repeat");
#endif
        std::memcpy(letters_, from, most);
        letters_ += size;
        put(code_->repeat(size, distance));
    }
    // The same, copied from there; `distance` is `most` or more.
    template <std::size_t most>
    void repeat(std::size_t size, std::size_t distance)
    {
        if (distance < most || distance > at()) [[unlikely]]
            refuse();
        repeat<most>(letters_ - distance, size, distance);
    }
    // The same, copied from there by blocks up to `most`, which may reach into what is written: only letters behind the first
    // `size` come out otherwise, and those are written anew. `distance` is `size` or more.
    template <std::size_t most>
    [[gnu::always_inline]] void repeat_row(std::size_t size, std::size_t distance)
    {
        require_repeat(size, distance);
        static_assert(most % block_letters == 0);
        if (size > most || size > distance) [[unlikely]]
            refuse();
        std::array<char, block_letters> block;
        for (std::size_t at = 0; at < most; at += block_letters) {
            std::memcpy(block.data(), letters_ - distance + at, block_letters);
            std::memcpy(letters_ + at, block.data(), block_letters);
        }
        letters_ += size;
        put(code_->repeat(size, distance));
    }
    // As a repeat, where it has stood in this member and not too far back. Quickest for `usual` letters or fewer.
    template <std::size_t usual>
    [[gnu::always_inline]] void phrase(RowPhrase& phrase)
    {
        auto const distance = distance_to(phrase.at);
        auto const here = static_cast<std::int64_t>(at());
        if (distance <= farthest_repeat && phrase.size() <= usual) [[likely]] {
            repeat<usual>(phrase.letters(), phrase.size(), distance);
        } else if (distance <= farthest_repeat) {
            repeat<RowPhrase::most_letters>(phrase.letters(), phrase.size(), distance);
        } else {
            *this = with_words(*this, phrase.words());
        }
        phrase.at = here;
    }
    // The same, wherever they stood.
    void repeat(std::size_t size, std::size_t distance)
    {
        require_repeat(size, distance);
        for (std::size_t i = 0; i < size; ++i) letters_[i] = *(letters_ - distance + i);  // may overlap
        letters_ += size;
        put(code_->repeat(size, distance));
    }

private:
    friend class RowGzip;
    static constexpr std::size_t block_letters = 16;
    [[gnu::always_inline]] void require_repeat(std::size_t size, std::size_t distance) const
    {
        bool const is_possible = size - shortest_repeat <= longest_repeat - shortest_repeat &&
                                 distance - 1 < farthest_repeat && distance <= at();
        if (!is_possible) [[unlikely]]
            refuse();
    }
    [[noreturn]] static void refuse();
    // Apart, and by value, so that the pen of whoever writes stays in registers.
    [[gnu::cold]] static RowPen with_words(RowPen pen, std::string_view words);
    [[gnu::always_inline]] void put(RowBits bits)
    {
        bits_ |= bits.value << bit_count_;
        bit_count_ += bits.count;
        std::memcpy(out_, &bits_, sizeof bits_);
        out_ += bit_count_ / 8;
        bits_ >>= bit_count_ & ~7U;
        bit_count_ &= 7U;
    }

    RowCode const* code_ = nullptr;
    char* begin_ = nullptr;
    char* letters_ = nullptr;
    unsigned char* out_ = nullptr;
    std::uint64_t bits_ = 0;
    std::uint32_t bit_count_ = 0;  // fewer than 8
};

// Text as members of gzip, each closed when the caller says so. Repeats reach back to the begin of their member.
class RowGzip {
public:
    // The code outlives this object. `most_letters`: of a member.
    RowGzip(RowCode const& code, std::size_t most_letters);

    [[nodiscard]] std::string_view text() const { return {letters_.data(), pen_.at()}; }  // of this member
    [[nodiscard]] RowPen pen() const { return pen_; }
    void set(RowPen pen) { pen_ = pen; }
    // What follows has at most this many letters.
    void need(std::size_t letters) const
    {
        if (pen_.at() + letters > most_letters_) [[unlikely]]
            refuse_room();
    }
    // Appends the member, if it has any letters, and begins the next.
    void close(std::string& members);

private:
    [[noreturn]] static void refuse_room();
    void begin();

    RowCode const& code_;
    std::size_t most_letters_;
    std::vector<char> letters_;
    std::vector<unsigned char> out_;
    RowPen pen_;
};

}  // namespace halong::geo
