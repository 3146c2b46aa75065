#include "cluster/task_store.hpp"

#include "core/archive.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/input_file.hpp"
#include "core/json_whole.hpp"
#include "core/sealed_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace halong::cluster {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr core::SealedKind task_kind{"HALONGTK", "finished task", 1};
constexpr std::string_view task_ending = ".task";
constexpr std::string_view failure_ending = ".failed.json";
constexpr std::string_view claim_ending = ".claim.json";
constexpr std::uintmax_t longest_note_bytes = std::uintmax_t{1} << 20U;
constexpr std::chrono::minutes claim_lease{5};  // clocks of machines may differ by less

void transfer(auto& archive, auto& result)
{
    auto& [id, software, digest, valid, kpis, values, wall_s] = result;
    archive.section("task");
    archive(id, software, digest, valid, kpis, values, wall_s);
}

// Empty where it cannot be read: somebody else has just taken it away or not yet filled it.
Json read_json(fs::path const& path)
{
    try {
        nlohmann::json const json = nlohmann::json::parse(core::read_input(path, longest_note_bytes), nullptr, false);
        return json.is_object() ? Json(json) : Json::object();
    } catch (core::UserError const&) {
        return Json::object();
    }
}

// The text of a key; `otherwise` where there is none or something else.
std::string text_at(Json const& json, char const* key, std::string otherwise)
{
    auto const found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::move(otherwise);
}

// The number of a key; 0 where there is none.
double number_at(Json const& json, char const* key)
{
    auto const found = json.find(key);
    return found != json.end() && found->is_number() ? found->get<double>() : 0;
}

// A process's number; 0, which no other has, where there is none.
pid_t process_at(Json const& json, char const* key)
{
    try {
        return core::whole_of<pid_t>(json.value(key, Json()));
    } catch (Json::exception const&) {
        return 0;
    }
}

bool is_stale(fs::path const& path, RunningTask const& task)
{
    bool const is_dead = task.host == host_name() && task.process > 0 &&
                         ::kill(static_cast<pid_t>(task.process), 0) != 0 && errno == ESRCH;
    if (is_dead) return true;
    std::error_code error;  // another process may have its number by now
    auto const written = fs::last_write_time(path, error);
    return !error && fs::file_time_type::clock::now() - written > claim_lease;
}

RunningTask read_claim(fs::path const& path, std::string const& id)
{
    Json const json = read_json(path);
    RunningTask task{id, text_at(json, "host", ""), process_at(json, "process"), number_at(json, "share")};
    task.is_stale = is_stale(path, task);
    return task;
}

std::string claim_text(double share)
{
    return Json{{"host", host_name()}, {"process", ::getpid()}, {"share", share}}.dump() + "\n";
}

// Names of files in a folder that end so, without the ending, sorted.
std::vector<std::string> names_in(fs::path const& folder, std::string_view ending)
{
    std::vector<std::string> names;
    std::error_code error;
    for (auto const& entry : fs::directory_iterator(folder, error)) {
        std::string const name = entry.path().filename().string();
        if (name.starts_with('.') || !name.ends_with(ending)) continue;
        names.push_back(name.substr(0, name.size() - ending.size()));
    }
    std::ranges::sort(names);
    return names;
}

fs::path with_ending(fs::path const& folder, std::string const& id, std::string_view ending)
{
    return folder / (id + std::string(ending));
}

}  // namespace

std::string host_name()
{
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : "unknown";
}

TaskStore::TaskStore(fs::path folder) : folder_(std::move(folder)) {}

// Many tasks are spread over 256 folders, since large ones are slow on shared file systems.
fs::path TaskStore::path_of(std::string const& id) const
{
    return folder_ / "tasks" / id.substr(0, 2) / (id + std::string(task_ending));
}

fs::path TaskStore::checkpoint_folder(std::string const& id) const { return folder_ / "checkpoints" / id; }

bool TaskStore::has(std::string const& id) const
{
    std::error_code error;
    return fs::exists(path_of(id), error);
}

std::optional<TaskResult> TaskStore::read(std::string const& id) const
{
    auto const path = path_of(id);
    if (!has(id)) return std::nullopt;
    std::string const content = core::read_sealed(path, task_kind);
    core::ArchiveReader archive(content, path.string());
    TaskResult result;
    transfer(archive, result);
    archive.finish();
    if (result.id != id || result.kpis.size() != result.values.size()) {
        throw core::UserError(core::Diagnostic{path.string(), 0, 0, fmt::format("holds the task {}", result.id),
                                               "take it away, and run the sweep with --resume"});
    }
    return result;
}

void TaskStore::publish(TaskResult const& result) const
{
    auto const path = path_of(result.id);
    std::error_code error;
    fs::create_directories(path.parent_path(), error);  // where that fails, so does the next line, and says why
    core::ArchiveWriter archive;
    transfer(archive, result);
    core::write_sealed(path, task_kind, archive.bytes());
    fs::remove(with_ending(folder_ / "failed", result.id, failure_ending), error);
    fs::remove_all(checkpoint_folder(result.id), error);
    release(result.id);
}

void TaskStore::note_failure(TaskFailure const& failure) const
{
    std::error_code error;
    fs::create_directories(folder_ / "failed", error);
    Json const json{{"reason", failure.reason}, {"host", failure.host}};
    core::write_file(with_ending(folder_ / "failed", failure.id, failure_ending),
                     json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

void TaskStore::forget(std::string const& id) const
{
    std::error_code error;
    fs::remove(path_of(id), error);
    fs::remove(with_ending(folder_ / "failed", id, failure_ending), error);
    fs::remove_all(checkpoint_folder(id), error);
}

// Written aside and linked to its name, so that nobody ever sees a claim that does not say whose it is: whoever is killed
// in the midst leaves none, or one that is known to be his.
bool TaskStore::claim(std::string const& id, bool take_over) const
{
    auto const path = with_ending(folder_ / "running", id, claim_ending);
    auto const aside = path.parent_path() / fmt::format(".{}.{}.{}", id, host_name(), ::getpid());
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream(aside, std::ios::binary) << claim_text(0);
    int cause = 0;
    for (int attempt = 0; attempt < 2; ++attempt) {
        cause = ::link(aside.c_str(), path.c_str()) == 0 ? 0 : errno;
        if (cause != EEXIST || (!take_over && !read_claim(path, id).is_stale)) break;
        fs::remove(path, error);
    }
    fs::remove(aside, error);
    if (cause != 0 && cause != EEXIST) {
        throw core::CannotWrite(path.string(), std::generic_category().message(cause),
                                "free space and check the rights of the sweep's folder");
    }
    return cause == 0 || take_over;
}

void TaskStore::renew(std::string const& id, double share) const
{
    try {
        core::write_file(with_ending(folder_ / "running", id, claim_ending), claim_text(share));
    } catch (core::CannotWrite const&) {  // the result will tell
    }
}

void TaskStore::release(std::string const& id) const
{
    std::error_code error;
    fs::remove(with_ending(folder_ / "running", id, claim_ending), error);
}

StoreContent TaskStore::content() const
{
    StoreContent content;
    std::error_code error;
    for (auto const& part : fs::directory_iterator(folder_ / "tasks", error)) {
        std::ranges::move(names_in(part.path(), task_ending), std::back_inserter(content.finished));
    }
    std::ranges::sort(content.finished);
    for (std::string const& id : names_in(folder_ / "failed", failure_ending)) {
        Json const json = read_json(with_ending(folder_ / "failed", id, failure_ending));
        content.failed.push_back({id, text_at(json, "reason", "unknown"), text_at(json, "host", "")});
    }
    for (std::string const& id : names_in(folder_ / "running", claim_ending)) {
        content.running.push_back(read_claim(with_ending(folder_ / "running", id, claim_ending), id));
    }
    return content;
}

}  // namespace halong::cluster
