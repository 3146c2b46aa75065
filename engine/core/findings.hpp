// Faults of several steps, told together.
#pragma once

#include "core/error.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace halong::core {

// Goes on after a step that finds bad input, so that all of it is told at once.
class Findings {
public:
    // Runs the step; the findings of a UserError that it throws are kept, each once. True when there was none.
    template <class Step>
    bool collect(Step const& step)
    {
        try {
            step();
            return true;
        } catch (UserError const& error) {
            for (Diagnostic const& finding : error.diagnostics()) add(finding);
            return false;
        }
    }
    void add(Diagnostic const& finding)
    {
        bool const is_known = std::ranges::any_of(all_, [&](Diagnostic const& one) {
            return one.file == finding.file && one.line == finding.line && one.column == finding.column &&
                   one.message == finding.message;
        });
        if (!is_known) all_.push_back(finding);
    }
    // Throws UserError with all of them, if there are any.
    void throw_any() const
    {
        if (!all_.empty()) throw UserError(all_);
    }
    // All of them, in the order in which they were found.
    [[nodiscard]] std::vector<Diagnostic> take() { return std::exchange(all_, {}); }

private:
    std::vector<Diagnostic> all_;
};

}  // namespace halong::core
