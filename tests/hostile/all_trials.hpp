// All ways to spoil a file, tried on a reader.
#pragma once

#include "hostile/mutations.hpp"
#include "support/file_bytes.hpp"

#include <catch2/catch.hpp>
#include <iostream>

namespace halong::test {

// A reader's faults, of which the first few are told.
class Verdict {
public:
    explicit Verdict(Subject const& subject) : subject_(subject), folder_(subject) {}

    void operator()(std::string const& what, std::string const& content)
    {
        bool const is_traced = std::getenv("HALONG_HOSTILE_TRACE") != nullptr;
        if (is_traced) std::cerr << what << std::flush;
        double const begins = processor_s();
        note(what, folder_.tried(what, content));
        if (is_traced) std::cerr << fmt::format(": {:.3f} s", processor_s() - begins) << std::endl;
    }
    void note(std::string const& what, Outcome const& outcome)
    {
        ++trials_;
        refusals_ += outcome.is_refused ? 1 : 0;
        if (outcome.fault.empty()) return;
        constexpr int most_told = 5;
        if (++faults_ > most_told) return;
        told_ += fmt::format("\n{}: {}", what, folder_.without_folder(outcome.fault));
    }
    // The seed itself is taken, and nothing went wrong; some trials were refused, where the reader is strict.
    void check()
    {
        auto const seed = folder_.tried("as it is", subject_.seed);
        INFO(subject_.name << ": " << trials_ << " trials, " << refusals_ << " refused; as it is: " << seed.text
                           << seed.fault << told_);
        CHECK_FALSE(seed.is_refused);
        CHECK(seed.fault.empty());
        CHECK(faults_ == 0);
        CHECK(trials_ > 0);
        CHECK((refusals_ > 0 || !subject_.is_strict));
    }
    [[nodiscard]] long trials() const { return trials_; }

private:
    Subject const& subject_;
    TrialFolder folder_;
    long trials_ = 0;
    long refusals_ = 0;
    long faults_ = 0;
    std::string told_;
};

// Every how-many-th of `count` things to take so that they are at most `most`: odd, so that each bit of a byte has its turn.
inline std::size_t stride_of(std::size_t count, std::size_t most)
{
    return count <= most ? 1 : (count / most + 1) | 1U;
}

// What was once found wrong with a reader: the files in findings/ under its name (slug_of).
inline void repeat_findings(Subject const& subject, Spoilt const& visit)
{
    auto const folder = std::filesystem::path(HALONG_REPOSITORY "/tests/hostile/findings") / slug_of(subject.name);
    if (!std::filesystem::exists(folder)) return;
    for (auto const& entry : std::filesystem::directory_iterator(folder)) {
        visit("finding " + entry.path().filename().string(), bytes_of(entry.path()));
    }
}

// HALONG_HOSTILE_READER=NAME tries that reader only, HALONG_HOSTILE_TRACE=1 names each trial before it begins.
// `more`: so many times the cuts and flips of quick runs. Says how many trials there were, and how long they took.
inline void try_all(Subject const& subject, std::size_t more)
{
    char const* const only = std::getenv("HALONG_HOSTILE_READER");
    if (only != nullptr && subject.name != only) return;
    Verdict verdict(subject);
    double const begins = processor_s();
    std::size_t const most = subject.most * more;
    std::size_t const size = subject.seed.size();
    Spoilt const visit = [&](std::string const& what, std::string const& content) { verdict(what, content); };
    cut_everywhere(subject.seed, stride_of(size, most), visit);
    flip_everywhere(subject.seed, stride_of(8 * size, most), visit);
    if (subject.is_text)
        replace_numbers(subject.seed, stride_of(size, most), visit);
    else
        enlarge_words(subject.seed, stride_of(4 * size, most), visit);
    repeat_findings(subject, visit);
    if (subject.is_distorted) distort(subject.seed, subject.is_text, visit);
    replace_file(subject, [&](std::string const& what, Outcome const& outcome) { verdict.note(what, outcome); });
    verdict.check();
    std::cout << fmt::format("{:28} {:7} bytes {:7} trials {:7.2f} s\n", subject.name, size, verdict.trials(),
                             processor_s() - begins)
              << std::flush;
}

}  // namespace halong::test
