// A file that goes to the disk while it is written: complete or absent.
#include "core/steady_file.hpp"

#include "core/error.hpp"
#include "support/file_bytes.hpp"
#include "support/full_disk.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <iterator>
#include <string>

using namespace halong;

TEST_CASE("a steady file holds what was put, and nothing before it is committed")
{
    test::ScratchFolder const folder;
    auto const path = folder.path() / "large.bin";
    std::string expected;
    {
        core::SteadyFile file(path);
        for (int i = 0; i < 150; ++i) {
            std::string const piece(200'000, static_cast<char>('a' + i % 26));
            file.put(piece);
            expected += piece;
        }
        CHECK_FALSE(std::filesystem::exists(path));
        file.commit();
        CHECK(test::bytes_of(path) == expected);
        CHECK(std::filesystem::file_size(path) == expected.size());
    }
    for (std::size_t const bytes : {10UL, 5'000'000UL, 20'000'000UL}) {
        core::SteadyFile given_up(folder.path() / "other.bin");
        given_up.put(std::string(bytes, 'x'));
    }
    for (std::size_t const bytes : {0UL, 1UL, 4UL << 20U, (4UL << 20U) + 1, 12UL << 20U}) {
        core::SteadyFile file(path);
        file.put(std::string(bytes, 'y'));
        file.commit();
        CHECK(std::filesystem::file_size(path) == bytes);
    }
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
    {
        auto const put_and_commit = [&](std::size_t bytes) {
            core::SteadyFile file(folder.path() / "full.bin");
            for (std::size_t i = 0; i < bytes; i += 100'000) file.put(std::string(100'000, 'x'));
            file.commit();
        };
        test::FullDisk const full(5'000'000);
        CHECK_THROWS_AS(put_and_commit(5'100'000), core::CannotWrite);
        CHECK_THROWS_AS(put_and_commit(50'000'000), core::CannotWrite);
    }
    CHECK_FALSE(std::filesystem::exists(folder.path() / "full.bin"));
    CHECK_THROWS_AS(core::SteadyFile(folder.path() / "missing" / "x.bin"), core::CannotWrite);
}
