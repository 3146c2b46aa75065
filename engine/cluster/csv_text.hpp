// CSV as RFC 4180 has it, line by line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace halong::cluster {

class CsvText {
public:
    // Cells of the open row; texts with commas, quotes or line feeds are quoted.
    void cells(std::vector<std::string> const& texts)
    {
        for (std::string const& text : texts) cell(text);
    }
    void cell(std::string_view text)
    {
        if (!is_begin_) text_ += ',';
        is_begin_ = false;
        if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
            text_ += text;
            return;
        }
        text_ += '"';
        for (char const c : text) text_.append(c == '"' ? 2 : 1, c);
        text_ += '"';
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
