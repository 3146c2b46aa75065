// Hashes: known answers of XXH3, and a digest that notices any difference.
#include "core/hash.hpp"

#include "core/error.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <unistd.h>

using namespace halong::core;

TEST_CASE("hashes are XXH3's")
{
    CHECK(hash_of("") == 0x2d06800538d394c2ULL);  // published for the empty input, seed 0
    CHECK(hex(0x2d06800538d394c2ULL) == "2d06800538d394c2");
    CHECK(hex(0) == "0000000000000000");
    CHECK(hash_of("Hạ Long") != hash_of("Ha Long"));
}

TEST_CASE("combining depends on both numbers and on their order")
{
    std::set<std::uint64_t> seen;
    for (std::uint64_t a = 0; a < 50; ++a) {
        for (std::uint64_t b = 0; b < 50; ++b) seen.insert(combine(a, b));
    }
    CHECK(seen.size() == 2'500);
}

TEST_CASE("the hash of a file is that of its content, over several blocks")
{
    auto const path = std::filesystem::temp_directory_path() / ("halong_hash_" + std::to_string(::getpid()));
    std::string content;
    for (int i = 0; i < 50'000; ++i) content += std::to_string(i);
    std::ofstream(path, std::ios::binary) << content;
    CHECK(hash_of_file(path) == hex(hash_of(content)));
    std::ofstream(path, std::ios::binary | std::ios::trunc).flush();
    CHECK(hash_of_file(path) == hex(hash_of("")));
    std::filesystem::remove(path);
    CHECK_THROWS_AS(hash_of_file(path), UserError);
    CHECK_THROWS_WITH(hash_of_file(path), path.string() +
                                              ": error: cannot be read\n    help: check that the file "
                                              "exists and may be read");
    CHECK_THROWS_AS(hash_of_file(std::filesystem::temp_directory_path()), UserError);  // a folder
}

TEST_CASE("a digest differs when a value, its place, its order or the split into columns differs")
{
    auto const digest_of = [](std::vector<std::vector<int>> const& columns) {
        Digest digest;
        for (auto const& column : columns) digest.add(column);
        return digest.value();
    };
    std::uint64_t const base = digest_of({{1, 2, 3}, {4}});
    CHECK(digest_of({{1, 2, 3}, {4}}) == base);
    CHECK(digest_of({{1, 2, 4}, {4}}) != base);
    CHECK(digest_of({{2, 1, 3}, {4}}) != base);
    CHECK(digest_of({{4}, {1, 2, 3}}) != base);
    CHECK(digest_of({{1, 2}, {3, 4}}) != base);
    CHECK(digest_of({{1, 2, 3, 4}}) != base);
    CHECK(digest_of({{1, 2, 3}, {4}, {}}) != base);
    Digest texts;
    texts.add("ab");
    texts.add("c");
    Digest other;
    other.add("a");
    other.add("bc");
    CHECK(texts.value() != other.value());
}
