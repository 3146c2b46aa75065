#include "core/csv_cell.hpp"

namespace halong::core {

std::string csv_cell(std::string_view text, CsvFor reader)
{
    bool const is_formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    std::string cell = reader == CsvFor::people && is_formula ? "'" : "";
    bool const is_plain = !text.empty() && text.find_first_of(",;\t\"\r\n") == std::string_view::npos &&
                          text.front() != ' ' && text.back() != ' ';
    if (is_plain) return cell += text;
    cell.insert(cell.begin(), '"');
    for (char const c : text) cell.append(c == '"' ? 2 : 1, c);
    return cell + '"';
}

}  // namespace halong::core
