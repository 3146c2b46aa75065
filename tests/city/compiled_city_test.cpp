// A city that comes from the cache of compiled files is the city that was read.
#include "city/city_folder.hpp"
#include "core/compiled_cache.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <string>
#include <unistd.h>

using namespace halong;
namespace fs = std::filesystem;

namespace {

// A copy of the embedded city, with a cache of its own; the environment's cache is back afterwards.
struct OwnCopy {
    fs::path root = fs::temp_directory_path() / ("halong_compiled_city_" + std::to_string(::getpid()));
    fs::path city = root / "city";
    std::string before = std::getenv("HALONG_CACHE") != nullptr ? std::getenv("HALONG_CACHE") : "";
    OwnCopy()
    {
        fs::remove_all(root);
        fs::create_directories(root);
        fs::copy(fs::path(HALONG_REPOSITORY) / "data" / "halong", city, fs::copy_options::recursive);
        ::setenv("HALONG_CACHE", (root / "cache").c_str(), 1);
    }
    ~OwnCopy()
    {
        ::setenv("HALONG_CACHE", before.c_str(), 1);
        fs::remove_all(root);
    }
    [[nodiscard]] std::ptrdiff_t entries() const
    {
        return std::distance(fs::directory_iterator(root / "cache"), fs::directory_iterator());
    }
};

struct Loaded {
    city::ImportReport report;
    city::City city;
    explicit Loaded(fs::path const& folder) : city(city::load_city(folder, report)) {}
};

}  // namespace

TEST_CASE("A city from the cache is the one that was read, with its issues", "[city][cache]")
{
    OwnCopy const copy;
    Loaded const read(copy.city);
    REQUIRE(copy.entries() == 1);
    Loaded const cached(copy.city);
    CHECK(core::hash_of_archive(cached.city.network) == core::hash_of_archive(read.city.network));
    CHECK(cached.city.places.size() == read.city.places.size());
    CHECK(cached.city.places[core::PlaceId{7}].name == read.city.places[core::PlaceId{7}].name);
    CHECK(cached.city.sites.size() == read.city.sites.size());
    CHECK(cached.city.transit.trips.size() == read.city.transit.trips.size());
    CHECK(cached.city.zone_nodes.values() == read.city.zone_nodes.values());
    CHECK(cached.city.resident_count() == read.city.resident_count());
    CHECK(cached.city.folder == copy.city.string());
    CHECK(cached.report.issues.all().size() == read.report.issues.all().size());
    CHECK(cached.report.network.kept_length_m == read.report.network.kept_length_m);
    REQUIRE(cached.city.inputs.size() == read.city.inputs.size());
    CHECK(cached.city.inputs.back().hash == read.city.inputs.back().hash);
}

TEST_CASE("A city whose files have changed is read again", "[city][cache]")
{
    OwnCopy const copy;
    Loaded const before(copy.city);
    fs::path const file = copy.city / "zones.geojson";
    std::string text;
    {
        std::ifstream in(file);
        text.assign(std::istreambuf_iterator<char>(in), {});
    }
    auto const at = text.find("\"population\"");
    REQUIRE(at != std::string::npos);
    text.insert(text.find(':', at) + 1, " 1");  // 100,000 people more in the first zone
    std::ofstream(file) << text;
    Loaded const after(copy.city);
    CHECK(after.city.resident_count() > before.city.resident_count());
    CHECK(copy.entries() == 2);
}
