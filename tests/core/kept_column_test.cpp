// Columns whose values are lent: used where they lie, changed for one alone, and as any vector otherwise.
#include "core/kept_column.hpp"

#include "core/archive.hpp"
#include "core/mapped_file.hpp"
#include "core/sealed_file.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

using namespace halong;
using core::KeptColumn;
using core::LentBytes;
using test::ScratchFolder;

namespace {

constexpr core::SealedKind kind{"HLTTEST ", "file of a test", 1};

struct Table {
    std::string name;  // of a length that moves what follows
    KeptColumn<std::uint64_t> key;
    KeptColumn<std::uint8_t> mode;
    KeptColumn<double> x;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [name, key, mode, x] = self;
        archive.section("table");
        archive(name, mode, key, x);
    }
    bool operator==(Table const&) const = default;
};

Table table_of(std::size_t rows, std::size_t letters)
{
    Table table{std::string(letters, 'n'), {}, {}, {}};
    for (std::size_t row = 0; row < rows; ++row) {
        table.key.push_back(row * 1'000'003);
        table.mode.push_back(static_cast<std::uint8_t>(row % 13));
        table.x.push_back(static_cast<double>(row) / 7);
    }
    return table;
}

std::string bytes_of(Table const& table)
{
    core::ArchiveWriter writer;
    writer(table);
    return writer.take();
}

Table table_in(LentBytes const& bytes)
{
    Table table;
    core::ArchiveReader reader(bytes, "test");
    reader(table);
    reader.finish();
    return table;
}

template <class T>
bool lies_in(KeptColumn<T> const& column, LentBytes const& bytes)
{
    auto const* const begin = reinterpret_cast<char const*>(column.data());
    return begin >= bytes.data && begin + column.size() * sizeof(T) <= bytes.data + bytes.size;
}

}  // namespace

TEST_CASE("columns of a mapped file stay where they lie, whatever stands before them", "[core][kept_column]")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "table";
    auto const letters = GENERATE(range(std::size_t{0}, std::size_t{9}));
    auto const rows = GENERATE(as<std::size_t>(), 0, 1, 2, 7, 10'000);
    Table const table = table_of(rows, letters);
    core::write_sealed(path, kind, bytes_of(table));
    LentBytes const bytes = core::map_sealed(path, kind);
    Table const mapped = table_in(bytes);
    CHECK(mapped == table);
    if (rows == 0) return;
    CHECK(lies_in(mapped.key, bytes));
    CHECK(lies_in(mapped.mode, bytes));
    CHECK(lies_in(mapped.x, bytes));
    CHECK(mapped.key.get_allocator().is_lent(mapped.key.data()));
}

TEST_CASE("what is lent outlives the file's name and the mapping's holder", "[core][kept_column]")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "table";
    Table const table = table_of(5'000, 3);
    core::write_sealed(path, kind, bytes_of(table));
    Table mapped = table_in(core::map_sealed(path, kind));
    std::filesystem::remove(path);
    CHECK(mapped == table);
    auto const* const place = mapped.key.data();
    Table moved = std::move(mapped);
    CHECK(moved == table);
    CHECK(moved.key.get_allocator().is_lent(place));

    // Who has been moved from has nothing to do with that place any more. NOLINTBEGIN(bugprone-use-after-move)
    CHECK_FALSE(mapped.key.get_allocator().is_lent(place));
    CHECK(mapped.key.get_allocator() == core::KeptAllocator<std::uint64_t>{});
    mapped = std::move(moved);
    CHECK_FALSE(moved.key.get_allocator().is_lent(place));
    CHECK(mapped == table);
    moved.key.resize(5'000);
    CHECK(std::ranges::count(moved.key, 0U) == 5'000);
    // NOLINTEND(bugprone-use-after-move)
}

TEST_CASE("changes of a lent column are seen by nobody else", "[core][kept_column]")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "table";
    Table const table = table_of(5'000, 3);
    core::write_sealed(path, kind, bytes_of(table));
    std::string const before = test::bytes_of(path);
    LentBytes const bytes = core::map_sealed(path, kind);
    Table mapped = table_in(bytes);
    Table copy = mapped;
    CHECK_FALSE(lies_in(copy.key, bytes));

    mapped.key[17] = 1;
    CHECK(lies_in(mapped.key, bytes));
    CHECK(copy == table);
    CHECK(table_in(core::map_sealed(path, kind)) == table);

    mapped.x.push_back(0.5);  // has no room there
    CHECK_FALSE(lies_in(mapped.x, bytes));
    CHECK(mapped.x.size() == 5'001);
    CHECK(mapped.x[4'999] == table.x[4'999]);
    mapped.x.resize(5'003);
    CHECK(mapped.x.back() == 0.0);

    copy.key = mapped.key;
    CHECK(copy.key == mapped.key);
    CHECK_FALSE(lies_in(copy.key, bytes));
    std::swap(copy.key, mapped.key);
    CHECK(lies_in(copy.key, bytes));
    mapped.key.clear();
    mapped.key.resize(5'000);
    CHECK(std::accumulate(mapped.key.begin(), mapped.key.end(), std::uint64_t{0}) == 0);
    CHECK(test::bytes_of(path) == before);
}

TEST_CASE("a column that nobody lends anything is a vector", "[core][kept_column]")
{
    KeptColumn<std::uint32_t> column{1, 2};
    column.insert(column.begin(), 3, 9);
    column.resize(7);
    CHECK(column == KeptColumn<std::uint32_t>{9, 9, 9, 1, 2, 0, 0});
    KeptColumn<std::uint32_t> other;
    other = std::move(column);
    column = {4};
    CHECK(other.size() == 7);
    CHECK(column.front() == 4);
}

TEST_CASE("mapped files that are not there, empty, damaged or no files are refused", "[core][mapped_file]")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "table";
    auto const refusal = [&] {
        return test::message_of<core::UserError>([&] { static_cast<void>(core::map_sealed(path, kind)); });
    };
    CHECK_THAT(refusal(), Catch::Contains("no such file"));
    std::filesystem::create_directory(path);
    CHECK_THAT(refusal(), Catch::Contains("it is a folder"));
    std::filesystem::remove(path);
    core::write_sealed(path, kind, bytes_of(table_of(10, 1)));
    std::string const whole = test::bytes_of(path);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        std::filesystem::resize_file(path, length);
        REQUIRE_THAT(refusal(), Catch::Contains(length < 40 ? "cut off" : "bytes of content instead of"));
        core::write_sealed(path, kind, bytes_of(table_of(10, 1)));
    }
    CHECK(core::is_on_local_disk("/proc/self") == false);
    CHECK(core::is_on_local_disk(folder.path() / "nothing") == false);
}
