// Rows and cells of the answer, for the files that fill its sections.
#pragma once

#include "results/kpi.hpp"
#include "scenario/study.hpp"
#include "study/answer_table.hpp"
#include "study/number_text.hpp"

#include <string>
#include <utility>

namespace halong::study {

inline constexpr double million = 1e6;

// What is reported under an id. Throws InternalFault for an id that no run reports.
results::KpiInfo const& info_of(std::string const& kpi);
scenario::Text name_of(scenario::StudyKpi const& kpi);

// Decimals for a difference and its half-width, by the larger: four digits that count, two below 1, and never so many
// that the pair outgrows its column.
int decimals_of_difference(double magnitude);

AnswerCell difference_cell(std::string value, PairedDifference const& difference, double scale = 1);

// "not distinguishable"; "only alone" where that holds among all comparisons, though not for its own interval; "".
std::string remark_of(PairedDifference const& difference, Comparison const& comparison);

// A row of one number for each option; `form` says how it is shown.
template <class Value>
AnswerRow number_row(scenario::Study const& study, scenario::Text name, std::string unit, std::string (*form)(double),
                     Value const& value)
{
    AnswerRow row{std::move(name), std::move(unit), "–", {}};
    for (std::size_t i = 0; i < study.options.size(); ++i) {
        row.cells.push_back({form(static_cast<double>(value(i))), "", ""});
    }
    return row;
}

// ---- answer_economics.cpp ----------------------------------------------------------------------

AnswerSection economics_section(scenario::Study const& study, StudyAnswer const& answer);
AnswerSection increments_section(scenario::Study const& study, StudyAnswer const& answer);
// Who pays and who receives more or less than in the base, in a year: no part of benefits and costs.
AnswerSection transfers_section(scenario::Study const& study, StudyAnswer const& answer);
std::string transfers_note();
std::string economics_note(scenario::Study const& study);

// ---- answer_sensitivity.cpp --------------------------------------------------------------------

AnswerSection sensitivity_section(scenario::Study const& study, StudyAnswer const& answer);
// Noise and what is not known, apart and together.
AnswerSection uncertainty_section(scenario::Study const& study, StudyAnswer const& answer);
std::string sensitivity_note(scenario::Study const& study);

// ---- answer_certainty.cpp ----------------------------------------------------------------------

AnswerSection comparisons_section(scenario::Study const& study, StudyAnswer const& answer);
AnswerSection common_section(scenario::Study const& study, StudyAnswer const& answer);
AnswerSection robust_section(scenario::Study const& study, StudyAnswer const& answer);
AnswerSection ranking_section(scenario::Study const& study, StudyAnswer const& answer);
std::string certainty_note(StudyAnswer const& answer);
// Whether the study's precision was met; "" where it has none.
std::string precision_note(scenario::Study const& study, StudyAnswer const& answer);

}  // namespace halong::study
