// CSV as RFC 4180 has it, line by line.
#pragma once

#include "core/csv_cell.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halong::cluster {

class CsvText {
public:
    // Cells of the open row, numbers and texts; nothing where there is none.
    void cells(std::vector<std::string> const& texts)
    {
        for (std::string const& text : texts) cell(text);
    }
    void cell(std::string_view text)
    {
        if (!is_begin_) text_ += ',';
        is_begin_ = false;
        if (!text.empty()) text_ += core::csv_cell(text, core::CsvFor::programs);
    }
    void end_row()
    {
        text_ += '\n';
        is_begin_ = true;
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    std::string text_;
    bool is_begin_ = true;
};

}  // namespace halong::cluster
