#include "traffic/rank_threads.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace halong;

TEST_CASE("each rank is dealt what every rank has for it, in the order of ranks", "[traffic]")
{
    auto const letter = [](int from, int to) {
        return to == 2 ? std::string() : std::to_string(from) + " to " + std::to_string(to);  // nothing for one of them
    };
    for (int const count : {1, 2, 4}) {
        CAPTURE(count);
        auto const dealt = test::on_ranks(count, [&](traffic::Ranks& ranks) {
            std::vector<std::string> to;
            for (int other = 0; other < count; ++other) to.push_back(letter(ranks.rank(), other));
            return std::pair(ranks.deal(to), ranks.messages());
        });
        for (int rank = 0; rank < count; ++rank) {
            auto const& [from, messages] = dealt[static_cast<std::size_t>(rank)];
            REQUIRE(from.size() == static_cast<std::size_t>(count));
            for (int other = 0; other < count; ++other) {
                CHECK(from[static_cast<std::size_t>(other)] == letter(other, rank));
            }
            CHECK(messages.deals == 1);
            CHECK((messages.dealt_bytes > 0) == (count > 1));
            CHECK(messages.exchanges == 0);
        }
    }
}
