// What was told of observations.
#pragma once

#include "equilibrium/observations.hpp"

namespace halong::test {

// So many observations as issues of this kind stand for.
inline long count_of(equilibrium::Observations const& observations, equilibrium::ObservationIssueKind kind)
{
    long count = 0;
    for (auto const& issue : observations.issues) count += issue.kind == kind ? issue.count : 0;
    return count;
}

}  // namespace halong::test
