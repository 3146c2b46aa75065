#include "services/detection_chances.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

using namespace halong;
using services::Chance;
using services::DetectionChances;

namespace {

constexpr std::uint32_t legs = 1'000;
constexpr std::size_t seen_at_least = 3;
constexpr std::size_t parts = 4;
constexpr int minutes = 60;

// By minute, in the order of time, with the rank that finds each: now this one, now another, as vehicles cross the city.
std::vector<std::vector<std::pair<Chance, std::uint32_t>>> some_chances(std::uint32_t ranks)
{
    std::mt19937 random(17);
    std::vector<std::vector<std::pair<Chance, std::uint32_t>>> all(minutes);
    for (int minute = 0; minute < minutes; ++minute) {
        for (int i = 0; i < 500; ++i) {
            core::Millis const time_ms = minute * core::ms_per_minute + 100 * i;
            auto const chance = static_cast<float>(random() % 1'000) / 1'000;
            all[static_cast<std::size_t>(minute)].push_back(
                {{static_cast<std::uint32_t>(random() % legs), time_ms, chance},
                 static_cast<std::uint32_t>(random() % ranks)});
        }
    }
    return all;
}

std::size_t part_of(std::uint32_t leg) { return leg % parts; }

bool equal(DetectionChances const& a, DetectionChances const& b)
{
    for (std::uint32_t leg = 0; leg < legs; ++leg) {
        if (!std::ranges::equal(a.of(leg), b.of(leg))) return false;
    }
    return true;
}

std::vector<core::ArchiveReader> readers(std::vector<std::string> const& texts)
{
    std::vector<core::ArchiveReader> all;
    for (std::string const& text : texts) all.emplace_back(text, "memory");
    return all;
}

// All ranks tell each other what they found.
void tell_all(std::vector<DetectionChances>& ranks)
{
    std::vector<std::vector<std::string>> told(ranks.size());  // [to][from]
    for (DetectionChances& from : ranks) {
        std::vector<core::ArchiveWriter> to(ranks.size());
        from.tell(to);
        for (std::size_t i = 0; i < to.size(); ++i) told[i].push_back(to[i].take());
    }
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        auto from = readers(told[i]);
        ranks[i].hear(from);
        for (core::ArchiveReader const& reader : from) reader.finish();
    }
}

}  // namespace

TEST_CASE("equal chances give the binomial distribution")
{
    DetectionChances chances(2, seen_at_least, 1);
    constexpr int cameras = 10;
    constexpr double p = 0.2;
    for (int i = 0; i < cameras; ++i) chances.add({1, i, static_cast<float>(p)}, 0);
    double exactly = std::pow(1 - p, cameras);
    for (int i = 0; i < static_cast<int>(seen_at_least); ++i) {
        CHECK(double{chances.of(1)[static_cast<std::size_t>(i)]} == Approx(exactly).epsilon(1e-5));
        exactly *= (cameras - i) * p / ((i + 1) * (1 - p));
    }
    CHECK(chances.of(0)[0] == 1);  // nobody saw the other one
    CHECK(chances.of(0)[1] == 0);
}

TEST_CASE("chances that ranks find are those of one process bit by bit, on every rank once they are brought together")
{
    for (std::uint32_t const count : {1U, 2U, 3U, 5U}) {
        CAPTURE(count);
        DetectionChances alone(legs, seen_at_least, parts);
        std::vector<DetectionChances> ranks(count, DetectionChances(legs, seen_at_least, parts));
        for (std::uint32_t rank = 0; rank < count; ++rank) ranks[rank].share(rank, count);
        for (auto const& minute : some_chances(count)) {
            for (auto const& [chance, rank] : minute) {
                alone.add(chance, part_of(chance.leg));
                ranks[rank].add(chance, part_of(chance.leg));
            }
            tell_all(ranks);
        }
        std::vector<std::string> own;
        for (DetectionChances const& rank : ranks) {
            core::ArchiveWriter writer;
            rank.write_own(writer);
            own.push_back(writer.take());
        }
        if (count > 1) CHECK_FALSE(equal(ranks.front(), alone));
        for (DetectionChances& rank : ranks) {
            for (core::ArchiveReader& reader : readers(own)) {
                rank.take_in(reader);
                reader.finish();
            }
            CHECK(equal(rank, alone));
        }
    }
}
