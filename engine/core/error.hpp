// What can go wrong, and how it is told: bad input, a file that cannot be written, a fault of ours.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace halong::core {

// One finding about the user's input. `line` and `column` count from 1; 0 means "not known".
struct Diagnostic {
    std::string file;  // path as the user gave it, or "layer 'roads' of x.gpkg, feature 12"
    int line = 0;
    int column = 0;
    std::string message;  // what is wrong, with the value and the allowed range
    std::string help;     // what to do
};

// "file:line:column: error: message\n    help: …". Control characters but line breaks are written as \x1b, bytes that are not
// UTF-8 as U+FFFD, and of each part at most the first 2,000 bytes.
std::string text_of(Diagnostic const& diagnostic);

// Bad input: carries the findings of one file or one step in the order given: all of them, or the first 100 and how many
// more there are. Exit code 2.
class UserError : public std::runtime_error {
public:
    explicit UserError(Diagnostic diagnostic);
    explicit UserError(std::vector<Diagnostic> diagnostics);
    [[nodiscard]] std::vector<Diagnostic> const& diagnostics() const { return diagnostics_; }

private:
    std::vector<Diagnostic> diagnostics_;
};

// A result cannot be written: no space, no permission. Exit code 74.
class CannotWrite : public std::runtime_error {
public:
    CannotWrite(std::string_view path, std::string_view reason, std::string_view help);
};

// A broken promise inside the program. Exit code 1.
class InternalFault : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

// Throws InternalFault with `what` unless `condition` holds. Stays on in every build.
void ensure(bool condition, char const* what);

// The candidate with the least edit distance to `word`, or "" when none is near
// (distance at most a third of the word's length, at least 2), or the word has more than 200 bytes.
std::string nearest(std::string_view word, std::vector<std::string> const& candidates);

}  // namespace halong::core
