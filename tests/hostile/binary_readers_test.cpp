// Readers of binary files: every cut, every flipped bit, counts and lengths that nothing stands behind.
#include "hostile/all_trials.hpp"
#include "hostile/binary_subjects.hpp"

#include <catch2/catch.hpp>

using namespace halong::test;

TEST_CASE("readers of binary files end in a value or a refusal that helps", "[hostile]")
{
    for (Subject const& subject : binary_subjects()) try_all(subject, 1);
}

TEST_CASE("readers of binary files, fifty times as many cuts and bits", "[hostile][slow]")
{
    for (Subject const& subject : binary_subjects()) try_all(subject, 50);
}

TEST_CASE("a flipped bit never passes a seal", "[hostile]")
{
    for (Subject const& subject : binary_subjects()) {
        bool const is_sealed = subject.name == "settled day" || subject.name == "finished task" ||
                               subject.name == "checkpoint" || subject.name == "result of a run";
        if (!is_sealed) continue;
        TrialFolder const folder(subject);
        long passed = 0;
        flip_everywhere(subject.seed, stride_of(8 * subject.seed.size(), subject.most),
                        [&](std::string const& what, std::string const& content) {
                            if (!folder.tried(what, content).is_refused) ++passed;
                        });
        INFO(subject.name);
        CHECK(passed == 0);
    }
}
