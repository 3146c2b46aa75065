// The words of a TNTP file with their places: metadata first, then rows.
#pragma once

#include "core/error.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halong::city {

// A word of a line; ':' and ';' are words of their own.
struct TntpWord {
    std::string_view text;
    int line = 0;
    int column = 0;  // from 1, in bytes
};

class TntpText {
public:
    // `text` outlives this object. Metadata lines look like "<NAME> value", until "<END OF METADATA>".
    TntpText(std::string_view text, std::string file);

    // Lines below the metadata that are neither empty nor comments.
    [[nodiscard]] std::vector<std::vector<TntpWord>> const& lines() const { return lines_; }
    // The whole number that the metadata gives; a finding when it is not there or outside [least, most].
    std::uint32_t whole_metadata(std::string const& name, std::uint32_t least, std::uint32_t most);

    // The word's value; a finding ("the capacity is '-3'; it must be above 0") when it is none or outside the range.
    std::optional<double> number(TntpWord const& word, std::string_view what, double least, bool above_least = false);
    std::optional<std::uint32_t> whole(TntpWord const& word, std::string_view what, std::uint32_t least,
                                       std::uint32_t most);
    void fault(int line, int column, std::string message, std::string help);

    [[nodiscard]] std::string const& file() const { return file_; }
    [[nodiscard]] std::vector<core::Diagnostic>& findings() { return findings_; }
    // Throws core::UserError when there are findings.
    void finish() const;

private:
    void read_metadata(std::string_view line, int number);

    std::string file_;
    std::map<std::string, TntpWord, std::less<>> metadata_;
    std::vector<std::vector<TntpWord>> lines_;
    std::vector<core::Diagnostic> findings_;
    bool has_metadata_ = false;
};

}  // namespace halong::city
