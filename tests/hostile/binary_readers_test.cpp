// Readers of binary files: every cut, every flipped bit, counts and lengths that nothing stands behind.
#include "hostile/all_trials.hpp"
#include "hostile/binary_subjects.hpp"
#include "hostile/text_subjects.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

using namespace halong::test;

TEST_CASE("readers of binary files end in a value or a refusal that helps", "[hostile]")
{
    for (Subject const& subject : binary_subjects()) try_all(subject, 1);
}

TEST_CASE("readers of binary files, fifty times as many cuts and bits", "[hostile][slow]")
{
    for (Subject const& subject : binary_subjects()) try_all(subject, 50);
}

TEST_CASE("every folder of findings belongs to a reader, and every reader has a name of its own", "[hostile]")
{
    std::set<std::string> readers;
    for (auto const& subjects : {text_subjects(), binary_subjects()}) {
        for (Subject const& subject : subjects) CHECK(readers.insert(slug_of(subject.name)).second);
    }
    std::size_t folders = 0;
    for (auto const& entry :
         std::filesystem::directory_iterator(std::filesystem::path(HALONG_REPOSITORY "/tests/hostile/findings"))) {
        ++folders;
        INFO(entry.path());
        CHECK(readers.contains(entry.path().filename().string()));
        CHECK_FALSE(std::filesystem::is_empty(entry.path()));
    }
    CHECK(folders > 0);
}

TEST_CASE("a flipped bit never passes a seal", "[hostile]")
{
    std::set<std::string> const sealed{"settled day", "finished task", "checkpoint", "result of a run"};
    std::size_t found = 0;
    for (Subject const& subject : binary_subjects()) {
        if (!sealed.contains(subject.name)) continue;
        ++found;
        TrialFolder const folder(subject);
        long passed = 0;
        flip_everywhere(subject.seed, stride_of(8 * subject.seed.size(), subject.most),
                        [&](std::string const& what, std::string const& content) {
                            if (!folder.tried(what, content).is_refused) ++passed;
                        });
        INFO(subject.name);
        CHECK(passed == 0);
    }
    CHECK(found == sealed.size());
}
