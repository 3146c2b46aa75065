#include "cluster/slurm.hpp"

#include "cluster/status.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace halong::cluster {
namespace {

namespace fs = std::filesystem;

// As one word of a shell, whatever is in it.
std::string shell_word(std::string const& text)
{
    std::string word = "'";
    for (char const c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "'";
}

// A name that sbatch takes as it stands.
std::string job_name(std::string const& name)
{
    std::string plain = "halong-" + name;
    for (char& c : plain) {
        bool const is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                              c == '_' || c == '.';
        if (!is_plain) c = '_';
    }
    return plain;
}

std::string directives(Plan const& plan, fs::path const& folder, std::vector<std::size_t> const& tasks)
{
    scenario::SlurmSettings const& slurm = plan.sweep().slurm;
    std::string text;
    auto const ask = [&text](std::string_view option, std::string const& value) {
        if (!value.empty()) text += fmt::format("#SBATCH --{}={}\n", option, value);
    };
    std::string array = ranges_text(array_elements(slurm, tasks));
    if (slurm.max_running > 0) array += fmt::format("%{}", slurm.max_running);
    ask("job-name", job_name(plan.name()));
    ask("array", array);
    ask("partition", slurm.partition);
    ask("account", slurm.account);
    ask("qos", slurm.qos);
    ask("constraint", slurm.constraint);
    ask("reservation", slurm.reservation);
    ask("cpus-per-task", fmt::format("{}", slurm.cores));
    ask("time", fmt::format("{}", slurm.minutes));
    if (slurm.memory_mb > 0) ask("mem", fmt::format("{}M", slurm.memory_mb));
    ask("signal", fmt::format("B:USR1@{}", slurm.warning_s));
    ask("output", fmt::format("\"{}\"", (folder / "slurm" / "%A_%a.log").string()));
    ask("open-mode", "append");
    text += slurm.requeue ? "#SBATCH --requeue\n" : "#SBATCH --no-requeue\n";
    return text;
}

constexpr std::string_view body = R"(
first=$((SLURM_ARRAY_TASK_ID * tasks_per_element))
last=$((first + tasks_per_element - 1))
((last <= last_task)) || last=$last_task

"$halong" sweep "$folder" --task "$first-$last" --threads "${SLURM_CPUS_PER_TASK:-1}" --quiet &
child=$!
warned=0
# Once each: a second signal of a kind would end the program at once.
trap 'trap "" USR1; warned=1; kill -USR1 "$child"' USR1  # time runs out
trap 'trap "" TERM; kill -TERM "$child"' TERM            # cancelled, or the node is needed
code=0
while kill -0 "$child" 2>/dev/null; do
    wait "$child"
    code=$?
done
)";

constexpr std::string_view requeue_lines = R"(if ((code == 75 && warned)); then
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
fi
)";

class Pipe {
public:
    Pipe()
    {
        if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw core::InternalFault("no pipe can be made");
    }
    ~Pipe()
    {
        ::close(ends_[0]);
        close_input();
    }
    Pipe(Pipe const&) = delete;
    Pipe& operator=(Pipe const&) = delete;
    [[nodiscard]] int input() const { return ends_[1]; }
    void close_input()
    {
        if (ends_[1] >= 0) ::close(ends_[1]);
        ends_[1] = -1;
    }
    // Until its input is closed everywhere.
    [[nodiscard]] std::string read_all() const
    {
        std::string text;
        std::array<char, 4096> block{};
        for (ssize_t size = 0; (size = ::read(ends_[0], block.data(), block.size())) != 0;) {
            if (size < 0 && errno != EINTR) break;
            if (size > 0) text.append(block.data(), static_cast<std::size_t>(size));
        }
        return text;
    }

private:
    std::array<int, 2> ends_{-1, -1};
};

[[noreturn]] void refuse(std::string const& said)
{
    throw core::UserError(
        core::Diagnostic{"sbatch", 0, 0, said,
                         "on a machine without Slurm, --dry-run prints the script; where the array is "
                         "too large, raise slurm.tasks_per_element"});
}

}  // namespace

std::vector<std::size_t> array_elements(scenario::SlurmSettings const& slurm, std::vector<std::size_t> const& tasks)
{
    std::vector<std::size_t> elements;
    for (std::size_t const task : tasks) {
        std::size_t const element = task / static_cast<std::size_t>(slurm.tasks_per_element);
        if (elements.empty() || elements.back() != element) elements.push_back(element);
    }
    return elements;
}

std::string array_script(Plan const& plan, fs::path const& program, fs::path const& folder,
                         std::vector<std::size_t> const& tasks)
{
    auto const absolute = fs::absolute(folder).lexically_normal();
    if (absolute.string().find_first_of("\n\"%\\") != std::string::npos) {
        throw core::UserError(core::Diagnostic{absolute.string(), 0, 0,
                                               "has a sign in its name that the log files of a job array cannot have",
                                               "choose another --out, without \" % \\ and line breaks"});
    }
    std::string text = "#!/bin/bash\n";
    text += fmt::format("# {} of {} tasks of the sweep {}, made by {}\n", tasks.size(), plan.size(),
                        job_name(plan.name()), own_software());
    text += directives(plan, absolute, tasks);
    text += fmt::format("halong={}\nfolder={}\ntasks_per_element={}\nlast_task={}\n", shell_word(program.string()),
                        shell_word(absolute.string()), plan.sweep().slurm.tasks_per_element, plan.size() - 1);
    text += body;
    if (plan.sweep().slurm.requeue) text += requeue_lines;
    return text + "exit \"$code\"\n";
}

std::string submit(fs::path const& folder, std::string const& script)
{
    auto const path = fs::absolute(folder) / "slurm" / "array.sh";
    core::require_writable_folder(path.parent_path());
    core::write_file(path, script);
    Pipe pipe;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, pipe.input(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, pipe.input(), STDERR_FILENO);
    std::array<std::string, 3> words{"sbatch", "--parsable", path.string()};
    std::array<char*, 4> arguments{words[0].data(), words[1].data(), words[2].data(), nullptr};
    pid_t child = 0;
    int const error = ::posix_spawnp(&child, "sbatch", &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    pipe.close_input();
    if (error != 0) refuse(fmt::format("cannot be run: {}", std::generic_category().message(error)));
    std::string said = pipe.read_all();
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    while (!said.empty() && said.back() == '\n') said.pop_back();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) refuse(fmt::format("refuses the job array: {}", said));
    return said.substr(0, said.find(';'));  // "job;cluster"
}

fs::path own_program()
{
    std::error_code error;
    auto const program = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::path("halong") : program;
}

}  // namespace halong::cluster
