#include "study/answer_table.hpp"
#include "study/number_text.hpp"
#include "study/study.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace halong::study {
namespace {

// Columns of a terminal of 120.
constexpr std::size_t name_width = 30;
constexpr std::size_t unit_width = 15;
constexpr std::size_t base_width = 13;
constexpr std::size_t option_width = 20;
constexpr std::size_t options_in_block = 3;
constexpr std::size_t line_width = name_width + unit_width + base_width + options_in_block * option_width;
constexpr std::size_t fact_width = 20;

// Some options side by side; more than fit follow in further blocks.
struct Block {
    std::size_t first = 0;
    std::size_t last = 0;
};

std::string rule(std::string_view stroke, std::size_t width = line_width)
{
    std::string line;
    for (std::size_t i = 0; i < width; ++i) line += stroke;
    return line + "\n";
}

void add_line(std::string& text, std::string line)
{
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
}

// One line of a row: its first three columns and one text for each option of the block.
template <class CellText>
void add_row_line(std::string& text, std::string_view name, std::string_view unit, std::string_view base, Block block,
                  CellText const& cell_text)
{
    std::string line = fit_left(name, name_width - 1) + " " + fit_left(unit, unit_width) + fit_right(base, base_width);
    for (std::size_t i = block.first; i < block.last; ++i) line += " " + fit_right(cell_text(i), option_width - 1);
    add_line(text, std::move(line));
}

// A text of a cell in lines: what is too wide for its column breaks before its half-width.
std::vector<std::string> lines_of_cell(std::string const& text)
{
    auto const half_width = text.find("± ");
    if (display_width(text) < option_width || half_width == std::string::npos || half_width == 0) return {text};
    return {text.substr(0, half_width - 1), text.substr(half_width)};
}

void add_row(std::string& text, AnswerRow const& row, Block block)
{
    // Value, difference and remark begin on one line in all cells.
    std::vector<std::vector<std::string>> cells(block.last);
    std::size_t height = 0;
    for (auto const part : {&AnswerCell::value, &AnswerCell::difference, &AnswerCell::remark}) {
        std::size_t const top = height;
        for (std::size_t i = block.first; i < block.last; ++i) {
            if ((row.cells[i].*part).empty()) continue;
            cells[i].resize(top);
            std::ranges::copy(lines_of_cell(row.cells[i].*part), std::back_inserter(cells[i]));
            height = std::max(height, cells[i].size());
        }
    }
    bool const two_names = !row.name.vi.empty() && row.name.vi != row.name.en;
    std::vector<std::string> names{row.name.en};
    if (two_names) names = {row.name.vi, "  " + row.name.en};
    for (std::size_t line = 0; line < std::max(names.size(), height); ++line) {
        add_row_line(text, line < names.size() ? names[line] : "", line == 0 ? row.unit : "", line == 0 ? row.base : "",
                     block, [&](std::size_t i) { return line < cells[i].size() ? cells[i][line] : std::string(); });
    }
}

void add_block(std::string& text, scenario::Study const& study, AnswerTable const& table, Block block)
{
    text += rule("═");
    add_row_line(text, "Chỉ số / Indicator", "Đơn vị / Unit", "Cơ sở / Base", block,
                 [&](std::size_t i) { return study.options[i].id; });
    for (AnswerSection const& section : table.sections) {
        text += rule("─");
        add_line(text, fit_left(both(section.title), line_width));
        text += rule("─");
        for (AnswerRow const& row : section.rows) add_row(text, row, block);
    }
}

void add_head(std::string& text, scenario::Study const& study, AnswerTable const& table)
{
    text += rule("═");
    for (std::string const& question : {study.question.vi, study.question.en}) {
        if (!question.empty()) text += wrapped(question, line_width, 0) + "\n";
    }
    text += rule("─");
    for (AnswerFact const& fact : table.facts) {
        text += wrapped(fit_left(both(fact.name), fact_width) + fact.text, line_width, fact_width) + "\n";
    }
    if (!table.warning.empty()) text += rule("!") + wrapped(table.warning, line_width, 0) + "\n" + rule("!");
}

}  // namespace

std::string table_text(scenario::Study const& study, StudyAnswer const& answer)
{
    AnswerTable const table = answer_table(study, answer);
    std::string text;
    add_head(text, study, table);
    for (std::size_t first = 0; first < study.options.size(); first += options_in_block) {
        add_block(text, study, table, {first, std::min(first + options_in_block, study.options.size())});
    }
    text += rule("═");
    for (std::string const& note : table.notes) text += wrapped(note, line_width, 2) + "\n";
    return text;
}

}  // namespace halong::study
