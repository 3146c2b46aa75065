#include "city/tntp_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <tuple>

namespace halong::city {
namespace {

constexpr std::string_view blanks = " \t\r";
constexpr std::string_view end_of_metadata = "END OF METADATA";

std::string_view trimmed(std::string_view text)
{
    auto const first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<TntpWord> words_of(std::string_view line, int number)
{
    constexpr std::string_view marks = ":;";
    std::vector<TntpWord> words;
    std::size_t at = 0;
    while (true) {
        at = line.find_first_not_of(blanks, at);
        if (at == std::string_view::npos || line[at] == '~') return words;
        std::size_t end = at + 1;
        if (marks.find(line[at]) == std::string_view::npos) {
            while (end < line.size() && blanks.find(line[end]) == std::string_view::npos &&
                   marks.find(line[end]) == std::string_view::npos) {
                ++end;
            }
        }
        words.push_back({line.substr(at, end - at), number, static_cast<int>(at) + 1});
        at = end;
    }
}

template <class Number>
std::optional<Number> value_of(std::string_view text)
{
    if (text.starts_with('+')) text.remove_prefix(1);
    Number value{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

TntpText::TntpText(std::string_view text, std::string file) : file_(std::move(file))
{
    bool in_metadata = text.find(fmt::format("<{}>", end_of_metadata)) != std::string_view::npos;
    has_metadata_ = in_metadata;
    int number = 0;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        std::string_view const line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (in_metadata) {
            read_metadata(line, number);
            in_metadata = trimmed(line).find(end_of_metadata) == std::string_view::npos;
        } else if (auto words = words_of(line, number); !words.empty()) {
            lines_.push_back(std::move(words));
        }
    }
}

void TntpText::read_metadata(std::string_view line, int number)
{
    line = line.substr(0, line.find('~'));  // a comment
    auto const open = line.find('<');
    auto const close = line.find('>');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return;
    std::string_view const rest = line.substr(close + 1);
    std::string_view const value = trimmed(rest);
    auto const column = static_cast<int>(value.empty() ? close : value.data() - line.data()) + 1;
    metadata_[std::string(trimmed(line.substr(open + 1, close - open - 1)))] = {value, number, column};
}

std::uint32_t TntpText::whole_metadata(std::string const& name, std::uint32_t least, std::uint32_t most)
{
    auto const found = metadata_.find(name);
    if (found != metadata_.end()) return whole(found->second, fmt::format("<{}>", name), least, most).value_or(least);
    fault(1, 1, fmt::format("<{}> is missing", name),
          has_metadata_ ? "write it above <END OF METADATA>" : "begin the file with metadata and <END OF METADATA>");
    return least;
}

std::optional<double> TntpText::number(TntpWord const& word, std::string_view what, double least, bool above_least)
{
    auto const value = value_of<double>(word.text);
    if (!value || !std::isfinite(*value)) {
        fault(word.line, word.column, fmt::format("{} is '{}', which is no number", what, word.text),
              "write a number with a decimal point");
        return std::nullopt;
    }
    if (above_least ? *value > least : *value >= least) return value;
    fault(word.line, word.column,
          fmt::format("{} is {}; it must be {}", what, word.text,
                      above_least ? fmt::format("above {}", least) : fmt::format("{} or more", least)),
          "correct the value");
    return std::nullopt;
}

std::optional<std::uint32_t> TntpText::whole(TntpWord const& word, std::string_view what, std::uint32_t least,
                                             std::uint32_t most)
{
    auto const value = value_of<std::uint32_t>(word.text);
    if (value && *value >= least && *value <= most) return value;
    fault(word.line, word.column,
          fmt::format("{} is '{}'; it must be a whole number from {} to {}", what, word.text, least, most),
          "correct the value, or the metadata that set the limit");
    return std::nullopt;
}

void TntpText::fault(int line, int column, std::string message, std::string help)
{
    findings_.push_back({file_, line, column, std::move(message), std::move(help)});
}

void TntpText::finish() const
{
    if (findings_.empty()) return;
    auto sorted = findings_;
    std::ranges::stable_sort(sorted, {}, [](auto const& f) { return std::tuple{f.line, f.column}; });
    throw core::UserError(std::move(sorted));
}

}  // namespace halong::city
