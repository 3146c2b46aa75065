// State as bytes and back, and files that are refused when they are not whole.
#include "core/archive.hpp"

#include "core/error.hpp"
#include "core/sealed_file.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <fstream>
#include <vector>

using namespace halong;
using Catch::Contains;
using core::ArchiveReader;
using core::ArchiveWriter;
using test::message_of;
using test::ScratchFolder;

namespace {

struct Point {
    int x = 0;
    double y = 0;
    bool operator==(Point const&) const = default;
};

struct Queue {
    std::vector<Point> points;
    std::string name;
    std::int64_t sum = 0;
    int scratch = 0;
    bool operator==(Queue const&) const = default;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [points, name, sum, scratch] = self;
        archive(points, name, sum);
    }
};

class Town {
public:
    Town() = default;
    Town(std::vector<Queue> queues, std::size_t columns) : queues_(std::move(queues)), columns_(columns) {}
    bool operator==(Town const&) const = default;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [queues, columns] = self;
        archive.section("town");
        archive(queues);
        archive.fixed(columns);
    }

private:
    std::vector<Queue> queues_;
    std::vector<int> columns_;
};

Town some_town() { return {{{{{1, 2.5}, {-3, 0}}, "Bãi Cháy", 7, 0}, {{}, "", -1, 0}}, 3}; }

std::string bytes_of(auto const&... parts)
{
    ArchiveWriter writer;
    writer(parts...);
    return writer.bytes();
}

constexpr core::SealedKind kind{"TESTFILE", "test file", 3};

}  // namespace

TEST_CASE("what was written comes back, private members and lists of lists too")
{
    std::string const bytes = bytes_of(some_town(), std::uint8_t{9});
    ArchiveReader reader(bytes, "town");
    Town town({}, 3);
    std::uint8_t nine = 0;
    reader(town, nine);
    reader.finish();
    CHECK(town == some_town());
    CHECK(nine == 9);
}

TEST_CASE("an archive takes no more room than its bytes, which are counted before they are written")
{
    Town const town = some_town();
    std::vector<double> const column(100'000, 0.5);
    std::string const bytes = core::archive_of(town, std::uint8_t{9}, column);
    CHECK(bytes == bytes_of(town, std::uint8_t{9}, column));
    CHECK(ArchiveWriter::size_of(town, std::uint8_t{9}, column) == bytes.size());
    CHECK(bytes.capacity() < bytes.size() + 64);
    CHECK(core::archive_of(town) == bytes_of(town));
}

TEST_CASE("bytes that end too early are refused wherever they end")
{
    std::string const bytes = bytes_of(some_town());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        ArchiveReader reader(std::string_view(bytes).substr(0, size), "town.bin");
        Town town({}, 3);
        CHECK_THROWS_AS(reader(town), core::UserError);
    }
}

TEST_CASE("lists of another length, items of another size and bytes left over are refused")
{
    std::string const bytes = bytes_of(some_town());
    ArchiveReader longer(bytes, "town.bin");
    Town town({}, 4);
    CHECK_THAT(message_of<core::UserError>([&] { longer(town); }), Contains("town.bin") && Contains("'town'"));

    std::string const numbers = bytes_of(std::vector<std::int64_t>{1, 2});
    std::vector<std::int32_t> narrow;
    ArchiveReader sizes(numbers, "x");
    CHECK_THAT(message_of<core::UserError>([&] { sizes(narrow); }), Contains("items have another size"));

    ArchiveReader rest(numbers, "x");
    CHECK_THAT(message_of<core::UserError>([&] { rest.finish(); }), Contains("32 bytes are left over"));

    // A length of 2^63 must not be believed.
    std::string huge = bytes_of(std::vector<char>{});
    huge[7] = '\x7f';
    std::vector<char> list;
    ArchiveReader reader(huge, "x");
    CHECK_THAT(message_of<core::UserError>([&] { reader(list); }), Contains("longer than the file"));
}

TEST_CASE("a sealed file gives its content back and leaves nothing beside it")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "a.bin";
    std::string const content("\0\1\2 content", 11);
    core::write_sealed(path, kind, content);
    CHECK(core::read_sealed(path, kind) == content);
    core::write_sealed(path, kind, "");
    CHECK(core::read_sealed(path, kind).empty());
    CHECK(folder.names() == std::vector<std::string>{"a.bin"});
}

TEST_CASE("a sealed file is refused with any bit flipped, cut anywhere, or with more behind it")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "a.bin";
    core::write_sealed(path, kind, "some content of a file");
    std::string const whole = test::bytes_of(path);
    REQUIRE(whole.size() == 40 + 22);
    auto const is_refused = [&](std::string const& text) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
        try {
            static_cast<void>(core::read_sealed(path, kind));
        } catch (core::UserError const&) {
            return true;
        }
        return false;
    };
    CHECK_FALSE(is_refused(whole));
    for (std::size_t i = 0; i < whole.size(); ++i) {
        CAPTURE(i);
        CHECK(is_refused(whole.substr(0, i)));
        for (int bit = 0; bit < 8; ++bit) {
            std::string flipped = whole;
            flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
            CHECK(is_refused(flipped));
        }
    }
    CHECK(is_refused(whole + '\0'));
}

TEST_CASE("messages say why a sealed file is refused")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "a.bin";
    core::write_sealed(path, kind, "content");
    auto const told = [&](core::SealedKind const& asked) {
        return message_of<core::UserError>([&] { static_cast<void>(core::read_sealed(path, asked)); });
    };
    CHECK_THAT(told({"OTHERONE", "ticket", 3}), Contains("is not a ticket of this program"));
    CHECK_THAT(told({"TESTFILE", "test file", 4}), Contains("form 3; this program reads form 4"));
    std::filesystem::resize_file(path, 44);
    CHECK_THAT(told(kind), Contains("has 4 bytes of content instead of 7"));
    std::filesystem::remove(path);
    CHECK_THAT(told(kind), Contains("cannot be read"));
}
