#include "equilibrium/growing_csv.hpp"

#include "core/error.hpp"
#include "core/input_file.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <fstream>
#include <string_view>
#include <sys/stat.h>

namespace halong::equilibrium {
namespace {

constexpr std::size_t longest_line = 1U << 16U;
constexpr std::size_t piece_bytes = 1U << 18U;

}  // namespace

void GrowingCsv::restart()
{
    ++restarts_;
    offset_ = 0;
    rest_.clear();
    header_.clear();
    line_ = 0;
}

void GrowingCsv::take_line(std::string line, std::vector<ObservationRow>& rows, ObservationReader& reader)
{
    ++line_;
    // Where the power went while a file grew, it may have a length that nothing was written to: zero bytes before what came next.
    line.erase(0, line.find_first_not_of('\0'));
    if (line.empty() || line == "\r") return;
    if (header_.empty()) {
        header_ = line;
        position_ = columns_of(city::parse_csv_table(header_ + "\n", path_.string()));
        return;
    }
    try {
        if (line.size() > longest_line) throw core::UserError(core::Diagnostic{"", 0, 0, "is too long", ""});
        auto const table = city::parse_csv_table(header_ + "\n" + line + "\n", path_.string());
        if (table.rows.empty()) return;
        rows.push_back(row_of(table, 0, position_));
        rows.back().line = line_;
    } catch (core::UserError const& error) {
        reader.refuse_line(line_, fmt::format("the line is no row: {}", error.diagnostics().front().message));
    }
}

std::vector<ObservationRow> GrowingCsv::more(ObservationReader& reader)
{
    std::vector<ObservationRow> rows;
    struct stat state = {};
    if (::stat(path_.c_str(), &state) != 0 && errno == ENOENT) return rows;
    core::require_ordinary_file(path_);
    bool const is_other = inode_ != 0 && inode_ != state.st_ino;
    inode_ = state.st_ino;
    if (is_other || static_cast<std::uint64_t>(state.st_size) < offset_) restart();
    std::ifstream file(path_, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset_));
    std::string piece(piece_bytes, '\0');
    while (file) {
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        std::string_view read(piece.data(), static_cast<std::size_t>(file.gcount()));
        offset_ += read.size();
        for (auto end = read.find('\n'); end != std::string_view::npos; end = read.find('\n')) {
            std::string const line = rest_ + std::string(read.substr(0, end));
            read.remove_prefix(end + 1);
            rest_.clear();
            take_line(line, rows, reader);
        }
        // What nobody ends is not kept for ever: of a line that is too long, only that it is.
        if (rest_.size() <= longest_line) rest_ += read;
    }
    return rows;
}

}  // namespace halong::equilibrium
