// All ways to spoil a file, tried on a reader.
#pragma once

#include "hostile/mutations.hpp"

#include <catch2/catch.hpp>

namespace halong::test {

// A reader's faults, of which the first few are told.
class Verdict {
public:
    explicit Verdict(Subject const& subject) : subject_(subject), folder_(subject) {}

    void operator()(std::string const& what, std::string const& content) { note(what, folder_.tried(what, content)); }
    void note(std::string const& what, Outcome const& outcome)
    {
        ++trials_;
        refusals_ += outcome.is_refused ? 1 : 0;
        if (outcome.fault.empty()) return;
        constexpr int most_told = 5;
        if (++faults_ > most_told) return;
        UNSCOPED_INFO(subject_.name << ": " << what << ": " << folder_.without_folder(outcome.fault));
    }
    // The seed itself is taken, and nothing went wrong; some trials were refused, or nothing was tried.
    void check()
    {
        auto const seed = folder_.tried("as it is", subject_.seed);
        INFO(subject_.name << ": " << trials_ << " trials, " << refusals_ << " refused; as it is: " << seed.text
                           << seed.fault);
        CHECK_FALSE(seed.is_refused);
        CHECK(seed.fault.empty());
        CHECK(faults_ == 0);
        CHECK(trials_ > 0);
    }
    [[nodiscard]] long trials() const { return trials_; }

private:
    Subject const& subject_;
    TrialFolder folder_;
    long trials_ = 0;
    long refusals_ = 0;
    long faults_ = 0;
};

// `finer`: a stride so many times smaller than the subject's own, at least 1. Returns the number of trials.
inline long try_all(Subject const& subject, std::size_t finer)
{
    Verdict verdict(subject);
    std::size_t const stride = std::max<std::size_t>(1, subject.stride / finer);
    Spoilt const visit = [&](std::string const& what, std::string const& content) { verdict(what, content); };
    cut_everywhere(subject.seed, std::max<std::size_t>(1, stride / 4), visit);
    flip_everywhere(subject.seed, stride, visit);
    if (subject.is_text)
        replace_numbers(subject.seed, std::max<std::size_t>(1, stride / 16), visit);
    else
        enlarge_words(subject.seed, std::max<std::size_t>(1, stride / 2), visit);
    distort(subject.seed, subject.is_text, visit);
    replace_file(subject, [&](std::string const& what, Outcome const& outcome) { verdict.note(what, outcome); });
    verdict.check();
    return verdict.trials();
}

}  // namespace halong::test
