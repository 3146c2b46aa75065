#include "app/settings.hpp"
#include "app/stop_signals.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/home.hpp"
#include "export/viewer/bundle.hpp"
#include "serve/loopback_server.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>
#include <unistd.h>

namespace halong::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_results = 2;
constexpr char const* index_file = "results.json";

// The viewer's own files, which `npm run build` in viz makes; the launcher does so before this command.
fs::path viewer_app()
{
    std::vector<fs::path> places;
    for (fs::path const& home : core::home_folders()) places.push_back(home / "viz" / "dist");
    places.emplace_back("viz/dist");
    for (fs::path const& place : places) {
        if (fs::exists(place / "index.html")) return place;
    }
    throw core::UserError(core::Diagnostic{places.front().string(), 0, 0, "the viewer has not been built",
                                           "start it by ./halong view, which builds it, or run `npm ci && npm run "
                                           "build` in viz"});
}

// The runs of a study's folder that can be looked at: the first of each variant, which have layers.
std::vector<std::string> runs_of_study(fs::path const& folder)
{
    std::vector<std::string> runs;
    std::error_code failed;
    for (auto const& entry : fs::directory_iterator(folder, failed)) {
        if (fs::exists(entry.path() / "1" / "run.h5")) runs.push_back((entry.path() / "1").string());
    }
    std::sort(runs.begin(), runs.end());
    return runs;
}

// A result as the user names it: its folder, or its run.h5.
fs::path run_folder_of(fs::path const& result)
{
    if (result.filename() == "run.h5") return result.has_parent_path() ? result.parent_path() : fs::path(".");
    if (fs::exists(result / "run.h5")) return result;
    auto const runs = runs_of_study(result);
    std::string const help = runs.empty() ? "give the folder of a run that `halong run` or `halong study` made"
                                          : fmt::format("of a study, give one or two of: {}", fmt::join(runs, " "));
    throw core::UserError(core::Diagnostic{result.string(), 0, 0, "has no run.h5", help});
}

bool may_write(fs::path const& folder)
{
    try {
        core::require_writable_folder(folder);
        return true;
    } catch (core::CannotWrite const&) {
        return false;
    }
}

// A folder that goes when the program does.
class TemporaryFolder {
public:
    TemporaryFolder()
    {
        std::string pattern = (fs::temp_directory_path() / "halong-view-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) {
            throw core::CannotWrite(pattern, "no temporary folder can be made", "free space, or set TMPDIR");
        }
        path_ = pattern;
    }
    ~TemporaryFolder()
    {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;
    [[nodiscard]] fs::path const& path() const { return path_; }

private:
    fs::path path_;
};

std::string folder_name(std::size_t i) { return fmt::format("data/{}", i); }

// What the page looks for first: which folders hold results, and what the user calls them.
std::string index_of(std::vector<fs::path> const& results)
{
    auto rows = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < results.size(); ++i) {
        auto const name = fs::absolute(results[i]).lexically_normal();
        auto const last = name.filename().empty() ? name.parent_path() : name;
        rows.push_back({{"folder", folder_name(i)}, {"name", last.filename().string()}});
    }
    return nlohmann::ordered_json{{"format", "halong-view/1"}, {"results", rows}}.dump(1) + "\n";
}

// A folder for any web server: the viewer and the data of all results.
void write_site(ViewSettings const& settings, std::vector<fs::path> const& runs, fs::path const& viewer)
{
    if (fs::exists(settings.out) && !settings.force && !fs::is_empty(settings.out)) {
        throw core::UserError(core::Diagnostic{settings.out.string(), 0, 0, "exists and is not empty",
                                               "choose another --out, or write into it with --force"});
    }
    core::require_writable_folder(settings.out);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        core::require_writable_folder(settings.out / "data");
        exporting::write_viewer_bundle(runs[i], settings.out / folder_name(i), settings.city);
    }
    std::error_code failed;
    fs::copy(viewer, settings.out, fs::copy_options::recursive | fs::copy_options::overwrite_existing, failed);
    if (failed) throw core::CannotWrite(settings.out.string(), failed.message(), "choose another --out");
    core::write_file(settings.out / index_file, index_of(runs));
    fmt::print("{}: put this folder on any web server, or: python3 -m http.server --directory {}\n",
               settings.out.string(), settings.out.string());
}

void serve(serve::LoopbackServer& server, bool open)
{
    StopSignals const stop;
    std::thread worker([&] { server.run(); });
    fmt::print("{}\nCtrl-C ends it\n", server.address());
    std::fflush(stdout);
    if (open) {
        // The address is made of digits and hex digits alone.
        auto const command = fmt::format("xdg-open '{}' >/dev/null 2>&1 &", server.address());
        if (std::system(command.c_str()) != 0) fmt::print(stderr, "no browser could be opened; open the address\n");
    }
    while (!StopSignals::requested()) std::this_thread::sleep_for(std::chrono::milliseconds(100));
    server.stop();
    worker.join();
}

}  // namespace

int view_command(ViewSettings const& settings)
{
    if (settings.results.size() > most_results) {
        throw core::UserError(core::Diagnostic{settings.results[most_results].string(), 0, 0, "is one result too many",
                                               "give one result, or two to compare them"});
    }
    std::vector<fs::path> runs;
    for (fs::path const& result : settings.results) runs.push_back(run_folder_of(result));
    fs::path const viewer = viewer_app();
    if (!settings.out.empty()) {
        write_site(settings, runs, viewer);
        return done;
    }
    TemporaryFolder const temporary;
    std::vector<serve::Mount> mounts{{"", viewer}};
    for (std::size_t i = 0; i < runs.size(); ++i) {
        fs::path const kept = runs[i] / "view";
        fs::path const folder = may_write(runs[i]) ? kept : temporary.path() / std::to_string(i);
        exporting::renew_viewer_bundle(runs[i], folder, settings.city);
        mounts.push_back({folder_name(i), folder});
    }
    core::require_writable_folder(temporary.path() / "site");
    core::write_file(temporary.path() / "site" / index_file, index_of(runs));
    mounts.push_back({"", temporary.path() / "site"});
    serve::LoopbackServer server(serve::site_files(mounts));
    serve(server, settings.open);
    return done;
}

}  // namespace halong::app
