#include "core/durable_file.hpp"

#include "core/descriptor.hpp"
#include "core/error.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace halong::core {
namespace {

constexpr char const* advice = "choose another folder with --out, or free space and check its rights";

[[noreturn]] void fail(std::filesystem::path const& path)
{
    throw CannotWrite(path.string(), std::strerror(errno), advice);
}

class Descriptor {
public:
    // `asked` is what the user wanted to have written: messages name it, not a temporary file.
    Descriptor(std::filesystem::path const& path, int flags, std::filesystem::path const& asked)
        : value_(::open(path.c_str(), flags, 0644))
    {
        if (value_ < 0) fail(asked);
    }
    ~Descriptor() { ::close(value_); }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    [[nodiscard]] int get() const { return value_; }

private:
    int value_;
};

void sync_file(std::filesystem::path const& path, std::filesystem::path const& asked)
{
    Descriptor const descriptor(path, O_RDONLY, asked);
    if (::fsync(descriptor.get()) != 0) fail(asked);
}

std::string const& host_name()
{
    static std::string const host = [] {
        std::array<char, 65> name{};
        return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("host");
    }();
    return host;
}

// Of the process numbers that this process sees: containers of one machine may have one host name and the same numbers for
// different processes. The kernel's number of the namespace; 0 where there is none.
std::uint64_t process_space()
{
    static std::uint64_t const space = [] {
        struct stat status = {};
        return ::stat("/proc/self/ns/pid", &status) == 0 ? std::uint64_t{status.st_ino} : std::uint64_t{0};
    }();
    return space;
}

// Of this process among those of all machines that share a file system, and of this file among those of the process.
std::string temporary_name(std::filesystem::path const& path)
{
    static std::atomic<unsigned> count = 0;
    return fmt::format(".{}.{}.{}.{}.{}.tmp{}", path.stem().string(), host_name(), process_space(), ::getpid(), ++count,
                       path.extension().string());
}

// Takes the number behind the last dot off a name; nothing where there is none.
std::optional<std::uint64_t> take_number(std::string_view& name)
{
    auto const dot = name.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    std::string_view const digits = name.substr(dot + 1);
    std::uint64_t number = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    name = name.substr(0, dot);
    return number;
}

// No process writes at one file for so long: a day.
bool is_old(std::filesystem::path const& path)
{
    std::error_code error;
    auto const written = std::filesystem::last_write_time(path, error);
    return !error && std::filesystem::file_time_type::clock::now() - written > std::chrono::hours(24);
}

// Whether a name has the form of temporary_name, with whatever a library puts behind it (SQLite: "-journal"), and the process
// is of this machine and gone. Of its own number, only one that had it before can have left anything. Whether one of another
// space lives cannot be seen: what it left is old before it is a leftover.
bool is_leftover(std::filesystem::path const& path)
{
    std::string const file = path.filename().native();
    std::string_view const name = file;
    auto const mark = name.find(".tmp");
    if (!name.starts_with('.') || mark == std::string_view::npos) return false;
    std::string_view rest = name.substr(0, mark);
    if (!take_number(rest)) return false;
    auto const number = take_number(rest);
    auto const space = take_number(rest);
    if (!number || !space || !rest.ends_with("." + host_name())) return false;
    if (*space != process_space()) return is_old(path);
    if (*number == 0 || *number > std::numeric_limits<pid_t>::max()) return false;
    auto const process = static_cast<pid_t>(*number);
    return process == ::getpid() || (::kill(process, 0) != 0 && errno == ESRCH);
}

}  // namespace

DurableFile::DurableFile(std::filesystem::path final_path) : final_(std::move(final_path))
{
    temporary_ = folder_of(final_) / temporary_name(final_);
    std::error_code ignored;
    std::filesystem::remove(temporary_, ignored);
}

DurableFile::~DurableFile()
{
    std::error_code ignored;
    if (!committed_) std::filesystem::remove(temporary_, ignored);
}

void DurableFile::commit()
{
    sync_file(temporary_, final_);
    if (::rename(temporary_.c_str(), final_.c_str()) != 0) fail(final_);
    committed_ = true;
    if (auto const folder = folder_of(final_); !sync_folder(folder)) fail(folder);
}

void write_file(std::filesystem::path const& path, std::string_view content) { write_file_parts(path, {content}); }

void write_file_parts(std::filesystem::path const& path, std::initializer_list<std::string_view> parts)
{
    DurableFile file(path);
    {
        Descriptor const descriptor(file.temporary_path(), O_WRONLY | O_CREAT | O_TRUNC, path);
        for (std::string_view const part : parts) {
            if (!write_whole(descriptor.get(), part)) fail(path);
        }
    }
    file.commit();
}

void remove_leftovers(std::filesystem::path const& folder)
{
    namespace fs = std::filesystem;
    std::error_code error;
    std::vector<fs::path> leftovers;
    auto entry = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::end(entry); entry.increment(error)) {
        std::error_code unknown;
        if (entry->is_regular_file(unknown) && is_leftover(entry->path())) leftovers.push_back(entry->path());
    }
    for (fs::path const& path : leftovers) fs::remove(path, error);
}

void require_writable_folder(std::filesystem::path const& folder)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw CannotWrite(folder.string(), error.message(), advice);
    // A file without a name leaves nothing behind, whatever happens. Not all file systems have them.
    int const nameless = ::open(folder.c_str(), O_TMPFILE | O_WRONLY, 0600);
    if (nameless >= 0) {
        ::close(nameless);
        return;
    }
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL) fail(folder);
    auto const probe = folder / temporary_name(folder / "probe");
    {
        Descriptor const descriptor(probe, O_WRONLY | O_CREAT | O_TRUNC, folder);
    }
    std::filesystem::remove(probe, error);
}

}  // namespace halong::core
