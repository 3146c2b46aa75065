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
        for (int i = 0; i < 50; ++i) {
            std::string const piece(200'000, static_cast<char>('a' + i % 26));
            file.put(piece);
            expected += piece;
        }
        CHECK_FALSE(std::filesystem::exists(path));
        file.commit();
        CHECK(test::bytes_of(path) == expected);
        CHECK(std::filesystem::file_size(path) == expected.size());
    }
    {
        core::SteadyFile given_up(folder.path() / "other.bin");
        given_up.put("never seen");
    }
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
    {
        test::FullDisk const full(100'000);
        core::SteadyFile file(folder.path() / "full.bin");
        CHECK_THROWS_AS(file.put(std::string(200'000, 'x')), core::CannotWrite);
    }
    CHECK_FALSE(std::filesystem::exists(folder.path() / "full.bin"));
    CHECK_THROWS_AS(core::SteadyFile(folder.path() / "missing" / "x.bin"), core::CannotWrite);
}
