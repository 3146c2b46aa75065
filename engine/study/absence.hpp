// Why an indicator is 0 in every run: nobody came, or the service does not work on such a day.
#pragma once

#include "study/study.hpp"

#include <cstdint>
#include <string_view>

namespace halong::study {

enum class Absence : std::uint8_t {
    none,       // some run has another value, or there was something to serve
    no_demand,  // nothing was offered to the service in any run
    closed      // so it is on every day of this kind: one-stop centres and schools outside weekdays
};

// Of one indicator on one kind of day. `day`: the id of a further day, "" of the study's own; `kind`: what it is;
// `kpi`: any that runs report. Whoever compares options by such an indicator compares nothing.
[[nodiscard]] Absence absence_of(StudyAnswer const& answer, std::string_view day, scenario::DayKind kind,
                                 std::string_view kpi);

// "closed that day", "no demand"; "" of none.
[[nodiscard]] std::string_view remark_of(Absence absence);

}  // namespace halong::study
