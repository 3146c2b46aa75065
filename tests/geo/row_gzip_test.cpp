// Gzip whose writer tells repeats: zlib reads back what was written, whatever had been expected.
#include "geo/row_gzip.hpp"

#include "core/error.hpp"
#include "support/gunzip.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace halong;
using namespace halong::geo;

namespace {

constexpr std::size_t room = 300'000;

RowCode code_for_digits()
{
    ExpectedRows expected;
    expected.add_letters("0123456789", 1'000);
    expected.add_length(40, 500);
    expected.add_distance(100, 500);
    return RowCode(expected);
}

std::string closed(RowGzip& gzip)
{
    std::string members;
    gzip.close(members);
    return members;
}

}  // namespace

TEST_CASE("repeats of every length and of many distances come back")
{
    RowCode const code = code_for_digits();
    RowGzip gzip(code, room);
    std::mt19937 random(7);
    for (std::size_t distance :
         {1UL, 2UL, 3UL, 4UL, 5UL, 7UL, 64UL, 257UL, 1'023UL, 1'024UL, 1'025UL, 32'767UL, 32'768UL}) {
        auto pen = gzip.pen();
        std::string expected;
        for (std::size_t i = 0; i < distance; ++i) expected += static_cast<char>(random());
        pen.words(expected);
        for (std::size_t length = shortest_repeat; length <= longest_repeat; ++length) {
            for (std::size_t i = 0; i < length; ++i) expected += expected[expected.size() - distance];
            pen.repeat(length, distance);
        }
        gzip.set(pen);
        REQUIRE(gzip.text() == expected);
        CHECK(test::gunzip(closed(gzip)) == expected);
    }
}

TEST_CASE("each distance comes back")
{
    RowCode const code = code_for_digits();
    RowGzip gzip(code, room);
    std::mt19937 random(11);
    auto pen = gzip.pen();
    for (std::size_t i = 0; i < farthest_repeat; ++i) pen.letter(static_cast<char>('a' + random() % 26));
    gzip.set(pen);
    std::string const first(gzip.text());
    for (std::size_t begin = 1; begin <= farthest_repeat; begin += 4'096) {
        std::string expected = first;
        for (std::size_t distance = begin; distance < begin + 4'096; ++distance) {
            for (int i = 0; i < 3; ++i) expected += expected[expected.size() - distance];
            pen.repeat(3, distance);
        }
        gzip.set(pen);
        REQUIRE(gzip.text() == expected);
        CHECK(test::gunzip(closed(gzip)) == expected);
        pen = gzip.pen();
        pen.words(first);
        gzip.set(pen);
    }
}

TEST_CASE("random rows come back in their members, with any code")
{
    ExpectedRows odd;
    odd.add_letters("0123456789", 1U << 30U);
    for (std::uint64_t i = 0; i < 26; ++i)
        odd.add_letters(std::string(1, static_cast<char>('a' + i)), std::uint64_t{1} << i);
    for (RowCode const& code : {code_for_digits(), RowCode(odd)}) {
        RowGzip gzip(code, room);
        std::mt19937 random(13);
        std::string members;
        std::string expected;
        for (int member = 0; member < 20; ++member) {
            std::size_t const begin = expected.size();
            std::size_t const rows = random() % 300;
            auto pen = gzip.pen();
            for (std::size_t row = 0; row < rows; ++row) {
                gzip.need(600);
                auto const number = static_cast<std::uint32_t>(random() % 10'000'000) >> random() % 24;
                std::string const words = "row " + std::to_string(number) + '\n';
                pen.words("row ");
                pen.word(code.number(number));
                pen.letter('\n');
                expected += words;
                std::size_t const so_far = expected.size() - begin;
                std::size_t const distance = 1 + random() % std::min(so_far, farthest_repeat);
                std::size_t const length = shortest_repeat + random() % (longest_repeat - shortest_repeat + 1);
                std::string repeated;
                for (std::size_t i = 0; i < length; ++i) {
                    expected += expected[expected.size() - distance];
                    repeated += expected.back();
                }
                repeated.resize(256 + 32);
                if (row % 2 == 0 && length <= 256) {
                    pen.repeat<256>(repeated.data(), length, distance);
                } else {
                    pen.repeat(length, distance);
                }
                gzip.set(pen);
            }
            gzip.close(members);
        }
        CHECK(test::gunzip(members) == expected);
    }
}

TEST_CASE("numbers have their digits, and no letters make no member")
{
    RowCode const code = code_for_digits();
    RowGzip gzip(code, room);
    CHECK(closed(gzip).empty());
    std::string expected;
    auto pen = gzip.pen();
    for (std::uint32_t const number :
         {0U, 7U, 10U, 99U, 100U, 999U, 1'000U, 1'001U, 40'030U, 999'999U, 1'000'000U, 2'000'300U, 9'999'999U}) {
        expected += std::to_string(number);
        pen.word(code.number(number));
    }
    gzip.set(pen);
    CHECK(test::gunzip(closed(gzip)) == expected);
    CHECK(gzip.text().empty());
    CHECK(closed(gzip).empty());
}

TEST_CASE("a phrase is a repeat where it has stood, and letters where it has not, whatever its length")
{
    RowCode const code = code_for_digits();
    RowGzip gzip(code, room);
    for (std::size_t const size : {3UL, 16UL, 17UL, 191UL, 192UL}) {
        RowPhrase phrase(std::string(size, 'x'));
        std::string expected;
        auto pen = gzip.pen();
        for (std::size_t const between : {5UL, 200UL, 32'768UL - size, 32'769UL - size, 3UL}) {
            pen.phrase<16>(phrase);
            expected += phrase.words();
            for (std::size_t i = 0; i < between; ++i) expected += static_cast<char>('a' + i % 23);
            pen.words(std::string_view(expected).substr(expected.size() - between));
        }
        gzip.set(pen);
        REQUIRE(gzip.text() == expected);
        CHECK(test::gunzip(closed(gzip)) == expected);
    }
    RowPhrase phrase("0123456789");
    CHECK_THROWS_AS(phrase.append(std::string(183, 'x')), core::InternalFault);
}

TEST_CASE("a row that is repeated as a block has its letters, however near it stood")
{
    RowCode const code = code_for_digits();
    RowGzip gzip(code, room);
    for (std::size_t const size : {3UL, 15UL, 16UL, 17UL, 63UL, 64UL}) {
        for (std::size_t const more : {0UL, 1UL, 7UL, 40UL, 200UL}) {
            std::string expected;
            for (std::size_t i = 0; i < size + more; ++i) expected += static_cast<char>('a' + i % 23);
            auto pen = gzip.pen();
            pen.words(expected);
            for (int times = 0; times < 3; ++times) {
                pen.repeat_row<64>(size, size + more);
                expected += expected.substr(expected.size() - size - more, size);
                pen.words("01");
                expected += "01";
            }
            CHECK_THROWS_AS(pen.repeat_row<64>(size, size - 1), core::InternalFault);
            gzip.set(pen);
            REQUIRE(gzip.text() == expected);
            CHECK(test::gunzip(closed(gzip)) == expected);
        }
    }
    CHECK_THROWS_AS(gzip.pen().repeat_row<64>(65, 100), core::InternalFault);
}

TEST_CASE("repeats that cannot be are refused")
{
    RowCode const code = code_for_digits();
    RowGzip gzip(code, room);
    auto pen = gzip.pen();
    CHECK_THROWS_AS(pen.repeat(3, 1), core::InternalFault);  // before the member's begin
    pen.words(std::string(40'000, 'x'));
    CHECK_NOTHROW(pen.repeat(3, 32'768));
    for (std::size_t const length : {0UL, 1UL, 2UL, 259UL, 1UL << 40U})
        CHECK_THROWS_AS(pen.repeat(length, 10), core::InternalFault);
    for (std::size_t const distance : {0UL, 32'769UL, 1UL << 40U})
        CHECK_THROWS_AS(pen.repeat(3, distance), core::InternalFault);
    std::string const far(64, 'x');
    CHECK_THROWS_AS(pen.repeat<64>(far.data(), 65, 100), core::InternalFault);
    gzip.set(pen);
    gzip.need(room - pen.at());
    CHECK_THROWS_AS(gzip.need(room - pen.at() + 1), core::InternalFault);
    ExpectedRows expected;
    CHECK_THROWS_AS(expected.add_length(2, 1), core::InternalFault);
    CHECK_THROWS_AS(expected.add_distance(0, 1), core::InternalFault);
}
