// The answer laid out in rows and sections, for every form in which it is shown.
#pragma once

#include "study/study.hpp"

#include <string>
#include <vector>

namespace halong::study {

// What stands in one row under one option. `remark` says in words what the numbers do not.
struct AnswerCell {
    std::string value;
    std::string difference;  // "+210 ± 12 *", "" where there is none
    std::string remark;      // "not distinguishable", "only alone", "dominated", "none", "kept", "screened out"
};

struct AnswerRow {
    scenario::Text name;
    std::string unit;
    std::string base;
    std::vector<AnswerCell> cells;  // by option
};

enum class AnswerPart {
    indicators,
    other_day,  // the indicators of a further kind of day; one section for each
    costs,
    costs_per_unit,
    worth,        // in the study's weights, where it has any; so the two that follow
    economics,    // over the years
    increments,   // between options in order of their costs
    transfers,    // money that changes hands, where an option changes any
    sensitivity,  // where the study has uncertain numbers; so the one that follows
    uncertainty,
    ranking,      // chances to be best
    comparisons,  // p alone and together
    common,       // how many replications the same people save
    robust        // from 6 replications on
};

struct AnswerSection {
    AnswerPart part = AnswerPart::indicators;
    scenario::Text title;
    std::vector<AnswerRow> rows;
};

// A line of the head: "City", "Hạ Long …".
struct AnswerFact {
    scenario::Text name;
    std::string text;
};

struct AnswerTable {
    std::vector<AnswerFact> facts;
    std::vector<AnswerSection> sections;  // in the order of AnswerPart
    std::vector<std::string> notes;
    std::string warning;  // "" when every run is valid

    // nullptr where the answer has no such part.
    [[nodiscard]] AnswerSection const* find(AnswerPart part) const;
};

AnswerTable answer_table(scenario::Study const& study, StudyAnswer const& answer);

// What an option and all that it combines cost, VND and VND a year; the life of what is built, NaN where parts differ.
struct OptionCost {
    double capex_vnd = 0;
    double opex_vnd_per_year = 0;
    double life_years = 0;
    double start_year = 0;
};
OptionCost cost_of(scenario::Study const& study, std::size_t option);

// "250 + 104": the days a year of each kind that counts.
std::string days_text(scenario::Study const& study);

// Half of the range in which the net present value of an option lies, from noise and uncertain numbers together, VND.
double together_half_width(scenario::Study const& study, StudyAnswer const& answer, std::size_t option);

// Where the costs of options come from, those that say so: "hotspots: Cần Thơ 2016, …; …"; "" where none does.
scenario::Text cost_sources(scenario::Study const& study);

// The study's uncertain numbers, those that change net present values most first.
std::vector<std::size_t> tornado_order(Sensitivity const& sensitivity);
scenario::Text name_of(scenario::UncertainKey const& key);

// "+210 ± 12 *": a difference with the half of its interval, in units of `scale`; the star where it is distinguishable.
std::string interval_text(PairedDifference const& difference, double scale = 1);
// A difference, or the half of its interval, as the table shows it: four digits that count, two below 1.
std::string difference_text(double value);

// The Vietnamese and the English text, or the one that there is.
std::string both(scenario::Text const& text, std::string_view between = " / ");

}  // namespace halong::study
