// The finished tasks of a sweep on disk, one file each, and notes about those that failed or run just now. Many processes
// on many machines may work in one folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace halong::cluster {

// What one task leaves.
struct TaskResult {
    std::string id;        // content address
    std::string software;  // that ran it
    std::uint64_t digest = 0;
    bool valid = true;  // see simulation::RunResult
    std::vector<std::string> kpis;
    std::vector<double> values;  // by KPI
    double wall_s = 0;           // of the task, without what it shared with others
};

// Why a task did not finish.
struct TaskFailure {
    std::string id;
    std::string reason;
    std::string host;
};

// A task that runs now, as far as its process has said.
struct RunningTask {
    std::string id;
    std::string host;
    std::int64_t process = 0;
    double share = 0;       // of its day, 0 … 1
    bool is_stale = false;  // its process has died, or has not been heard of for a long time
};

// Everything in the folder by its file name; files that are being written are not seen.
struct StoreContent {
    std::vector<std::string> finished;  // ids, sorted, as are the two below
    std::vector<TaskFailure> failed;
    std::vector<RunningTask> running;
};

class TaskStore {
public:
    explicit TaskStore(std::filesystem::path folder);

    [[nodiscard]] std::filesystem::path const& folder() const { return folder_; }

    [[nodiscard]] bool has(std::string const& id) const;
    // Nothing where the task is not there. Throws UserError when its file is damaged or is another task's.
    [[nodiscard]] std::optional<TaskResult> read(std::string const& id) const;
    // Puts a finished task there, whole and synced, and takes its failure, claim and checkpoints away. Publishing again
    // replaces it by the same. Throws CannotWrite.
    void publish(TaskResult const& result) const;
    // Notes a failure; a later success takes it away. Throws CannotWrite.
    void note_failure(TaskFailure const& failure) const;
    // Takes a finished task, its failure and its checkpoints away.
    void forget(std::string const& id) const;

    // Says that this process runs the task. False when another one does; `take_over`: runs it all the same. Claims spare
    // work and nothing else: a task that runs twice gives the same result. Throws CannotWrite.
    bool claim(std::string const& id, bool take_over) const;
    // Renews the claim with the share that is done. A claim that cannot be written is no fault.
    void renew(std::string const& id, double share) const;
    void release(std::string const& id) const;

    // Where the task keeps checkpoints.
    [[nodiscard]] std::filesystem::path checkpoint_folder(std::string const& id) const;

    [[nodiscard]] StoreContent content() const;

private:
    [[nodiscard]] std::filesystem::path path_of(std::string const& id) const;

    std::filesystem::path folder_;
};

// This machine's name.
std::string host_name();

}  // namespace halong::cluster
