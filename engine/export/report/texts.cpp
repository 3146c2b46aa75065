#include "export/report/texts.hpp"

#include "core/error.hpp"
#include "export/report/assets.hpp"
#include "study/number_text.hpp"

#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

namespace halong::exporting {
namespace {

using Catalogue = std::map<std::string, Text, std::less<>>;

Catalogue const& catalogue()
{
    static Catalogue const texts = [] {
        Catalogue read;
        auto const json = nlohmann::json::parse(assets::texts_json);
        for (auto const& [key, text] : json.items()) {
            read[key] = {text.at("vi").get<std::string>(), text.at("en").get<std::string>()};
        }
        return read;
    }();
    return texts;
}

std::string insert(std::string const& pattern, Insertions insertions, std::string Text::*language)
{
    std::string result;
    for (std::size_t i = 0; i < pattern.size();) {
        auto const end = pattern[i] == '{' ? pattern.find('}', i) : std::string::npos;
        if (end == std::string::npos) {
            result += pattern[i++];
            continue;
        }
        auto const name = std::string_view(pattern).substr(i + 1, end - i - 1);
        bool known = false;
        for (auto const& [key, text] : insertions) {
            if (key != name) continue;
            result += text.*language;
            known = true;
        }
        core::ensure(known, "a text of the report names a part that is not given");
        i = end + 1;
    }
    return result;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Text text_of(std::string_view key)
{
    auto const found = catalogue().find(key);
    if (found == catalogue().end()) {
        throw core::InternalFault(fmt::format("the report's catalogue has no text '{}'", key));
    }
    return found->second;
}

bool has_text(std::string_view key) { return catalogue().contains(key); }

std::vector<std::string> text_keys()
{
    std::vector<std::string> keys;
    for (auto const& [key, text] : catalogue()) keys.push_back(key);
    return keys;
}

Text filled(std::string_view key, Insertions insertions)
{
    Text const pattern = text_of(key);
    return {insert(pattern.vi, insertions, &Text::vi), insert(pattern.en, insertions, &Text::en)};
}

Text same(std::string_view text) { return {std::string(text), std::string(text)}; }

Text of_user(Text text, std::string_view otherwise)
{
    if (text.vi.empty() && text.en.empty()) return same(otherwise);
    if (text.vi.empty()) text.vi = text.en;
    if (text.en.empty()) text.en = text.vi;
    return text;
}

Text source_text(std::string_view english)
{
    constexpr std::string_view prefix = "source.";
    for (auto one = catalogue().lower_bound(prefix); one != catalogue().end() && one->first.starts_with(prefix);
         ++one) {
        if (one->second.en == english) return one->second;
    }
    return same(english);
}

Text joined(Text const& first, std::string_view between, Text const& second)
{
    std::string const middle(between);
    return {first.vi + middle + second.vi, first.en + middle + second.en};
}

Text joined(std::vector<Text> const& texts, std::string_view between)
{
    Text result;
    for (std::size_t i = 0; i < texts.size(); ++i) result = i == 0 ? texts[i] : joined(result, between, texts[i]);
    return result;
}

Text figure(std::string const& english)
{
    std::string vietnamese = english;
    for (char& c : vietnamese) {
        if (c == ',') {
            c = '.';
        } else if (c == '.') {
            c = ',';
        }
    }
    return {vietnamese, english};
}

Text count_text(std::int64_t value) { return figure(study::number_text(static_cast<double>(value), 0)); }

Text date_text(std::string const& iso)
{
    constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
    constexpr std::string_view form = "dddd-dd-ddTdd:dd:ddZ";
    if (iso.size() != form.size()) return same(iso);
    for (std::size_t i = 0; i < form.size(); ++i) {
        if (form[i] == 'd' ? !is_digit(iso[i]) : iso[i] != form[i]) return same(iso);
    }
    auto const month = static_cast<std::size_t>(std::atoi(iso.substr(5, 2).c_str()));
    if (month < 1 || month > months.size()) return same(iso);
    return {fmt::format("{}/{}/{}, {} UTC", iso.substr(8, 2), iso.substr(5, 2), iso.substr(0, 4), iso.substr(11, 5)),
            fmt::format("{} {} {}, {} UTC", std::atoi(iso.substr(8, 2).c_str()), months[month - 1], iso.substr(0, 4),
                        iso.substr(11, 5))};
}

Text unit_text(std::string_view unit)
{
    std::string const key = fmt::format("unit.{}", unit);
    return has_text(key) ? text_of(key) : same(unit);
}

Text difference_unit_text(std::string_view unit) { return unit_text(unit == "%" ? "% points" : unit); }

Text one_unit_text(std::string_view unit)
{
    std::string const key = fmt::format("one.{}", unit == "%" ? "% points" : unit);
    return has_text(key) ? text_of(key) : unit_text(unit);
}

}  // namespace halong::exporting
