// A table of comma-separated values (RFC 4180) as texts, with the line of every row for messages.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halong::city {

struct CsvTable {
    std::string file;  // as given, for messages
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;  // not longer than `columns`: see cell()
    std::vector<int> line;                       // by row, from 1

    [[nodiscard]] std::optional<std::size_t> find(std::string_view column) const;
    // The cell, or "" where the column is not there, or the row ends before it.
    [[nodiscard]] std::string const& cell(std::size_t row, std::optional<std::size_t> column) const;
};

// Fields may be quoted, with "" for a quote and line breaks inside; a byte order mark and blanks round fields are
// dropped; empty lines are skipped. Throws UserError for a missing or empty file, for a quote that never closes, and for
// text that is not UTF-8.
CsvTable read_csv_table(std::filesystem::path const& path);

// The same from a text.
CsvTable parse_csv_table(std::string_view text, std::string const& file);

}  // namespace halong::city
