// The rooms of the engine and what each may touch, checked on the source text: every #include,
// include cycles, third-party headers, names and sizes of files.
#include "support/test_data.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string, std::less<>>;
using Findings = std::vector<std::string>;

// ---- The rules ---------------------------------------------------------------------------------

// The rooms from the bottom up. A room may include those that stand on lower floors and are named
// here; rooms of one floor (traffic and services, cluster and serve, ...) never include each other.
std::map<std::string, Names, std::less<>> allowed_rooms()
{
    std::map<std::string, Names, std::less<>> rooms;
    auto with = [&rooms](std::string const& room, Names const& more) {
        Names all = rooms.at(room);
        all.insert(room);
        all.insert(more.begin(), more.end());
        return all;
    };
    rooms["core"] = {};
    rooms["geo"] = {"core"};
    rooms["scenario"] = rooms["network"] = {"core", "geo"};
    rooms["city"] = {"core", "geo", "scenario", "network"};
    rooms["demand"] = rooms["traffic"] = rooms["services"] = with("city", {});
    rooms["simulation"] = with("demand", {"traffic", "services"});
    rooms["results"] = with("simulation", {});
    rooms["equilibrium"] = with("results", {});
    rooms["study"] = with("equilibrium", {});
    rooms["export"] = with("study", {});
    rooms["cluster"] = rooms["serve"] = with("export", {});
    rooms["app"] = with("cluster", {"serve"});
    return rooms;
}

// Third-party headers by how their path begins, and the files of the engine that may include them.
struct LibraryRule {
    std::string_view name;
    std::vector<std::string_view> prefixes;
    std::vector<std::string_view> rooms;
    bool sources_only;  // never in a header
};
std::vector<LibraryRule> const library_rules{
    {"GDAL", {"gdal", "ogr", "cpl_", "ogrsf_frmts/", "gdal/"}, {"geo"}, true},
    {"HDF5", {"hdf5", "H5"}, {"results", "cluster"}, true},
    {"libosmium", {"osmium/", "protozero/"}, {"city"}, true},
    {"toml++", {"toml++/", "toml.hpp"}, {"scenario", "city"}, false},
    {"JSON", {"nlohmann/"}, {"scenario", "results", "study", "export", "cluster", "serve", "app"}, true},
    {"cpp-httplib", {"httplib.h"}, {"serve"}, true},
    {"libmosquitto", {"mosquitto.h"}, {"serve"}, true},
    {"CLI11", {"CLI/"}, {"app"}, false},
    {"MPI", {"mpi.h"}, {"cluster"}, true},
    {"pybind11", {"pybind11/"}, {}, true},
};

// Which of our own headers the Python module may include: those of every room but the command line and the server, and
// its own, by name alone.
Findings faults_of_bindings(std::vector<std::string> const& own_headers, std::string const& path,
                            std::vector<std::string> const& includes, Names const& engine_headers)
{
    Findings findings;
    for (auto const& include : includes) {
        auto const slash = include.find('/');
        bool const is_own = slash == std::string::npos && include.ends_with(".hpp");
        if (is_own && std::ranges::find(own_headers, include) == own_headers.end()) {
            findings.push_back(path + " includes " + include + ", which does not exist");
        }
        auto const room = slash == std::string::npos ? std::string{} : include.substr(0, slash);
        if (!allowed_rooms().contains(room)) continue;
        if (room == "app" || room == "serve")
            findings.push_back(path + " includes " + include + ", which is not for it");
        if (!engine_headers.contains(include)) {
            findings.push_back(path + " includes " + include + ", which does not exist");
        }
    }
    return findings;
}

Names const vague_names{"utils", "util", "helpers", "helper", "common", "misc"};
constexpr long line_limit = 500;

// ---- Reading the tree --------------------------------------------------------------------------

struct SourceFile {
    std::string path;  // relative to the root that was read, with /
    std::vector<std::string> includes;
    long lines = 0;
};

// The file that an #include line names, or "" for any other line.
std::string included_file(std::string_view line)
{
    auto const skip_blanks = [&line] { line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size())); };
    skip_blanks();
    if (!line.starts_with('#')) return {};
    line.remove_prefix(1);
    skip_blanks();
    constexpr std::string_view word = "include";
    if (!line.starts_with(word)) return {};
    line.remove_prefix(word.size());
    skip_blanks();
    if (line.empty() || (line.front() != '"' && line.front() != '<')) return {};
    auto const end = line.find(line.front() == '"' ? '"' : '>', 1);
    return end == std::string_view::npos ? std::string{} : std::string{line.substr(1, end - 1)};
}

std::vector<SourceFile> read_sources(fs::path const& root, std::string_view folder)
{
    std::vector<SourceFile> files;
    if (!fs::exists(root / folder)) return files;
    for (auto const& entry : fs::recursive_directory_iterator{root / folder}) {
        auto const extension = entry.path().extension();
        if (!entry.is_regular_file() || (extension != ".hpp" && extension != ".cpp")) continue;
        SourceFile file{entry.path().lexically_relative(root).generic_string(), {}, 0};
        std::ifstream stream{entry.path()};
        for (std::string line; std::getline(stream, line); ++file.lines) {
            if (auto included = included_file(line); !included.empty()) {
                file.includes.push_back(std::move(included));
            }
        }
        files.push_back(std::move(file));
    }
    std::ranges::sort(files, {}, &SourceFile::path);
    return files;
}

// Paths relative to engine/, as #include lines name them.
std::vector<SourceFile> const& engine_sources()
{
    static auto const files = [] {
        auto read = read_sources(halong::test::repository_path("engine"), ".");
        for (auto& file : read) file.path = fs::path{file.path}.lexically_normal().generic_string();
        return read;
    }();
    return files;
}

std::string first_folder(std::string_view path)
{
    auto const slash = path.find('/');
    return slash == std::string_view::npos ? std::string{} : std::string{path.substr(0, slash)};
}

// ---- The checks, on any set of files, so that they can be tested themselves ----------------------

// Names of ours that CMake makes: they are not among the files.
Names const generated_headers{"core/version.hpp"};

Findings forbidden_includes(std::vector<SourceFile> const& files)
{
    auto const rooms = allowed_rooms();
    Names known = generated_headers;
    for (auto const& file : files) known.insert(file.path);
    Findings findings;
    for (auto const& file : files) {
        auto const room = first_folder(file.path);
        if (!rooms.contains(room)) {
            findings.push_back(file.path + " lies in no known room");
            continue;
        }
        for (auto const& include : file.includes) {
            auto const target = first_folder(include);
            if (!rooms.contains(target)) {
                if (include.ends_with(".hpp") && target.empty()) {
                    findings.push_back(file.path + " includes " + include + ": name its room");
                }
                continue;
            }
            if (!known.contains(include)) {
                findings.push_back(file.path + " includes " + include + ", which does not exist");
            } else if (target != room && !rooms.at(room).contains(target)) {
                findings.push_back(file.path + " includes " + include + ": " + room + " may not include " + target);
            }
        }
    }
    return findings;
}

Findings leaking_libraries(std::vector<SourceFile> const& files)
{
    Findings findings;
    for (auto const& file : files) {
        for (auto const& include : file.includes) {
            for (auto const& rule : library_rules) {
                if (allowed_rooms().contains(first_folder(include)) ||
                    std::ranges::none_of(rule.prefixes,
                                         [&include](std::string_view prefix) { return include.starts_with(prefix); })) {
                    continue;
                }
                bool const right_room = std::ranges::find(rule.rooms, first_folder(file.path)) != rule.rooms.end();
                if (!right_room || (rule.sources_only && file.path.ends_with(".hpp"))) {
                    findings.push_back(file.path + " includes " + include + ": " + std::string{rule.name} +
                                       " does not belong there");
                }
            }
        }
    }
    return findings;
}

// Each cycle of includes as "a -> b -> a".
class CycleSearch {
public:
    explicit CycleSearch(std::vector<SourceFile> const& files)
    {
        for (auto const& file : files) includes_[file.path] = file.includes;
    }

    Findings run()
    {
        for (auto const& [path, includes] : includes_) visit(path);
        return findings_;
    }

private:
    void visit(std::string const& path)
    {
        if (done_.contains(path) || !includes_.contains(path)) return;
        if (auto const start = std::ranges::find(trail_, path); start != trail_.end()) {
            std::string cycle;
            for (auto step = start; step != trail_.end(); ++step) cycle += *step + " -> ";
            findings_.push_back(cycle + path);
            return;
        }
        trail_.push_back(path);
        for (auto const& include : includes_.at(path)) visit(include);
        trail_.pop_back();
        done_.insert(path);
    }

    std::map<std::string, std::vector<std::string>> includes_;
    Names done_;
    std::vector<std::string> trail_;
    Findings findings_;
};

Findings vague_file_names(std::vector<SourceFile> const& files)
{
    Findings findings;
    for (auto const& file : files) {
        for (auto const& part : fs::path{file.path}) {
            if (vague_names.contains(part.stem().string())) {
                findings.push_back(file.path + ": '" + part.string() + "' says nothing");
            }
        }
    }
    return findings;
}

// `exceptions` are lines "path: reason".
Findings long_files(std::vector<SourceFile> const& files, std::vector<std::string> const& exceptions)
{
    Names excepted;
    Findings findings;
    for (auto const& line : exceptions) {
        auto const colon = line.find(": ");
        if (colon == std::string::npos || colon + 2 >= line.size()) {
            findings.push_back("size_exceptions.txt: no reason in '" + line + "'");
        }
        excepted.insert(line.substr(0, colon));
    }
    for (auto const& file : files) {
        bool const is_excepted = excepted.erase(file.path) > 0;
        if (file.lines > line_limit && !is_excepted) {
            findings.push_back(file.path + " has " + std::to_string(file.lines) + " lines");
        } else if (file.lines <= line_limit && is_excepted) {
            findings.push_back("size_exceptions.txt: " + file.path + " is short enough by now");
        }
    }
    for (auto const& path : excepted) findings.push_back("size_exceptions.txt: no file " + path);
    return findings;
}

}  // namespace

TEST_CASE("a room includes only the rooms below it that it may know")
{
    REQUIRE_FALSE(engine_sources().empty());
    CHECK(forbidden_includes(engine_sources()) == Findings{});
}

TEST_CASE("no file includes itself through others") { CHECK(CycleSearch{engine_sources()}.run() == Findings{}); }

TEST_CASE("third-party headers stay in the rooms that wrap them")
{
    CHECK(leaking_libraries(engine_sources()) == Findings{});
}

TEST_CASE("file names say what is inside, and files stay short")
{
    auto const root = halong::test::repository_path(".");
    std::vector<SourceFile> files;
    for (auto const* folder : {"engine", "bindings", "tests"}) {
        std::ranges::move(read_sources(root, folder), std::back_inserter(files));
    }
    std::vector<std::string> exceptions;
    std::ifstream list{root / "tests/architecture/size_exceptions.txt"};
    REQUIRE(list.is_open());
    for (std::string line; std::getline(list, line);) {
        if (!line.empty() && !line.starts_with('#')) exceptions.push_back(line);
    }
    CHECK(vague_file_names(files) == Findings{});
    CHECK(long_files(files, exceptions) == Findings{});
}

TEST_CASE("the Python module includes what lies under the command line, and engine rooms never include it")
{
    auto const files = read_sources(halong::test::repository_path("bindings/python"), "src");
    REQUIRE_FALSE(files.empty());
    Names engine_headers = generated_headers;
    for (auto const& file : engine_sources()) engine_headers.insert(file.path);
    std::vector<std::string> own;
    for (auto const& file : files) own.push_back(fs::path{file.path}.filename().string());
    Findings findings;
    for (auto const& file : files) {
        std::ranges::move(faults_of_bindings(own, file.path, file.includes, engine_headers),
                          std::back_inserter(findings));
    }
    CHECK(findings == Findings{});
    CHECK(faults_of_bindings({"watch.hpp"}, "a.cpp",
                             {"watch.hpp", "none.hpp", "app/settings.hpp", "core/gone.hpp", "vector"},
                             {"app/settings.hpp"}) == Findings{"a.cpp includes none.hpp, which does not exist",
                                                               "a.cpp includes app/settings.hpp, which is not for it",
                                                               "a.cpp includes core/gone.hpp, which does not exist"});
}

TEST_CASE("every room is known and explains itself in a README")
{
    for (auto const& entry : fs::directory_iterator{halong::test::repository_path("engine")}) {
        auto const name = entry.path().filename().string();
        if (!entry.is_directory() || name == "decisions") continue;
        INFO("engine/" << name);
        CHECK(allowed_rooms().contains(name));
        CHECK(fs::exists(entry.path() / "README.md"));
    }
}

TEST_CASE("the rules themselves find what they forbid")
{
    CHECK(included_file("  #  include \"core/id.hpp\"  // why") == "core/id.hpp");
    CHECK(included_file("#include <vector>") == "vector");
    CHECK(included_file("// #include <vector>").empty());

    std::vector<SourceFile> const files{
        {"core/id.hpp", {"geo/point.hpp"}, 1},
        {"geo/point.hpp", {"core/id.hpp", "point.hpp", "core/gone.hpp"}, 1},
        {"traffic/link.cpp", {"core/version.hpp", "services/wifi.hpp", "vector"}, 1},
        {"services/wifi.hpp", {"gdal_priv.h", "geo/ogr.hpp"}, 501},
        {"geo/ogr.hpp", {"ogr_api.h"}, 1},
        {"geo/ogr.cpp", {"ogr_api.h", "core/id.hpp"}, 1},
        {"attic/misc.cpp", {}, 1},
    };
    CHECK(forbidden_includes(files) ==
          Findings{"core/id.hpp includes geo/point.hpp: core may not include geo",
                   "geo/point.hpp includes point.hpp: name its room",
                   "geo/point.hpp includes core/gone.hpp, which does not exist",
                   "traffic/link.cpp includes services/wifi.hpp: traffic may not include services",
                   "attic/misc.cpp lies in no known room"});
    CHECK(CycleSearch{files}.run() == Findings{"core/id.hpp -> geo/point.hpp -> core/id.hpp"});
    CHECK(leaking_libraries(files) == Findings{"services/wifi.hpp includes gdal_priv.h: GDAL does not belong there",
                                               "geo/ogr.hpp includes ogr_api.h: GDAL does not belong there"});
    CHECK(vague_file_names(files) == Findings{"attic/misc.cpp: 'misc.cpp' says nothing"});
    CHECK(long_files(files, {}) == Findings{"services/wifi.hpp has 501 lines"});
    CHECK(long_files(files, {"services/wifi.hpp: one table", "geo/ogr.cpp: was long", "a.cpp: b", "core/id.hpp"}) ==
          Findings{"size_exceptions.txt: no reason in 'core/id.hpp'",
                   "size_exceptions.txt: core/id.hpp is short enough by now",
                   "size_exceptions.txt: geo/ogr.cpp is short enough by now", "size_exceptions.txt: no file a.cpp"});
}
