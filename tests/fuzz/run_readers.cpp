// Route files, observations and messages of devices; what runs and sweeps leave: results, checkpoints, settled days, tasks, tracks.
#include "fuzz/fuzz.hpp"
#include "hostile/binary_subjects.hpp"

namespace {

std::vector<halong::test::Subject> readers()
{
    using namespace halong::test;
    ::setenv("HALONG_CACHE", "", 1);
    std::vector<Subject> all{compiled_subject(), compiled_city_subject()};
    for (auto const& part : {csv_subjects(), route_subjects(), json_subjects(), message_subjects(), sealed_subjects(),
                             checkpoint_subjects(), result_subjects()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace

HALONG_FUZZ(readers)
