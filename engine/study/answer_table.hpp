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
    costs,
    costs_per_unit,
    worth,        // in the study's weights, where it has any; so the two that follow
    economics,    // over the years
    increments,   // between options in order of their costs
    ranking,      // chances to be best
    comparisons,  // p alone and together
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

// "+210 ± 12 *": a difference with the half of its interval, in units of `scale`; the star where it is distinguishable.
std::string interval_text(PairedDifference const& difference, double scale = 1);
// A difference, or the half of its interval, as the table shows it: four digits that count, two below 1.
std::string difference_text(double value);

// The Vietnamese and the English text, or the one that there is.
std::string both(scenario::Text const& text, std::string_view between = " / ");

}  // namespace halong::study
