// The sections of a report, one function each.
#pragma once

#include "demand/people_summary.hpp"
#include "export/report/document.hpp"
#include "export/report/map_section.hpp"
#include "export/report/run_figures.hpp"
#include "results/kpi.hpp"
#include "study/study.hpp"

#include <string>
#include <vector>

namespace halong::exporting {

// ---- Of a study (study_answer.cpp, study_tables.cpp, gains_section.cpp) --------------------------

// The first page: question, what each option does in words, its cost, what is uncertain.
Section answer_section(study::KeptStudy const& study);
// The printed table of indicators and of costs, the same texts cell by cell.
Section indicators_section(study::KeptStudy const& kept);
Section costs_section(study::KeptStudy const& kept);
// The indicators of further kinds of days; no blocks where there are none.
Section days_section(study::KeptStudy const& kept);
// Net present values where uncertain numbers are low and high; no blocks where there are none.
Section sensitivity_section(study::KeptStudy const& kept);
// How sure the answer is: chances to be best, p values, intervals without normality.
Section certainty_section(study::KeptStudy const& kept);
// Differences of what services carried, by class of person and by zone, with their paired intervals.
Section gains_section(std::vector<VariantRuns> const& variants, scenario::Study const& study);

// ---- Of a run ----------------------------------------------------------------------------------

// The first page of a run: the day, whether it is valid, all indicators.
Section day_section(RunFigures const& run, scenario::Scenario const& scenario);

// Places where visitors queue, and what they spend, of the day; no blocks where there is neither.
Section visits_section(RunFigures const& run);

// ---- Of both -----------------------------------------------------------------------------------

// The day by hour; means over the replications. `variants`: the base first.
Section profiles_section(std::vector<VariantRuns> const& variants);
Section people_section(demand::PeopleSummary const& people);
// Published figures beside those of the base, means over the replications; no blocks where no figure is of such a day.
Section anchors_section(std::vector<RunFigures> const& runs);
// How routes settled, rings of gridlock, legs that did not end.
Section traffic_section(std::vector<VariantRuns> const& variants);
// How it was made, of what data, with which assumptions, and the command that repeats it.
Section method_section(std::vector<VariantRuns> const& variants, std::string const& study_toml);

// What an indicator counts, in one sentence.
Text kpi_definition(results::KpiInfo const& info);
// Titles of classes of persons, "resident" …
Text person_class_text(std::string const& word);

}  // namespace halong::exporting
