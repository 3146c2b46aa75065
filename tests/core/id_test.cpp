// Strong ids, columns indexed by them, and ranges of ids.
#include "core/ids.hpp"

#include <catch2/catch.hpp>
#include <type_traits>
#include <unordered_set>

using namespace halong::core;

// Ids of different kinds are different types, and no number turns into one unasked.
static_assert(!std::is_same_v<NodeId, LinkId>);
static_assert(!std::is_convertible_v<NodeId, LinkId>);
static_assert(!std::is_constructible_v<NodeId, LinkId>);
static_assert(!std::is_convertible_v<int, NodeId>);
static_assert(!std::is_convertible_v<NodeId, std::uint32_t>);
static_assert(std::is_trivially_copyable_v<NodeId> && sizeof(NodeId) == 4);

TEST_CASE("an id is invalid until it is given a value")
{
    CHECK_FALSE(NodeId{}.valid());
    CHECK_FALSE(static_cast<bool>(NodeId{}));
    CHECK(NodeId{0}.valid());
    CHECK(NodeId{7}.value() == 7);
    CHECK(NodeId{std::size_t{7}} == NodeId{7U});
    CHECK(NodeId{1} < NodeId{2});
    CHECK(NodeId{1'000'000} < NodeId{});  // invalid ids sort last
    std::unordered_set<LinkId> const set{LinkId{1}, LinkId{2}, LinkId{1}};
    CHECK(set.size() == 2);
}

TEST_CASE("a column gives the id under which a value stands")
{
    Column<ZoneId, int> column;
    CHECK(column.empty());
    auto const first = column.push_back(10);
    auto const second = column.push_back(20);
    CHECK(first == ZoneId{0});
    CHECK(column[second] == 20);
    column[first] = 11;
    CHECK(column.values() == std::vector<int>{11, 20});
    column.resize(3, 5);
    CHECK(column[ZoneId{2}] == 5);
    CHECK(Column<ZoneId, int>(2, 7).values() == std::vector<int>{7, 7});
    int sum = 0;
    for (int const value : column) sum += value;
    CHECK(sum == 36);
}

TEST_CASE("a range of ids runs from first to last")
{
    std::vector<std::uint32_t> seen;
    for (NodeId const id : IdRange<NodeId>(3)) seen.push_back(id.value());
    for (NodeId const id : IdRange<NodeId>(5, 7)) seen.push_back(id.value());
    for (NodeId const id : IdRange<NodeId>(0)) seen.push_back(id.value());
    CHECK(seen == std::vector<std::uint32_t>{0, 1, 2, 5, 6});
}
