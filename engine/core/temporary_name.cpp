#include "core/temporary_name.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace halong::core {
namespace {

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

// The process that gave a name.
struct Giver {
    std::uint64_t space = 0;
    std::uint64_t number = 0;
};

// Nothing where the name has another form, or is of another machine.
std::optional<Giver> giver_of(std::string_view name)
{
    auto const mark = name.find(".tmp");
    if (!name.starts_with('.') || mark == std::string_view::npos) return std::nullopt;
    std::string_view rest = name.substr(0, mark);
    if (!take_number(rest)) return std::nullopt;
    auto const number = take_number(rest);
    auto const space = take_number(rest);
    if (!number || !space || !rest.ends_with("." + host_name())) return std::nullopt;
    return Giver{*space, *number};
}

}  // namespace

std::string temporary_name(std::filesystem::path const& path)
{
    static std::atomic<unsigned> count = 0;
    return fmt::format(".{}.{}.{}.{}.{}.tmp{}", path.stem().string(), host_name(), process_space(), ::getpid(), ++count,
                       path.extension().string());
}

bool is_leftover(std::filesystem::path const& path)
{
    auto const giver = giver_of(path.filename().native());
    if (!giver) return false;
    if (giver->space != process_space()) return is_old(path);
    if (giver->number == 0 || giver->number > std::numeric_limits<pid_t>::max()) return false;
    auto const process = static_cast<pid_t>(giver->number);
    return process == ::getpid() || (::kill(process, 0) != 0 && errno == ESRCH);
}

bool is_in_folder_aside(std::filesystem::path const& path)
{
    auto const self = static_cast<std::uint64_t>(::getpid());
    for (std::filesystem::path const& folder : path.parent_path()) {
        auto const giver = giver_of(folder.native());
        if (giver && giver->space == process_space() && giver->number == self) return true;
    }
    return false;
}

}  // namespace halong::core
