#include "geo/row_gzip.hpp"

#include <algorithm>
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <memory>

namespace halong::geo {
namespace {

// Letters and bits are written by blocks, beyond what they fill.
constexpr std::size_t spare_letters = 256;
constexpr std::size_t most_bits_of_digit = 8;

// A repeat's slot of RFC 1951, 3.2.5: its code and the extra bits behind it. Distances count from 1.
struct Slot {
    std::size_t code = 0;
    RowBits extra;
};

Slot slot_of_distance(std::size_t distance)
{
    std::size_t const from_zero = distance - 1;
    if (from_zero < 4) return {from_zero, {}};
    auto const bits = static_cast<std::uint32_t>(std::bit_width(from_zero)) - 2;
    return {std::size_t{2} * bits + (from_zero >> bits), {from_zero & ((std::size_t{1} << bits) - 1), bits}};
}

std::size_t slot_of_length(std::size_t length)
{
    constexpr std::size_t first = 257;
    std::size_t const from_zero = length - shortest_repeat;
    if (length == longest_repeat) return 285;
    if (from_zero < 8) return first + from_zero;
    auto const bits = static_cast<std::size_t>(std::bit_width(from_zero)) - 3;
    return first + 4 * bits + (from_zero >> bits);
}

RowBits packed_bits(std::uint32_t code)
{
    constexpr std::uint32_t count_bits = 5;  // isal_hufftables: the count lowest, then the bits
    return {code >> count_bits, code & ((1U << count_bits) - 1)};
}

void put_little_endian(std::string& text, std::uint32_t number)
{
    for (unsigned shift = 0; shift < 32; shift += 8) text.push_back(static_cast<char>(number >> shift & 255U));
}

}  // namespace

void ExpectedRows::add_letters(std::string_view letters, std::uint64_t times)
{
    for (char const letter : letters) letters_[static_cast<unsigned char>(letter)] += times;
}

void ExpectedRows::add_length(std::size_t length, std::uint64_t times)
{
    core::ensure(length >= shortest_repeat && length <= longest_repeat, "a repeat has 3 to 258 letters");
    letters_[slot_of_length(length)] += times;
}

void ExpectedRows::add_distance(std::size_t distance, std::uint64_t times)
{
    core::ensure(distance >= 1 && distance <= farthest_repeat, "a repeat reaches back 1 to 32,768 letters");
    distances_[slot_of_distance(distance).code] += times;
}

RowCode::RowCode(ExpectedRows const& expected)
{
    auto const histogram = std::make_unique<isal_huff_histogram>();
    std::ranges::copy(expected.letters_, histogram->lit_len_histogram);
    std::ranges::copy(expected.distances_, histogram->dist_histogram);
    auto const tables = std::make_unique<isal_hufftables>();
    core::ensure(isal_create_hufftables(tables.get(), histogram.get()) == 0, "there is a code for expected rows");

    head_.assign(reinterpret_cast<char const*>(tables->deflate_hdr), tables->deflate_hdr_count);
    head_.front() = static_cast<char>(static_cast<unsigned char>(head_.front()) | 1U);  // the member's only block
    head_end_ = {tables->deflate_hdr[tables->deflate_hdr_count], tables->deflate_hdr_extra_bits};
    head_end_.value &= (std::uint64_t{1} << head_end_.count) - 1;
    for (std::size_t i = 0; i < letters_.size(); ++i) letters_[i] = {tables->lit_table[i], tables->lit_table_sizes[i]};
    block_end_ = {tables->lit_table[letters_.size()], tables->lit_table_sizes[letters_.size()]};
    for (std::size_t length = shortest_repeat; length <= longest_repeat; ++length)
        lengths_[length] = packed_bits(tables->len_table[length - shortest_repeat]);
    for (std::size_t i = 0; i < distance_codes_.size(); ++i)
        distance_codes_[i] = {tables->dcodes[i], tables->dcodes_sizes[i]};
    for (std::size_t distance = 1; distance < near_.size(); ++distance) near_[distance] = far(distance);

    for (char digit = '0'; digit <= '9'; ++digit)
        core::ensure(letter(digit).count <= most_bits_of_digit, "digits are expected often");
    auto const word_of = [this](std::string_view digits) {
        RowWord word;
        for (char const digit : digits) word = word.then({static_cast<unsigned char>(digit), 1, letter(digit)});
        return word;
    };
    for (std::uint32_t number = 0; number < first_digits_.size(); ++number) {
        std::string const digits = std::to_string(number);
        first_digits_[number] = word_of(digits);
        more_digits_[number] = word_of(std::string(3 - digits.size(), '0') + digits);
        if (number < two_digits_.size()) two_digits_[number] = word_of((number < 10 ? "0" : "") + digits);
    }
}

RowBits RowCode::far(std::size_t distance) const
{
    Slot const slot = slot_of_distance(distance);
    return distance_codes_[slot.code].then(slot.extra);
}

void RowPhrase::append(std::string_view words)
{
    core::ensure(size_ + words.size() <= letters_.size(), "a phrase has 192 letters at most");
    std::ranges::copy(words, letters_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += words.size();
}

void RowPen::refuse()
{
    throw core::InternalFault("a repeat has 3 to 258 letters, which stood 1 to 32,768 before and within the member");
}

RowPen RowPen::with_words(RowPen pen, std::string_view words)
{
    pen.words(words);
    return pen;
}

RowGzip::RowGzip(RowCode const& code, std::size_t most_letters)
    : code_(code),
      most_letters_(most_letters),
      letters_(most_letters + spare_letters),
      // A letter has at most 15 bits, and a repeat at most 48 for its 3 letters or more.
      out_(2 * most_letters + code.head_.size() + spare_letters)
{
    begin();
}

void RowGzip::begin()
{
    pen_ = RowPen();
    pen_.code_ = &code_;
    pen_.begin_ = pen_.letters_ = letters_.data();
    pen_.out_ = std::ranges::copy(code_.head_, out_.data()).out;
    pen_.put(code_.head_end_);
}

void RowGzip::refuse_room() { throw core::InternalFault("a member of gzip is closed before it is full"); }

void RowGzip::close(std::string& members)
{
    std::string_view const letters = text();
    if (letters.empty()) return;
    pen_.put(code_.block_end_);
    if (pen_.bit_count_ > 0) ++pen_.out_;  // its last byte has been stored already
    // RFC 1952, 2.3: deflated, no more fields, no time, quickest way, of Unix.
    constexpr std::string_view head("\x1f\x8b\x08\x00\x00\x00\x00\x00\x04\x03", 10);
    members.append(head);
    members.append(reinterpret_cast<char const*>(out_.data()), static_cast<std::size_t>(pen_.out_ - out_.data()));
    put_little_endian(members,
                      crc32_gzip_refl(0, reinterpret_cast<unsigned char const*>(letters.data()), letters.size()));
    put_little_endian(members, static_cast<std::uint32_t>(letters.size()));
    begin();
}

}  // namespace halong::geo
