// Rows of CSV, one after another, as write_csv (vector_layer.hpp) has them.
#pragma once

#include "geo/vector_layer.hpp"

#include <span>
#include <string>

namespace halong::geo {

// Appends the row of names.
void add_csv_head(std::string& text, std::span<Field const> fields, core::CsvFor reader);
// Appends a row: the values of `first` and those of `rest` behind them.
void add_csv_row(std::string& text, std::span<Value const> first, std::span<Value const> rest, core::CsvFor reader);

}  // namespace halong::geo
