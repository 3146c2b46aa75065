#include "serve/observation_log.hpp"

#include "core/csv_cell.hpp"
#include "core/descriptor.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace halong::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t most_refused_bytes = 8 << 20;
constexpr std::size_t message_begin = 200;
constexpr std::int64_t piece_bytes = 1 << 16;
constexpr std::string_view refused_header = "received,source,reason,detail,message\n";

std::string header() { return fmt::format("{}\n", fmt::join(equilibrium::observation_columns, ",")); }

[[noreturn]] void fail(fs::path const& path)
{
    throw core::CannotWrite(path.string(), std::strerror(errno),
                            "choose another --out, or free space and check its rights");
}

int open_to_append(fs::path const& path)
{
    int const descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (descriptor < 0) fail(path);
    return descriptor;
}

std::int64_t size_of(int descriptor)
{
    struct stat state = {};
    return ::fstat(descriptor, &state) == 0 ? state.st_size : 0;
}

std::string read_at(int descriptor, std::int64_t offset, std::int64_t length)
{
    std::string text(static_cast<std::size_t>(std::max<std::int64_t>(length, 0)), '\0');
    std::size_t done = 0;
    while (done < text.size()) {
        auto const got =
            ::pread(descriptor, text.data() + done, text.size() - done, offset + static_cast<std::int64_t>(done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        done += static_cast<std::size_t>(got);
    }
    text.resize(done);
    return text;
}

// Printable letters of a foreign text, at most so many.
std::string begin_of(std::string_view text)
{
    std::string result;
    for (char const letter : text.substr(0, message_begin)) result += letter >= ' ' && letter <= '~' ? letter : '?';
    return result;
}

// Where the last whole line ends.
std::int64_t end_of_lines(int descriptor, std::int64_t size)
{
    for (std::int64_t to = size; to > 0;) {
        std::int64_t const from = std::max<std::int64_t>(0, to - piece_bytes);
        auto const end = read_at(descriptor, from, to - from).rfind('\n');
        if (end != std::string::npos) return from + static_cast<std::int64_t>(end) + 1;
        to = from;
    }
    return 0;
}

}  // namespace

ObservationLog::ObservationLog(fs::path path) : path_(std::move(path)), descriptor_(open_to_append(path_))
{
    try {
        begin();
    } catch (...) {
        ::close(descriptor_);
        throw;
    }
}

void ObservationLog::begin()
{
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        throw core::UserError(core::Diagnostic{path_.string(), 0, 0, "another process writes it",
                                               "end the other `halong listen`, or choose another --out"});
    }
    std::int64_t const whole = size_of(descriptor_);
    auto const wanted = header();
    auto const length = static_cast<std::int64_t>(wanted.size());
    auto const first = read_at(descriptor_, 0, std::min(whole, length));
    if (!wanted.starts_with(first)) {
        throw core::UserError(
            core::Diagnostic{path_.string(), 1, 0, "is no file that `halong listen` began",
                             "its first line is " + wanted.substr(0, wanted.size() - 1) + "; choose another --out"});
    }
    size_ = whole < length ? 0 : end_of_lines(descriptor_, whole);
    torn_ = begin_of(read_at(descriptor_, size_, std::min(whole - size_, piece_bytes)));
    if (size_ < whole) cut(size_);
    if (size_ > 0) return;
    if (!core::write_whole(descriptor_, wanted) || ::fdatasync(descriptor_) != 0) fail(path_);
    size_ = length;
    (void)core::sync_folder(core::folder_of(path_));  // makes its name last, as far as the file system can
}

ObservationLog::~ObservationLog() { ::close(descriptor_); }

void ObservationLog::cut(std::int64_t size) const
{
    if (::ftruncate(descriptor_, size) != 0 || ::fdatasync(descriptor_) != 0) fail(path_);
}

void ObservationLog::append(std::span<equilibrium::ObservationCells const> rows, std::string const& received)
{
    std::string lines;
    for (auto const& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) lines += ',';
            auto const& cell = i == equilibrium::c_received ? received : row[i];
            if (!cell.empty()) lines += core::csv_cell(cell, core::CsvFor::programs);
        }
        lines += '\n';
    }
    std::scoped_lock const lock(mutex_);
    if (failed_ != 0) {  // a row behind a torn one would be glued to it
        errno = failed_;
        fail(path_);
    }
    if (core::write_whole(descriptor_, lines) && ::fdatasync(descriptor_) == 0) {
        size_ += static_cast<std::int64_t>(lines.size());
        return;
    }
    int const reason = errno;
    if (::ftruncate(descriptor_, size_) != 0) failed_ = reason;  // the next start mends it
    errno = reason;
    fail(path_);
}

RefusedLog::RefusedLog(fs::path const& path) : descriptor_(open_to_append(path)), size_(size_of(descriptor_))
{
    auto const end = end_of_lines(descriptor_, size_);
    if (end < size_ && ::ftruncate(descriptor_, end) == 0) size_ = end;
    if (size_ > 0 || !core::write_whole(descriptor_, refused_header)) return;
    size_ = static_cast<std::int64_t>(refused_header.size());
}

RefusedLog::~RefusedLog() { ::close(descriptor_); }

void RefusedLog::add(std::string_view received, std::string_view source, Refused const& refused,
                     std::string_view message)
{
    auto const line = fmt::format("{},{},{},{},{}\n", received, core::csv_cell(begin_of(source)), name_of(refused.why),
                                  core::csv_cell(begin_of(refused.detail)), core::csv_cell(begin_of(message)));
    std::scoped_lock const lock(mutex_);
    auto const length = static_cast<std::int64_t>(line.size());
    if (size_ + length > most_refused_bytes || !core::write_whole(descriptor_, line)) return;
    size_ += length;
}

fs::path refused_path(fs::path const& day)
{
    auto path = day;
    return path.replace_extension(".refused.csv");
}

}  // namespace halong::serve
