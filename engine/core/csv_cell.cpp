#include "core/csv_cell.hpp"

namespace halong::core {

std::string no_formula(std::string_view text)
{
    bool const is_formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    return (is_formula ? "'" : "") + std::string(text);
}

std::string csv_cell(std::string_view text, CsvFor reader)
{
    std::string const shown = reader == CsvFor::people ? no_formula(text) : std::string(text);
    bool const is_plain = !shown.empty() && shown.find_first_of(",;\t\"\r\n") == std::string::npos &&
                          shown.front() != ' ' && shown.back() != ' ';
    if (is_plain) return shown;
    std::string cell = "\"";
    for (char const c : shown) cell.append(c == '"' ? 2 : 1, c);
    return cell + '"';
}

}  // namespace halong::core
