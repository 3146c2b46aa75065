#include "geo/csv_rows.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"

#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace halong::geo {
namespace {

void add_value(std::string& text, Value const& value, core::CsvFor reader)
{
    auto const out = std::back_inserter(text);
    if (auto const* const whole = std::get_if<std::int64_t>(&value)) {
        fmt::format_to(out, "{}", *whole);
    } else if (auto const* const words = std::get_if<std::string>(&value)) {
        text += core::csv_cell(*words, reader);
    } else if (auto const* const real = std::get_if<double>(&value); real != nullptr && std::isfinite(*real)) {
        fmt::format_to(out, "{}", *real);
    }
}

}  // namespace

void add_csv_head(std::string& text, std::span<Field const> fields, core::CsvFor reader)
{
    for (std::size_t i = 0; i < fields.size(); ++i) text += (i > 0 ? "," : "") + core::csv_cell(fields[i].name, reader);
    text += '\n';
}

void add_csv_row(std::string& text, std::span<Value const> first, std::span<Value const> rest, core::CsvFor reader)
{
    bool is_begun = false;
    for (auto const values : {first, rest}) {
        for (Value const& value : values) {
            if (std::exchange(is_begun, true)) text += ',';
            add_value(text, value, reader);
        }
    }
    text += '\n';
}

void write_csv(std::filesystem::path const& path, OutputLayer const& layer, core::CsvFor reader)
{
    std::string text;
    add_csv_head(text, layer.fields, reader);
    for (Feature const& feature : layer.features) {
        core::ensure(feature.values.size() == layer.fields.size(),
                     "every feature of an output layer has one value for each field");
        add_csv_row(text, {}, feature.values, reader);
    }
    core::write_file(path, text);
}

}  // namespace halong::geo
