#include "core/error.hpp"

#include "core/input_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace halong::core {
namespace {

constexpr std::size_t most_findings = 100;        // of one step; more would bury the first
constexpr std::size_t most_message_bytes = 2000;  // of one finding
constexpr std::size_t longest_guess_bytes = 200;  // nobody mistypes a word that is longer

// The text without what would steer a terminal or break a log: U+FFFD for bytes that are not UTF-8, an escape for control
// characters but line breaks. Of a long one the begin, and how many bytes it has.
std::string printable(std::string_view text)
{
    auto const is_control = [](char c) {
        auto const byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n') || byte == 0x7F;
    };
    std::string const clean = as_utf8(text.substr(0, most_message_bytes));
    std::string shown;
    for (auto at = clean.begin(); at != clean.end();) {
        auto const control = std::find_if(at, clean.end(), is_control);
        shown.append(at, control);
        if (control == clean.end()) break;
        shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(*control));
        at = control + 1;
    }
    if (text.size() > most_message_bytes) shown += fmt::format("... ({} bytes)", text.size());
    return shown;
}

// Leaves the first findings, and how many more there were.
std::vector<Diagnostic> const& bounded(std::vector<Diagnostic>& diagnostics)
{
    if (diagnostics.size() > most_findings) {
        Diagnostic more{diagnostics[most_findings].file, 0, 0,
                        fmt::format("and {} more faults", diagnostics.size() - most_findings),
                        "mend those above first"};
        diagnostics.resize(most_findings);
        diagnostics.push_back(std::move(more));
    }
    return diagnostics;
}

std::string joined(std::vector<Diagnostic> const& diagnostics)
{
    std::string text;
    for (auto const& diagnostic : diagnostics) {
        text += text.empty() ? "" : "\n";
        text += text_of(diagnostic);
    }
    return text;
}

// Levenshtein distance with adjacent transpositions (Damerau 1964, restricted form); where it is `enough` or more, perhaps
// another number that is, too.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t enough)
{
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> now(b.size() + 1);
    std::iota(now.begin(), now.end(), std::size_t{0});
    std::size_t least_of_last = 0;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::swap(before_last, last);
        std::swap(last, now);
        now[0] = i;
        std::size_t least = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t const change = a[i - 1] == b[j - 1] ? 0 : 1;
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                now[j] = std::min(now[j], before_last[j - 2] + 1);
            }
            least = std::min(least, now[j]);
        }
        // Later rows grow from this one, or from the last one by a transposition, which costs one more.
        if (least >= enough && least_of_last + 1 >= enough) return enough;
        least_of_last = least;
    }
    return now[b.size()];
}

}  // namespace

std::string text_of(Diagnostic const& diagnostic)
{
    std::string place = printable(diagnostic.file);
    if (diagnostic.line > 0) place += fmt::format(":{}", diagnostic.line);
    if (diagnostic.line > 0 && diagnostic.column > 0) place += fmt::format(":{}", diagnostic.column);
    std::string text = place.empty() ? "error: " : place + ": error: ";
    text += printable(diagnostic.message);
    if (!diagnostic.help.empty()) text += "\n    help: " + printable(diagnostic.help);
    return text;
}

UserError::UserError(Diagnostic diagnostic) : UserError(std::vector<Diagnostic>{std::move(diagnostic)}) {}

UserError::UserError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(joined(bounded(diagnostics))), diagnostics_(std::move(diagnostics))
{}

CannotWrite::CannotWrite(std::string_view path, std::string_view reason, std::string_view help)
    : std::runtime_error(fmt::format("{}: error: cannot be written: {}\n    help: {}", path, reason, help))
{}

void ensure(bool condition, char const* what)
{
    if (!condition) throw InternalFault(what);
}

std::string nearest(std::string_view word, std::vector<std::string> const& candidates)
{
    if (word.size() > longest_guess_bytes) return "";
    std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
    std::string best;
    for (auto const& candidate : candidates) {
        // The distance is at least the difference of the lengths: long words cost nothing.
        std::size_t const apart = std::max(word.size(), candidate.size()) - std::min(word.size(), candidate.size());
        if (apart >= best_distance) continue;
        std::size_t const distance = edit_distance(word, candidate, best_distance);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

}  // namespace halong::core
