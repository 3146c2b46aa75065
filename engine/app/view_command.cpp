#include "app/settings.hpp"
#include "app/site_files.hpp"
#include "app/stop_signals.hpp"
#include "app/viewed_results.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/home.hpp"
#include "core/new_folder.hpp"
#include "export/viewer/bundle.hpp"
#include "export/viewer/observed_day.hpp"
#include "export/viewer/pair_bundle.hpp"
#include "serve/loopback_server.hpp"

#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <thread>
#include <unistd.h>

namespace halong::app {
namespace {

namespace fs = std::filesystem;

constexpr char const* index_file = "results.json";
constexpr char const* pairs_folder = "data/pairs";
constexpr char const* observed_folder = "data/observed";

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

// What the page looks for first: which folders hold results, what the user calls them, and what else there is.
std::string index_of(ViewedResults const& viewed, bool has_observed)
{
    auto rows = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < viewed.variants.size(); ++i) {
        rows.push_back({{"folder", folder_name(i)},
                        {"name", viewed.variants[i].name},
                        {"replications", viewed.variants[i].runs.size()}});
    }
    nlohmann::ordered_json index{{"format", "halong-view/1"}, {"results", rows}};
    if (!viewed.pairs.empty()) index["pairs"] = pairs_folder;
    if (has_observed) index["observed"] = observed_folder;
    // A name of a folder need not be UTF-8.
    return index.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

// The observed day beside the run, as files for the page.
void write_observed(ViewSettings const& settings, fs::path const& run, fs::path const& folder)
{
    auto const summary = exporting::write_observed_day(run, settings.city, settings.observed, settings.day, folder);
    fmt::print("observed{}: {} of {} sensors beside the simulated day\n",
               summary.day.empty() ? "" : " on " + summary.day, summary.shown, summary.sensors);
    for (auto const& [why, count] : summary.left_out) fmt::print("  {:>6} left out: {}\n", count, why);
}

// A folder for any web server: the viewer and the data of all results.
void write_site(ViewSettings const& settings, ViewedResults const& viewed, fs::path const& viewer)
{
    if (fs::exists(settings.out) && !settings.force && !fs::is_empty(settings.out)) {
        throw core::UserError(core::Diagnostic{settings.out.string(), 0, 0, "exists and is not empty",
                                               "choose another --out, or write into it with --force"});
    }
    auto const earlier = read_site_list(settings.out);
    core::NewFolder made(settings.out, core::IfThere::join);
    core::require_writable_folder(made.path() / "data");
    for (std::size_t i = 0; i < viewed.variants.size(); ++i) {
        exporting::write_viewer_bundle(viewed.variants[i].first, made.path() / folder_name(i), settings.city);
    }
    if (!viewed.pairs.empty()) exporting::write_pair_bundle(viewed.pairs, made.path() / pairs_folder);
    if (!settings.observed.empty()) {
        write_observed(settings, viewed.variants.front().first, made.path() / observed_folder);
    }
    std::error_code failed;
    fs::copy(viewer, made.path(), fs::copy_options::recursive, failed);
    if (failed) throw core::CannotWrite(settings.out.string(), failed.message(), "choose another --out");
    core::write_file(made.path() / index_file, index_of(viewed, !settings.observed.empty()));
    write_site_list(made.path());
    made.take_place();
    auto const left = remove_earlier_files(settings.out, earlier);
    if (left.removed > 0)
        fmt::print("{} files of an earlier map that this one does not have were removed\n", left.removed);
    if (left.kept > 0) {
        fmt::print(stderr, "{}: warning: {} files of an earlier map have been changed since, they stay\n",
                   settings.out.string(), left.kept);
    }
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
    auto const viewed = viewed_results(settings.results, settings.option);
    auto const& variants = viewed.variants;
    if (variants.size() == 2 && viewed.pairs.empty() && variants[0].runs.size() + variants[1].runs.size() > 2) {
        fmt::print(stderr, "{} and {} have fewer than two seeds in common: their first runs are compared alone\n",
                   variants[0].name, variants[1].name);
    }
    fs::path const viewer = viewer_app();
    if (!settings.out.empty()) {
        write_site(settings, viewed, viewer);
        return done;
    }
    TemporaryFolder const temporary;
    std::vector<serve::Mount> mounts{{"", viewer}};
    auto const kept_or_temporary = [&](fs::path const& run, std::string const& name, std::string const& aside) {
        return may_write(run) ? run / name : temporary.path() / aside;
    };
    for (std::size_t i = 0; i < variants.size(); ++i) {
        fs::path const folder = kept_or_temporary(variants[i].first, "view", std::to_string(i));
        exporting::renew_viewer_bundle(variants[i].first, folder, settings.city);
        mounts.push_back({folder_name(i), folder});
    }
    if (!viewed.pairs.empty()) {
        fs::path const folder = kept_or_temporary(variants[1].first, "view-pairs", "pairs");
        exporting::renew_pair_bundle(viewed.pairs, folder);
        mounts.push_back({pairs_folder, folder});
    }
    if (!settings.observed.empty()) {
        fs::path const folder = temporary.path() / "observed";
        write_observed(settings, variants.front().first, folder);
        mounts.push_back({observed_folder, folder});
    }
    core::require_writable_folder(temporary.path() / "site");
    core::write_file(temporary.path() / "site" / index_file, index_of(viewed, !settings.observed.empty()));
    mounts.push_back({"", temporary.path() / "site"});
    serve::LoopbackServer server(serve::site_files(mounts));
    serve(server, settings.open);
    return done;
}

}  // namespace halong::app
