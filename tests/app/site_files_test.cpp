// A site that is written over another takes away that one's files, and nobody else's.
#include "app/site_files.hpp"

#include "core/durable_file.hpp"
#include "support/file_bytes.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <unistd.h>

using namespace halong::app;
using halong::core::write_file;
namespace fs = std::filesystem;

namespace {

struct Site {
    fs::path around = fs::temp_directory_path() / ("halong_site_" + std::to_string(::getpid()));
    fs::path folder = around / "map";
    Site()
    {
        fs::remove_all(around);
        fs::create_directories(folder);
    }
    ~Site() { fs::remove_all(around); }
    void write(std::string const& name, std::string const& text) const
    {
        fs::create_directories((folder / name).parent_path());
        write_file(folder / name, text);
    }
    [[nodiscard]] bool has(std::string const& name) const { return fs::exists(fs::symlink_status(folder / name)); }
};

}  // namespace

TEST_CASE("files that only the earlier site wrote go, with folders that are empty then; others stay")
{
    Site const site;
    for (char const* name :
         {"index.html", "assets/index-1.js", "data/0/base.bin", "data/1/base.bin", "data/1/changed.bin"})
        site.write(name, "first");
    write_site_list(site.folder);
    auto const earlier = read_site_list(site.folder);
    site.write("data/1/changed.bin", "by the user");
    site.write("assets/mine.css", "by the user");
    for (char const* name : {"assets/index-1.js", "data/1/base.bin"}) CHECK(site.has(name));

    // Another site: the files that it has are listed, as if it had been written here.
    auto list = nlohmann::json::parse(earlier);
    for (char const* name : {"assets/index-1.js", "data/1/base.bin", "data/1/changed.bin"}) list["files"].erase(name);
    site.write("files.json", list.dump());
    auto const result = remove_earlier_files(site.folder, earlier);
    CHECK(result.removed == 2);
    CHECK(result.kept == 1);
    for (char const* name : {"index.html", "data/0/base.bin", "data/1/changed.bin", "assets/mine.css", "files.json"})
        CHECK(site.has(name));
    for (char const* name : {"assets/index-1.js", "data/1/base.bin"}) CHECK_FALSE(site.has(name));

    fs::remove(site.folder / "data/1/changed.bin");
    site.write("data/1/last.bin", "first");
    write_site_list(site.folder);
    auto const second = read_site_list(site.folder);
    site.write("files.json", list.dump());
    remove_earlier_files(site.folder, second);
    CHECK_FALSE(site.has("data/1"));
    CHECK(site.has("assets/mine.css") == false);  // listed then as if it were ours
    CHECK(site.has("data/0/base.bin"));
}

TEST_CASE("a list that is none, or leads out of the folder, removes nothing")
{
    Site const site;
    site.write("index.html", "page");
    site.write("real/a.txt", "page");
    write_file(site.around / "outside.txt", "page");
    fs::create_directory_symlink(site.around, site.folder / "link");
    fs::create_symlink(site.around / "outside.txt", site.folder / "link.txt");
    write_site_list(site.folder);
    auto const hash = nlohmann::json::parse(read_site_list(site.folder))["files"]["index.html"];
    auto const list_of = [&](std::string const& path) {
        return nlohmann::json{{"format", "halong-site/1"}, {"files", {{path, hash}}}}.dump();
    };
    std::string const outside = (site.around / "outside.txt").string();
    for (std::string const& path : {std::string("../outside.txt"), outside, std::string("link/outside.txt"),
                                    std::string("link.txt"), std::string("real/../../outside.txt"), std::string("real"),
                                    std::string(), std::string("."), std::string("files.json"), std::string("none")})
        CHECK(remove_earlier_files(site.folder, list_of(path)).removed == 0);
    for (char const* text :
         {"", "{", "[]", "{}", R"({"format":"halong-site/1"})", R"({"format":"halong-site/1","files":[]})",
          R"({"format":"halong-site/2","files":{"index.html":"0"}})", R"({"format":7,"files":{"index.html":"0"}})",
          R"({"format":"halong-site/1","files":{"index.html":0}})"})
        CHECK(remove_earlier_files(site.folder, text).removed == 0);
    for (char const* name : {"index.html", "real/a.txt", "link", "link.txt", "files.json"}) CHECK(site.has(name));
    CHECK(halong::test::bytes_of(site.around / "outside.txt") == "page");
}
