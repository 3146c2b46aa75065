#include "scenario/words.hpp"

#include "network/vehicle_class.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace halong::scenario;

TEST_CASE("words stand in the order of their enumerators")
{
    CHECK(word_of(DayKind::weekday) == "weekday");
    CHECK(word_of(DayKind::holiday) == "holiday");
    CHECK(word_of(Better::less) == "less");
    CHECK(word_of(ServiceKind::camera) == "camera");
    CHECK(word_of(Anchor::junctions) == "junctions");
    CHECK(word_of(Anchor::points) == "points");
    CHECK(word_of(DoriLevel::detect) == "detect");
    CHECK(word_of(DoriLevel::identify) == "identify");
}

TEST_CASE("no word stands twice in a list")
{
    for (auto const& words : {place_kind_words(), road_class_words(), vehicle_class_words(), words_of(Anchor{}),
                              words_of(DoriLevel{}), words_of(DayKind{})}) {
        CHECK(std::set<std::string_view>(words.begin(), words.end()).size() == words.size());
    }
}

TEST_CASE("vehicles are called as the network calls them")
{
    auto const words = vehicle_class_words();
    REQUIRE(words.size() == static_cast<std::size_t>(halong::network::vehicle_class_count));
    for (std::size_t i = 0; i < words.size(); ++i) CHECK(words[i] == halong::network::vehicle_classes[i].name);
}
