// Readers under files that were cut, changed or made up: each trial must end in a value or in a refusal that helps, within
// bounds of time and memory that grow with the file.
#pragma once

#include "core/error.hpp"
#include "support/scratch_folder.hpp"

#include <atomic>
#include <cctype>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace halong::test {

// Bytes that operator new has given out; text_readers_test.cpp counts them.
inline std::atomic<std::size_t> bytes_in_use{0};
inline std::atomic<std::size_t> bytes_at_most{0};

// Built with a sanitizer, or to count lines: what users get is many times as fast.
#if defined(__SANITIZE_ADDRESS__) || defined(HALONG_COUNTS_LINES)
inline constexpr bool is_slow_build = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool is_slow_build = true;
#else
inline constexpr bool is_slow_build = false;
#endif
#else
inline constexpr bool is_slow_build = false;
#endif

// What a reader is allowed: twenty times what the small files take, and so much for each byte more.
inline constexpr std::size_t allowed_bytes = std::size_t{64} << 20U;
inline constexpr std::size_t allowed_growth = 500;  // bytes of memory for each byte of the file
inline constexpr double allowed_s = is_slow_build ? 20 : 1;
inline constexpr double allowed_s_per_byte = is_slow_build ? 40e-6 : 2e-6;
inline constexpr int endless_s = 120;  // of computing: then the process ends itself

// A reader with a small file that it takes.
struct Subject {
    std::string name;
    std::string file;  // its name in a folder with the companions
    std::string seed;
    std::function<void(std::filesystem::path const&)> read;  // takes the file's path
    bool is_text = true;
    std::size_t most = 1'000'000;  // cuts and flipped bits, each, that quick runs try: fewer where a trial takes long
    std::vector<std::pair<std::string, std::string>> companions = {};
    std::function<std::string(std::string const&)> wrap =
        {};                    // how the content becomes the file's bytes; empty: as it is
    bool is_distorted = true;  // other encodings, repeated lines, ...: not where another subject shows the same reader
    bool is_strict = true;     // false: what is damaged is as if it were not there
};

// A subject's name as that of a folder or command: "OSM PBF" is "osm-pbf".
inline std::string slug_of(std::string_view name)
{
    std::string slug;
    for (char const c : name) {
        auto const letter = static_cast<unsigned char>(c);
        if (std::isalnum(letter) != 0)
            slug += static_cast<char>(std::tolower(letter));
        else if (!slug.empty() && slug.back() != '-')
            slug += '-';
    }
    return slug;
}

inline double processor_s()
{
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// Ends the process, with the trial's name, when one computes without end: nothing else can.
class Watchdog {
public:
    static void begin(std::string const& name)
    {
        name_of_trial() = name + ": computes without end\n";
        std::signal(SIGPROF, &Watchdog::bite);
        set(endless_s * (is_slow_build ? 10 : 1));
    }
    static void end() { set(0); }

private:
    static std::string& name_of_trial()
    {
        static std::string name;
        return name;
    }
    static void set(int seconds)
    {
        itimerval const timer{{0, 0}, {seconds, 0}};
        ::setitimer(ITIMER_PROF, &timer, nullptr);
    }
    static void bite(int)
    {
        auto const& name = name_of_trial();
        static_cast<void>(!::write(STDERR_FILENO, name.data(), name.size()));
        ::_exit(1);
    }
};

// What came of a trial: "" when it is as it must be, else what is wrong.
struct Outcome {
    bool is_refused = false;
    std::string text;   // of the refusal
    std::string fault;  // "" is good
};

// Every finding says where and what, and at least the first what to do.
inline std::string fault_of(core::UserError const& error)
{
    if (error.diagnostics().empty()) return "a refusal without findings";
    for (auto const& finding : error.diagnostics()) {
        if (finding.file.empty()) return "a finding without a place: " + finding.message;
        if (finding.message.empty()) return "a finding without a message";
    }
    if (error.diagnostics().front().help.empty()) return "no help: " + error.diagnostics().front().message;
    return "";
}

// Calls the reader and judges what it did with a file of `size` bytes.
inline Outcome judged(std::string const& name, std::size_t size, std::function<void()> const& read)
{
    Outcome outcome;
    std::size_t const before = bytes_in_use;
    bytes_at_most = before;
    Watchdog::begin(name);
    double const begins = processor_s();
    try {
        read();
    } catch (core::UserError const& error) {
        outcome.is_refused = true;
        outcome.text = error.what();
        outcome.fault = fault_of(error);
    } catch (std::exception const& error) {
        outcome.fault = fmt::format("another exception: {}", error.what());
    } catch (...) {
        outcome.fault = "an exception of an unknown kind";
    }
    double const seconds = processor_s() - begins;
    Watchdog::end();
    std::size_t const bytes = bytes_at_most - before;
    if (seconds > allowed_s + allowed_s_per_byte * static_cast<double>(size)) {
        outcome.fault = fmt::format("{:.1f} s of computing for {} bytes", seconds, size);
    }
    if (bytes > allowed_bytes + allowed_growth * size) {
        outcome.fault = fmt::format("{} bytes of memory for {} bytes", bytes, size);
    }
    return outcome;
}

// A folder with a subject's companions, in which its file takes one content after the other.
class TrialFolder {
public:
    explicit TrialFolder(Subject const& subject) : subject_(subject), path_(folder_.path() / subject.file)
    {
        for (auto const& [file, content] : subject.companions) static_cast<void>(folder_.write(file, content));
        std::filesystem::create_directories(path_.parent_path());
    }
    TrialFolder(TrialFolder const&) = delete;
    TrialFolder& operator=(TrialFolder const&) = delete;

    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

    // Puts the bytes there as the subject's file.
    void write(std::string_view bytes) const
    {
        int const file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        bool good = file >= 0;
        while (good && !bytes.empty()) {
            auto const written = ::write(file, bytes.data(), bytes.size());
            good = written > 0;
            if (good) bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        if (file >= 0) good = ::close(file) == 0 && good;
        if (!good) throw std::runtime_error("a trial's file cannot be written: " + path_.string());
    }

    // Reads the content as the subject's file.
    [[nodiscard]] Outcome tried(std::string const& what, std::string const& content) const
    {
        std::string const bytes = subject_.wrap ? subject_.wrap(content) : content;
        write(bytes);
        return judged(subject_.name + ": " + what, bytes.size(), [&] { subject_.read(path()); });
    }
    // A text without the folder's name in it.
    [[nodiscard]] std::string without_folder(std::string text) const
    {
        std::string const prefix = folder_.path().string();
        for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
            text.erase(at, prefix.size() + (text.substr(at + prefix.size(), 1) == "/" ? 1 : 0));
        }
        return text;
    }

private:
    Subject const& subject_;
    ScratchFolder folder_;
    std::filesystem::path path_;
};

}  // namespace halong::test
