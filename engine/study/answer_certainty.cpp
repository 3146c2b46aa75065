#include "study/answer_rows.hpp"

#include <cmath>
#include <fmt/format.h>

namespace halong::study {
namespace {

using scenario::Study;
using scenario::Text;

// "0.0123", "< 0.0001".
std::string p_text(double p) { return p < 1e-4 ? "< 0.0001" : fmt::format("{:.4f}", p); }

// Beyond it a gain tells of rounding, not of replications.
constexpr double most_gain_shown = 1e6;

std::string chance_text(double chance) { return number_text(100 * chance, 0); }

std::string signed_rough(double value) { return signed_text(value, decimals_of_difference(std::abs(value))); }

// A row of chances, in per cent: of the base, then by option.
AnswerRow chance_row(Text name, std::vector<double> const& chances)
{
    AnswerRow row{std::move(name), "%", chance_text(chances.front()), {}};
    for (std::size_t v = 1; v < chances.size(); ++v) row.cells.push_back({chance_text(chances[v]), "", ""});
    return row;
}

AnswerRow interval_row(Text name, std::string_view unit, KpiAnswer const& kpi,
                       std::optional<Interval> RobustDifference::*which)
{
    AnswerRow row{std::move(name), std::string(unit), "–", {}};
    for (RobustDifference const& robust : kpi.robust) {
        auto const& interval = robust.*which;
        if (!interval) {
            row.cells.push_back({"–", "", ""});
        } else if (interval->low == 0 && interval->high == 0) {
            row.cells.push_back({"", "no difference", ""});
        } else {
            row.cells.push_back({signed_rough(interval->estimate),
                                 fmt::format("{} … {}", signed_rough(interval->low), signed_rough(interval->high)),
                                 ""});
        }
    }
    return row;
}

}  // namespace

AnswerSection comparisons_section(Study const& study, StudyAnswer const& answer)
{
    AnswerSection section{AnswerPart::comparisons,
                          {"Xác suất p: riêng từng so sánh, và cùng nhau (Holm)",
                           "p of each comparison alone, and of all together (Holm)"},
                          {}};
    for (std::size_t k = 0; k < answer.kpis.size(); ++k) {
        AnswerRow row{name_of(study.kpis[k]), "", "–", {}};
        KpiAnswer const& kpi = answer.kpis[k];
        for (std::size_t i = 0; i < kpi.comparisons.size(); ++i) {
            Comparison const& one = kpi.comparisons[i];
            row.cells.push_back(std::isnan(one.p) ? AnswerCell{"", "no difference", ""}
                                                  : AnswerCell{p_text(one.p), "Holm " + p_text(one.p_holm),
                                                               remark_of(kpi.differences[i], one)});
        }
        section.rows.push_back(std::move(row));
    }
    return section;
}

AnswerSection common_section(Study const& study, StudyAnswer const& answer)
{
    AnswerSection section{
        AnswerPart::common,
        {"Cùng số ngẫu nhiên đỡ được bao nhiêu lần lặp (gấp)", "Replications saved by common random numbers (times)"},
        {}};
    for (std::size_t k = 0; k < answer.kpis.size(); ++k) {
        AnswerRow row{name_of(study.kpis[k]), "", "–", {}};
        for (double const gain : answer.kpis[k].common_gain) {
            std::string const text = std::isnan(gain)         ? "–"
                                     : std::isinf(gain)       ? "∞"
                                     : gain > most_gain_shown ? "> " + rough_text(most_gain_shown)
                                                              : rough_text(gain);
            row.cells.push_back({text, "", ""});
        }
        section.rows.push_back(std::move(row));
    }
    return section;
}

AnswerSection robust_section(Study const& study, StudyAnswer const& answer)
{
    AnswerSection section{
        AnswerPart::robust,
        {"Khoảng không giả thiết phân phối chuẩn", "Intervals that do not take differences for normal"},
        {}};
    for (std::size_t k = 0; k < answer.kpis.size(); ++k) {
        KpiAnswer const& kpi = answer.kpis[k];
        Text const name = name_of(study.kpis[k]);
        section.rows.push_back(interval_row({"Trung vị: " + name.vi, "Median: " + name.en}, info_of(kpi.kpi).unit, kpi,
                                            &RobustDifference::median));
        if (answer.replications < least_for_bootstrap && !kpi.robust.front().mean) continue;
        section.rows.push_back(interval_row({"Trung bình: " + name.vi, "Mean: " + name.en}, info_of(kpi.kpi).unit, kpi,
                                            &RobustDifference::mean));
    }
    return section;
}

AnswerSection ranking_section(Study const& study, StudyAnswer const& answer)
{
    AnswerSection section{AnswerPart::ranking, {"Phương án nào tốt nhất", "Which variant is best"}, {}};
    for (std::size_t k = 0; k < answer.kpis.size(); ++k) {
        Text const name = name_of(study.kpis[k]);
        section.rows.push_back(
            chance_row({"Tốt nhất: " + name.vi, "Best: " + name.en}, answer.kpis[k].probability_best));
    }
    Ranking const& ranking = answer.ranking;
    section.rows.push_back(chance_row({"Không bị trội hơn (Pareto)", "Not dominated (Pareto)"}, ranking.pareto));
    if (ranking.best.empty()) return section;
    section.rows.push_back(
        chance_row({"Tốt nhất theo lợi ích trừ chi phí", "Best by benefit less cost"}, ranking.best));
    AnswerRow next{
        {"100 lượt chạy tiếp (OCBA)", "Next 100 runs (OCBA)"}, "", fmt::format("{}", ranking.next_runs[0]), {}};
    for (std::size_t v = 1; v < ranking.next_runs.size(); ++v) {
        next.cells.push_back({fmt::format("{}", ranking.next_runs[v]), "", ""});
    }
    section.rows.push_back(std::move(next));
    if (ranking.may_be_best.empty()) return section;
    // The base's column has a sign for words, since it holds figures alone.
    AnswerRow kept{{"Sàng lọc Kim–Nelson", "Screening (Kim–Nelson)"}, "", ranking.may_be_best[0] ? "✓" : "–", {}};
    for (std::size_t v = 1; v < ranking.may_be_best.size(); ++v) {
        kept.cells.push_back(
            {ranking.may_be_best[v] ? "✓" : "–", "", ranking.may_be_best[v] ? "kept" : "screened out"});
    }
    section.rows.push_back(std::move(kept));
    return section;
}

std::string certainty_note(StudyAnswer const& answer)
{
    return fmt::format(
        "Best, Pareto: xác suất theo phân phối t nhiều chiều của các giá trị trung bình. OCBA: chia 100 lượt chạy tiếp "
        "để tìm "
        "phương án tốt nhất. / chances by the t distribution of the means ({} replications); not dominated: no other "
        "costs "
        "no more, is no worse in any indicator and better in one. OCBA: how 100 further runs would best be shared out "
        "to "
        "find the best.",
        answer.replications);
}

std::string precision_note(Study const& study, StudyAnswer const& answer)
{
    if (study.max_replications == 0) return "";
    if (answer.replications_wanted <= answer.replications) {
        return fmt::format(
            "Đạt độ chính xác mong muốn sau {0} lần lặp. / The precision that was asked for was met after {0} "
            "replications.",
            answer.replications);
    }
    std::string const wanted =
        std::isfinite(answer.replications_wanted) ? number_text(answer.replications_wanted, 0) : std::string("∞");
    return fmt::format(
        "CHƯA đạt độ chính xác mong muốn: cần khoảng {0} lần lặp, có {1}. / The precision that was asked for "
        "was NOT met: about {0} replications would be needed, {1} were run.",
        wanted, answer.replications);
}

}  // namespace halong::study
