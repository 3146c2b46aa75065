// The figures of a study's answer as texts: those of the printed table, in both languages' forms.
#pragma once

#include "export/report/document.hpp"
#include "study/absence.hpp"
#include "study/answer_table.hpp"
#include "study/study.hpp"

#include <string_view>
#include <vector>

namespace halong::exporting {

class StudyWords {
public:
    // Keeps a reference: the study must live longer.
    explicit StudyWords(study::KeptStudy const& kept);

    [[nodiscard]] scenario::Study const& study() const { return kept_.study; }
    [[nodiscard]] study::StudyAnswer const& answer() const { return kept_.answer; }
    [[nodiscard]] study::AnswerTable const& table() const { return table_; }

    [[nodiscard]] Text option_title(std::size_t option) const;
    // Of "base" or an option's id, as the printed table names variants.
    [[nodiscard]] Text variant_title(std::string_view id) const;
    // "40 more hotspots: Cần Thơ 2016, …; …": where costs come from, of the options that say so; "" where none does.
    [[nodiscard]] Text cost_sources() const;
    [[nodiscard]] Text kpi_name(std::size_t kpi) const;
    [[nodiscard]] std::string_view kpi_unit(std::size_t kpi) const;
    // Whether "a day" may stand behind its unit.
    [[nodiscard]] bool is_sum_of_day(std::size_t kpi) const;
    // Why it is 0 in all runs of the study's own day.
    [[nodiscard]] study::Absence absence(std::size_t kpi) const;
    [[nodiscard]] Text base(std::size_t kpi) const;
    // "+28,701 ± 1,049", without the star of the table.
    [[nodiscard]] Text difference(std::size_t kpi, std::size_t option) const;
    [[nodiscard]] Text equilibrium_spread(std::size_t kpi) const;
    // "95"
    [[nodiscard]] Text confidence() const;
    // Better or worse where the difference is distinguishable, unclear where it is not, plain where there is none.
    [[nodiscard]] Tone tone(std::size_t kpi, std::size_t option) const;
    // The same for indicators of any kind of day.
    [[nodiscard]] Tone tone(std::vector<study::KpiAnswer> const& kpis, std::size_t kpi, std::size_t option) const;
    // The row of the sum in the study's weights; empty where the study has no weights.
    [[nodiscard]] std::vector<study::AnswerCell> const& sum_cells() const;

private:
    study::KeptStudy const& kept_;
    study::AnswerTable table_;
};

// A cell of the printed table: figures in both forms, remarks in both languages.
Cell report_cell(study::AnswerCell const& cell, Tone tone);
// "+210 ± 12 *" without its star.
Text without_star(Text text);
// "+210 ± 12" without its sign, for words that tell the direction.
Text without_sign(Text text);

}  // namespace halong::exporting
