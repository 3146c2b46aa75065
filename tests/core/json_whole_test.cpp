// Whole numbers out of JSON: what is none, or too large, is refused and never made into another.
#include "core/json_whole.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>

using halong::core::get_whole;
using halong::core::whole_of;
using nlohmann::json;

TEST_CASE("a whole number is taken as it is, up to the ends of its type")
{
    CHECK(whole_of<std::int64_t>(json::parse("-9223372036854775808")) == std::numeric_limits<std::int64_t>::min());
    CHECK(whole_of<std::int64_t>(json::parse("9223372036854775807")) == std::numeric_limits<std::int64_t>::max());
    CHECK(whole_of<std::uint64_t>(json::parse("18446744073709551615")) == std::numeric_limits<std::uint64_t>::max());
    CHECK(whole_of<int>(json(-7)) == -7);
}

TEST_CASE("what is no whole number of the type is refused")
{
    for (auto const* text : {"7.5", "7.0", "1e300", "-1e300", "18446744073709551616", "9223372036854775808", "\"7\"",
                             "null", "true", "[7]"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(whole_of<std::int64_t>(json::parse(text)), json::type_error);
    }
    CHECK_THROWS_AS(whole_of<std::uint64_t>(json(-1)), json::type_error);
    CHECK_THROWS_AS(whole_of<int>(json(3'000'000'000)), json::type_error);
}

TEST_CASE("lists of whole numbers are taken whole or not at all")
{
    std::vector<std::array<int, 2>> pairs;
    get_whole(json::parse("[[1, 2], [3, 4]]"), pairs);
    CHECK(pairs == std::vector<std::array<int, 2>>{{1, 2}, {3, 4}});
    CHECK_THROWS_AS(get_whole(json::parse("[[1, 2], [3]]"), pairs), json::exception);
    CHECK_THROWS_AS(get_whole(json::parse("[[1, 2], [3, 1e99]]"), pairs), json::exception);
    CHECK_THROWS_AS(get_whole(json::parse("{\"a\": [1, 2]}"), pairs), json::exception);
}
