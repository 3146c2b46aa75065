// The cache gives back what was made, never something old or damaged, and never stands in the way.
#include "core/compiled_cache.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

using namespace halong::core;
namespace fs = std::filesystem;

namespace {

constexpr SealedKind kind{"HLTTEST ", "cache entry of a test", 1};

// A cache of this test's own, and back to the one before.
struct OwnCache {
    fs::path path = fs::temp_directory_path() / ("halong_cache_" + std::to_string(::getpid()));
    std::string before;
    bool was_set = false;
    OwnCache()
    {
        if (char const* value = std::getenv("HALONG_CACHE")) {
            before = value;
            was_set = true;
        }
        fs::remove_all(path);
        use(path.string());
    }
    ~OwnCache()
    {
        fs::remove_all(path);
        if (was_set) {
            use(before);
        } else {
            ::unsetenv("HALONG_CACHE");
        }
    }
    static void use(std::string const& folder) { ::setenv("HALONG_CACHE", folder.c_str(), 1); }
    [[nodiscard]] std::ptrdiff_t entries() const
    {
        return fs::exists(path) ? std::distance(fs::directory_iterator(path), fs::directory_iterator()) : 0;
    }
};

CompiledKey key_of(std::uint64_t number)
{
    CompiledKey key(kind);
    key.add_number(number);
    return key;
}

// What compiled() gave, and whether it was made for it.
struct Made {
    std::vector<int> value;
    bool afresh = false;
};
Made made(CompiledKey const& key, std::vector<int> const& value)
{
    Made result;
    result.value = compiled<std::vector<int>>(key, [&] {
        result.afresh = true;
        return value;
    });
    return result;
}

}  // namespace

TEST_CASE("A value is made once and read back after that", "[core][cache]")
{
    OwnCache const cache;
    CHECK(made(key_of(1), {1, 2, 3}).afresh);
    Made const again = made(key_of(1), {9});
    CHECK_FALSE(again.afresh);
    CHECK(again.value == std::vector<int>{1, 2, 3});
    CHECK(made(key_of(2), {9}).afresh);
}

TEST_CASE("An entry follows the content of its files", "[core][cache]")
{
    OwnCache const cache;
    fs::create_directories(cache.path / "files");
    fs::path const file = cache.path / "files" / "roads";
    auto const key_of_file = [&] {
        CompiledKey key(kind);
        key.add_file(file);
        return key;
    };
    CHECK_THROWS_AS(key_of_file(), UserError);
    std::ofstream(file) << "one";
    CHECK(made(key_of_file(), {1}).afresh);
    CHECK_FALSE(made(key_of_file(), {2}).afresh);
    std::ofstream(file) << "two";
    CHECK(made(key_of_file(), {2}).value == std::vector<int>{2});
    std::ofstream(file) << "one";
    CHECK(made(key_of_file(), {3}).value == std::vector<int>{1});
}

TEST_CASE("Damaged entries are made afresh and replaced", "[core][cache]")
{
    OwnCache const cache;
    made(key_of(1), {1, 2, 3});
    fs::path const entry = key_of(1).path().value();
    auto const damage = GENERATE(as<std::uintmax_t>(), 0, 1, 39, 44);
    fs::resize_file(entry, damage);
    CHECK(made(key_of(1), {4}).afresh);
    CHECK_FALSE(made(key_of(1), {5}).afresh);
}

TEST_CASE("An entry of another layout is not trusted", "[core][cache]")
{
    OwnCache const cache;
    keep_compiled(key_of(1), "neither a list nor anything else");
    CHECK(made(key_of(1), {4}).afresh);
}

TEST_CASE("Columns of an entry stay in its file, and are there when the file has been pushed out", "[core][cache]")
{
    OwnCache const cache;
    auto const column = [] { return compiled<KeptColumn<int>>(key_of(1), [] { return KeptColumn<int>(100'000, 7); }); };
    auto const made_first = column();
    CHECK_FALSE(made_first.get_allocator().is_lent(made_first.data()));
    auto const kept = column();
    CHECK(kept.get_allocator().is_lent(kept.data()) == is_on_local_disk(cache.path));
    fs::remove_all(cache.path);
    CHECK(kept == KeptColumn<int>(100'000, 7));
}

TEST_CASE("The oldest entries go", "[core][cache]")
{
    OwnCache const cache;
    auto const now = fs::file_time_type::clock::now();
    for (std::uint64_t i = 0; i < compiled_entries_kept; ++i) {
        made(key_of(i), {1});
        fs::last_write_time(key_of(i).path().value(), now - std::chrono::hours(100 - i));
    }
    CHECK_FALSE(made(key_of(0), {2}).afresh);  // used just now: the second is the oldest
    made(key_of(99), {1});
    CHECK(cache.entries() == compiled_entries_kept);
    CHECK_FALSE(fs::exists(key_of(1).path().value()));
    CHECK(fs::exists(key_of(0).path().value()));
}

TEST_CASE("Content that is too large is not kept, and of some kinds fewer entries stay", "[core][cache]")
{
    OwnCache const cache;
    std::size_t const size = most_compiled_bytes + 1;
    void* const pages = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    REQUIRE(pages != MAP_FAILED);
    keep_compiled(key_of(1), {static_cast<char const*>(pages), size});
    ::munmap(pages, size);
    CHECK(cache.entries() == 0);
    for (std::uint64_t number = 0; number < 4; ++number) {
        CompiledKey key(kind, 2);
        key.add_number(number);
        CHECK(made(key, {1}).afresh);
    }
    CHECK(cache.entries() == 2);
}

TEST_CASE("Without a cache everything is made afresh", "[core][cache]")
{
    OwnCache const cache;
    OwnCache::use("");
    CHECK(made(key_of(1), {1}).afresh);
    CHECK(made(key_of(1), {2}).afresh);
    OwnCache::use("/proc/nowhere");  // cannot be made
    CHECK(made(key_of(1), {1}).value == std::vector<int>{1});
    CHECK(made(key_of(1), {2}).afresh);
}
