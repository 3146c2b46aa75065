#include "city/csv_table.hpp"

#include "core/error.hpp"
#include "core/input_file.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::city {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string trimmed(std::string const& text)
{
    constexpr std::string_view blanks = " \t";
    auto const first = text.find_first_not_of(blanks);
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// Reads records one after the other.
class Records {
public:
    Records(std::string_view text, std::string const& file) : text_(text), file_(file)
    {
        if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
    }

    // False at the end. `line` is where the record begins.
    bool next(std::vector<std::string>& fields, int& line)
    {
        fields.clear();
        if (at_ >= text_.size()) return false;
        line = line_;
        while (true) {
            fields.push_back(field());
            if (at_ >= text_.size()) return true;
            char const end = text_[at_++];
            if (end == ',') continue;
            if (end == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
            ++line_;
            return true;
        }
    }

private:
    std::string field()
    {
        std::string plain;
        std::string quoted;
        bool has_quotes = false;
        while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') {
            if (text_[at_] == '"' && trimmed(plain).empty()) {
                has_quotes = true;
                quoted += quotation();
            } else {
                plain += text_[at_++];
            }
        }
        return has_quotes ? quoted : trimmed(plain);
    }

    std::string quotation()
    {
        int const begins = line_;
        std::string content;
        for (++at_; at_ < text_.size(); ++at_) {
            char const c = text_[at_];
            if (c == '\n') ++line_;
            if (c != '"') {
                content += c;
            } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                content += text_[at_++];
            } else {
                ++at_;
                return content;
            }
        }
        throw core::UserError(core::Diagnostic{file_, begins, 0, "a quotation does not end", "close it with \""});
    }

    std::string_view text_;
    std::string const& file_;
    std::size_t at_ = 0;
    int line_ = 1;
};

}  // namespace

std::optional<std::size_t> CsvTable::find(std::string_view column) const
{
    auto const found = std::ranges::find(columns, column);
    if (found == columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns.begin());
}

std::string const& CsvTable::cell(std::size_t row, std::optional<std::size_t> column) const
{
    static std::string const nothing;
    return column && *column < rows[row].size() ? rows[row][*column] : nothing;
}

CsvTable parse_csv_table(std::string_view text, std::string const& file)
{
    CsvTable table;
    table.file = file;
    if (auto const place = core::first_non_text(text)) {
        throw core::UserError(core::Diagnostic{file, place->line, place->column, fmt::format("holds {}", place->why),
                                               "save the file with the encoding UTF-8 (in Excel: 'CSV UTF-8')"});
    }
    Records records(text, file);
    std::vector<std::string> fields;
    int line = 0;
    while (records.next(fields, line)) {
        if (fields.size() == 1 && fields.front().empty()) continue;
        if (table.columns.empty()) {
            table.columns = fields;
            continue;
        }
        if (fields.size() > table.columns.size()) fields.resize(table.columns.size());
        table.rows.push_back(fields);
        table.line.push_back(line);
    }
    if (table.columns.empty()) {
        throw core::UserError(core::Diagnostic{file, 0, 0, "the file is empty", "its first line names the columns"});
    }
    return table;
}

CsvTable read_csv_table(std::filesystem::path const& path)
{
    return parse_csv_table(core::read_input(path), path.string());
}

}  // namespace halong::city
