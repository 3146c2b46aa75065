// A day's observations on disk while they come in: nothing that was taken is lost when the power goes.
#pragma once

#include "equilibrium/observation_cells.hpp"
#include "serve/observation_message.hpp"

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

namespace halong::serve {

// Appends rows to a CSV with the columns of observations. One process at a time; threads may share it.
class ObservationLog {
public:
    // Makes the file, or goes on with one that has this header; a last line without an end is cut off (`torn`). Throws
    // UserError for any other file and where another process writes it, CannotWrite where it cannot be written.
    explicit ObservationLog(std::filesystem::path path);
    ~ObservationLog();
    ObservationLog(ObservationLog const&) = delete;
    ObservationLog& operator=(ObservationLog const&) = delete;

    // Whole lines, all of them or none; they are on disk when it returns. `received` ("2026-05-01T07:05:01") is that of every
    // row. Throws CannotWrite, and leaves the file as it was; where that fails, too, it takes nothing any more.
    void append(std::span<equilibrium::ObservationCells const> rows, std::string const& received);

    // The begin of what was cut off at the start, at most 200 letters; "" where nothing was.
    [[nodiscard]] std::string const& torn() const { return torn_; }

private:
    void begin();
    void cut(std::int64_t size) const;

    std::filesystem::path path_;
    int descriptor_ = -1;
    std::int64_t size_ = 0;
    int failed_ = 0;  // errno of a write of which a part could not be taken back
    std::string torn_;
    std::mutex mutex_;
};

// What was refused, with its reason and its begin, beside the day: up to 8 MiB, so that nobody can fill the disk.
class RefusedLog {
public:
    // Goes on with the file where there is one. Throws CannotWrite.
    explicit RefusedLog(std::filesystem::path const& path);
    ~RefusedLog();
    RefusedLog(RefusedLog const&) = delete;
    RefusedLog& operator=(RefusedLog const&) = delete;

    // What does not fit any more, or cannot be written, is left out.
    void add(std::string_view received, std::string_view source, Refused const& refused, std::string_view message);

private:
    int descriptor_ = -1;
    std::int64_t size_ = 0;
    std::mutex mutex_;
};

// "DAY.refused.csv" of "DAY.csv".
std::filesystem::path refused_path(std::filesystem::path const& day);

}  // namespace halong::serve
