// A CSV of observations that somebody else goes on writing: what has been added to it since it was looked at last.
#pragma once

#include "equilibrium/observation_reader.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace halong::equilibrium {

// Rows are whole lines; one that is not ended yet waits. So no cell may hold a line break.
class GrowingCsv {
public:
    explicit GrowingCsv(std::filesystem::path path) : path_(std::move(path)) {}

    // Rows that have come since, without zero bytes before them; lines that are no rows, or have more than 64 KiB, are told
    // to `reader`. A file that is not there (any more) has nothing to give. One that has become shorter, or another file
    // under the same name, is read from its begin, and `restarts` counts it. Throws UserError where columns that are needed
    // are missing, as soon as there is a header, and for what is no ordinary file (a pipe, a folder).
    std::vector<ObservationRow> more(ObservationReader& reader);
    [[nodiscard]] int restarts() const { return restarts_; }

private:
    void restart();
    void take_line(std::string line, std::vector<ObservationRow>& rows, ObservationReader& reader);

    std::filesystem::path path_;
    std::uint64_t offset_ = 0;  // of the first byte that has not been read
    std::uint64_t inode_ = 0;   // 0: not seen yet
    std::string rest_;          // begin of a line whose end is to come
    std::string header_;
    ColumnPositions position_{};
    int line_ = 0;
    int restarts_ = 0;
};

}  // namespace halong::equilibrium
