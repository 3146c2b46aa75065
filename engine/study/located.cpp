#include "study/located.hpp"

#include <fmt/format.h>
#include <fstream>
#include <ranges>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace halong::study {
namespace {

// What stands between single quotes, one after the other.
std::vector<std::string_view> quoted_in(std::string_view text)
{
    std::vector<std::string_view> words;
    for (std::size_t from = text.find('\''); from != std::string_view::npos; from = text.find('\'', from)) {
        auto const to = text.find('\'', from + 1);
        if (to == std::string_view::npos) break;
        words.push_back(text.substr(from + 1, to - from - 1));
        from = to + 1;
    }
    return words;
}

struct Place {
    int line = 0;  // 0: nowhere
    int column = 0;
};

// Where the text names the word first, outside of comments; of an id, where it is given.
Place place_of(std::vector<std::string> const& lines, std::string_view word)
{
    if (word.empty()) return {};
    for (bool const as_id : {true, false}) {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            std::string_view const line(lines[i]);
            auto const at = line.find(fmt::format("\"{}\"", word));
            if (at == std::string_view::npos || line.find('#') < at) continue;
            auto const key = line.find_first_not_of(" \t");
            bool const is_id = line.substr(key).starts_with("id ") || line.substr(key).starts_with("id=");
            if (is_id || !as_id) return {static_cast<int>(i) + 1, static_cast<int>(at) + 1};
        }
    }
    return {};
}

// Of what the text quotes from the outside inwards ("option 'a', rule 'b'"), the last that the file names.
Place innermost(std::vector<std::string> const& lines, std::string_view text)
{
    auto const words = quoted_in(text);
    for (auto const& word : std::views::reverse(words)) {
        if (Place const place = place_of(lines, word); place.line != 0) return place;
    }
    return {};
}

// The first that it quotes.
Place first(std::vector<std::string> const& lines, std::string_view text)
{
    auto const words = quoted_in(text);
    return words.empty() ? Place{} : place_of(lines, words.front());
}

}  // namespace

core::UserError located(core::UserError const& error, std::filesystem::path const& file)
{
    std::ifstream stream(file);
    if (!stream) return error;
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    auto const of_scenario = fmt::format("scenario '{}'", file.stem().string());
    auto findings = error.diagnostics();
    for (core::Diagnostic& finding : findings) {
        if (finding.line != 0) continue;
        Place place = innermost(lines, finding.file);
        bool const is_ours = place.line != 0 || finding.file == file.filename() || finding.file == of_scenario;
        if (!is_ours) continue;  // a layer, or another file
        bool const names_part = place.line != 0;
        if (!names_part) place = first(lines, finding.message);
        if (names_part) finding.message = fmt::format("{}: {}", finding.file, finding.message);
        finding.file = file.string();
        finding.line = place.line;
        finding.column = place.column;
    }
    return core::UserError(std::move(findings));
}

}  // namespace halong::study
