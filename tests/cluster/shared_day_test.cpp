// People and ways that one rank makes and all map; where they cannot, each makes its own.
#include "cluster/shared_day.hpp"

#include "network/routes.hpp"
#include "support/scratch_folder.hpp"
#include "traffic/rank_threads.hpp"

#include <atomic>
#include <catch2/catch.hpp>

using namespace halong;
namespace fs = std::filesystem;

namespace {

network::Routes ways()
{
    network::Routes routes;
    for (std::uint32_t leg = 0; leg < 1'000; ++leg) {
        for (std::uint32_t link = 0; link < leg % 5; ++link) routes.links.emplace_back(leg + link);
        routes.offset.push_back(static_cast<std::uint32_t>(routes.links.size()));
    }
    return routes;
}

bool is_mapped(network::Routes const& routes)
{
    return routes.links.get_allocator().is_lent(routes.links.data()) &&
           routes.offset.get_allocator().is_lent(routes.offset.data());
}

// Of each of three ranks, with a folder for each: whether its ways are mapped, once they have proved to be the right ones.
// Counts how often they were made.
std::vector<int> mapped_by(std::vector<fs::path> const& folders, std::atomic<int>& made)
{
    return test::on_ranks(3, [&](traffic::Ranks& ranks) -> int {
        cluster::SharedDay const shared(ranks, folders[static_cast<std::size_t>(ranks.rank())]);
        auto const routes = shared.get<network::Routes>("ways", [&] {
            ++made;
            return ways();
        });
        auto const expected = ways();
        bool const is_right = routes.links == expected.links && routes.offset == expected.offset;
        shared.finish();
        return is_right ? static_cast<int>(is_mapped(routes)) : -1;
    });
}

}  // namespace

TEST_CASE("one rank makes the ways of all, and its file is gone at the end")
{
    test::ScratchFolder const folder;
    std::atomic<int> made = 0;
    CHECK(mapped_by({3, folder.path()}, made) == std::vector{1, 1, 1});
    CHECK(made == 1);
    CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a rank on another disk makes its own ways, whatever an older run has left there")
{
    test::ScratchFolder const folder;
    test::ScratchFolder const other;
    std::atomic<int> made = 0;
    CHECK(mapped_by({folder.path(), other.path(), folder.path()}, made) == std::vector{1, 0, 1});
    CHECK(made == 2);

    core::ArchiveWriter writer;
    writer(network::Routes{});
    fs::create_directory(other.path() / "shared");
    core::write_sealed(other.path() / "shared/ways.bin", {"HALONGSH", "part of a run that ranks share", 1},
                       writer.bytes());
    CHECK(mapped_by({folder.path(), other.path(), folder.path()}, made) == std::vector{1, 0, 1});
    CHECK(made == 4);
}

TEST_CASE("where no file can be written, every rank makes its own ways")
{
    test::ScratchFolder const folder;
    auto const file = folder.write("no_folder", "");
    std::atomic<int> made = 0;
    CHECK(mapped_by({3, file}, made) == std::vector{0, 0, 0});
    CHECK(made == 3);
}
