#include "export/report/page.hpp"

#include "core/version.hpp"
#include "core/xml_text.hpp"
#include "export/report/assets.hpp"
#include "export/report/texts.hpp"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace halong::exporting {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(Text const& text) { return {{"vi", text.vi}, {"en", text.en}}; }

Json json_of(std::vector<Text> const& texts)
{
    Json list = Json::array();
    for (Text const& text : texts) list.push_back(json_of(text));
    return list;
}

Json json_of(std::vector<double> const& values)
{
    Json list = Json::array();
    for (double const value : values) list.push_back(std::isfinite(value) ? Json(value) : Json(nullptr));
    return list;
}

std::string_view word_of(Tone tone)
{
    switch (tone) {
        case Tone::better:
            return "better";
        case Tone::worse:
            return "worse";
        case Tone::changed:
            return "changed";
        case Tone::unclear:
            return "unclear";
        case Tone::plain:
            break;
    }
    return "plain";
}

std::string_view word_of(ParagraphKind kind)
{
    switch (kind) {
        case ParagraphKind::note:
            return "note";
        case ParagraphKind::warning:
            return "warning";
        case ParagraphKind::plain:
            break;
    }
    return "plain";
}

std::string_view word_of(ChartKind kind)
{
    switch (kind) {
        case ChartKind::lines:
            return "lines";
        case ChartKind::stack:
            return "stack";
        case ChartKind::pyramid:
            return "pyramid";
        case ChartKind::ranges:
            return "ranges";
        case ChartKind::intervals:
            return "intervals";
        case ChartKind::bars:
            break;
    }
    return "bars";
}

Json json_of(Paragraph const& paragraph)
{
    return {{"type", "paragraph"}, {"kind", word_of(paragraph.kind)}, {"text", json_of(paragraph.text)}};
}

Json json_of(Bullets const& bullets)
{
    return {{"type", "bullets"}, {"title", json_of(bullets.title)}, {"items", json_of(bullets.items)}};
}

Json json_of(OptionCards const& cards)
{
    Json list = Json::array();
    for (OptionCard const& card : cards.cards) {
        Json lines = Json::array();
        for (auto const& line : card.lines)
            lines.push_back({{"text", json_of(line.text)}, {"tone", word_of(line.tone)}});
        list.push_back({{"title", json_of(card.title)}, {"id", card.id}, {"lines", std::move(lines)}});
    }
    return {{"type", "cards"}, {"cards", std::move(list)}};
}

Json json_of(Table const& table)
{
    Json rows = Json::array();
    for (TableRow const& row : table.rows) {
        Json cells = Json::array();
        for (Cell const& cell : row.cells) {
            Json one{{"value", json_of(cell.value)}};
            if (!cell.difference.en.empty()) one["difference"] = json_of(cell.difference);
            if (!cell.remark.en.empty()) one["remark"] = json_of(cell.remark);
            if (cell.tone != Tone::plain) one["tone"] = word_of(cell.tone);
            cells.push_back(std::move(one));
        }
        rows.push_back({{"name", json_of(row.name)}, {"unit", json_of(row.unit)}, {"cells", std::move(cells)}});
    }
    return {{"type", "table"},          {"title", json_of(table.title)}, {"head", json_of(table.head)},
            {"units", table.has_units}, {"rows", std::move(rows)},       {"note", json_of(table.note)},
            {"folded", table.folded},   {"options", table.has_options}};
}

Json json_of(Series const& series)
{
    Json one{{"name", json_of(series.name)}, {"values", json_of(series.values)}, {"dashed", series.dashed}};
    if (!series.low.empty()) {
        one["low"] = json_of(series.low);
        one["high"] = json_of(series.high);
    }
    if (!series.tones.empty()) {
        Json tones = Json::array();
        for (Tone const tone : series.tones) tones.push_back(word_of(tone));
        one["tones"] = std::move(tones);
    }
    return one;
}

Json json_of(Chart const& chart)
{
    Json series = Json::array();
    for (Series const& one : chart.series) series.push_back(json_of(one));
    return {{"type", "chart"},
            {"kind", word_of(chart.kind)},
            {"title", json_of(chart.title)},
            {"unit", json_of(chart.unit)},
            {"labelName", json_of(chart.label_name)},
            {"labels", json_of(chart.labels)},
            {"units", json_of(chart.units)},
            {"series", std::move(series)},
            {"decimals", chart.decimals},
            {"note", json_of(chart.note)}};
}

Json json_of(Maps const& maps)
{
    return {{"type", "maps"},
            {"title", json_of(maps.title)},
            {"note", json_of(maps.note)},
            {"maps", Json::parse(maps.json)}};
}

Json json_of(Listing const& listing)
{
    return {{"type", "listing"}, {"title", json_of(listing.title)}, {"text", listing.text}};
}

// What the page's own words are: the keys that begin with "page.", without that.
Json page_texts()
{
    constexpr std::string_view prefix = "page.";
    Json texts = Json::object();
    for (std::string const& key : text_keys()) {
        if (key.starts_with(prefix)) texts[key.substr(prefix.size())] = json_of(text_of(key));
    }
    return texts;
}

// 64 hex digits as base64, as the policy wants hashes.
std::string base64_of_hex(std::string_view hex)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    std::uint32_t bits = 0;
    int count = 0;
    for (char const c : hex) {
        bits = bits << 4U | static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
        count += 4;
        if (count < 6) continue;
        count -= 6;
        text += digits[bits >> static_cast<unsigned>(count) & 63U];
    }
    if (count > 0) text += digits[bits << static_cast<unsigned>(6 - count) & 63U];
    while (text.size() % 4 != 0) text += '=';
    return text;
}

std::string policy()
{
    return fmt::format(
        "default-src 'none'; script-src 'sha256-{}' 'sha256-{}'; style-src 'sha256-{}'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        base64_of_hex(assets::d3_js_sha256), base64_of_hex(assets::page_js_sha256),
        base64_of_hex(assets::page_css_sha256));
}

}  // namespace

std::string document_json(Document const& document)
{
    Json sections = Json::array();
    for (Section const& section : document.sections) {
        Json blocks = Json::array();
        for (Block const& block : section.blocks) {
            blocks.push_back(std::visit([](auto const& one) { return json_of(one); }, block));
        }
        sections.push_back({{"id", section.id}, {"title", json_of(section.title)}, {"blocks", std::move(blocks)}});
    }
    Json const json{{"title", json_of(document.title)},
                    {"subtitle", json_of(document.subtitle)},
                    {"sections", std::move(sections)},
                    {"licence", std::string(assets::d3_licence)},
                    {"texts", page_texts()}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string json_in_page(std::string_view json)
{
    constexpr std::string_view line_separators = "\xE2\x80";  // U+2028 and U+2029 go on with A8 and A9
    std::string result;
    result.reserve(json.size());
    for (std::size_t i = 0; i < json.size(); ++i) {
        char const c = json[i];
        if (c == '<' || c == '>' || c == '&') {
            result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else if (json.substr(i, 2) == line_separators && i + 2 < json.size() &&
                   (json[i + 2] == '\xA8' || json[i + 2] == '\xA9')) {
            result += json[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
            i += 2;
        } else {
            result += c;
        }
    }
    return result;
}

std::string page_html(Document const& document)
{
    Text const need = text_of("page.needs_script");
    std::string html;
    html += "<!DOCTYPE html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n";
    html += fmt::format("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", policy());
    html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    html += fmt::format("<meta name=\"generator\" content=\"halong {}\">\n", core::program_version);
    html += fmt::format("<title>{}</title>\n", core::xml_text(document.title.vi));
    html += fmt::format("<style>{}</style>\n</head>\n<body>\n", assets::page_css);
    html += fmt::format("<noscript><p lang=\"vi\">{}</p><p lang=\"en\">{}</p></noscript>\n", core::xml_text(need.vi),
                        core::xml_text(need.en));
    html += "<div id=\"report\"></div>\n<script id=\"data\" type=\"application/json\">";
    html += json_in_page(document_json(document));
    html += fmt::format("</script>\n<script>{}</script>\n<script>{}</script>\n</body>\n</html>\n", assets::d3_js,
                        assets::page_js);
    return html;
}

}  // namespace halong::exporting
