#include "core/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace halong::core {
namespace {

std::string joined(std::vector<Diagnostic> const& diagnostics)
{
    std::string text;
    for (auto const& diagnostic : diagnostics) {
        text += text.empty() ? "" : "\n";
        text += text_of(diagnostic);
    }
    return text;
}

// Levenshtein distance with adjacent transpositions (Damerau 1964, restricted form).
std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t const change = a[i - 1] == b[j - 1] ? 0 : 1;
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size()][b.size()];
}

}  // namespace

std::string text_of(Diagnostic const& diagnostic)
{
    std::string place = diagnostic.file;
    if (diagnostic.line > 0) place += fmt::format(":{}", diagnostic.line);
    if (diagnostic.line > 0 && diagnostic.column > 0) place += fmt::format(":{}", diagnostic.column);
    std::string text = place.empty() ? "error: " : place + ": error: ";
    text += diagnostic.message;
    if (!diagnostic.help.empty()) text += "\n    help: " + diagnostic.help;
    return text;
}

UserError::UserError(Diagnostic diagnostic) : UserError(std::vector<Diagnostic>{std::move(diagnostic)}) {}

UserError::UserError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(joined(diagnostics)), diagnostics_(std::move(diagnostics))
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
    std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
    std::string best;
    for (auto const& candidate : candidates) {
        std::size_t const distance = edit_distance(word, candidate);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

}  // namespace halong::core
