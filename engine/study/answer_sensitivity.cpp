#include "study/answer_rows.hpp"
#include "study/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

namespace halong::study {
namespace {

using scenario::Study;
using scenario::Text;

double swing_of(SensitivityBar const& bar)
{
    double swing = 0;
    for (std::size_t i = 0; i < bar.npv_low.size(); ++i) {
        swing = std::max(swing, std::abs(bar.npv_high[i] - bar.npv_low[i]));
    }
    return swing;
}

// Half of what the weighted indicators differ by between equilibria, were all of them to differ in one direction; NaN where
// it is not known.
double equilibrium_half_width(Study const& study, StudyAnswer const& answer)
{
    if (answer.other_equilibria.empty()) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    for (std::size_t k = 0; k < answer.kpis.size(); ++k) {
        sum += study.kpis[k].weight_vnd_per_unit * answer.kpis[k].equilibrium_spread * study.days_per_year;
    }
    return sum / 2;
}

// As people write it: "33,000", "0.06".
std::string level_number(double value)
{
    return value == std::floor(value) ? given_text(value) : fmt::format("{:g}", value);
}

std::string half_width_text(double vnd) { return std::isnan(vnd) ? "–" : "± " + rough_text(vnd / million); }

}  // namespace

std::vector<std::size_t> tornado_order(Sensitivity const& sensitivity)
{
    std::vector<std::size_t> order(sensitivity.bars.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater{},
                             [&](std::size_t j) { return swing_of(sensitivity.bars[j]); });
    return order;
}

Text name_of(scenario::UncertainKey const& key)
{
    if (key.title.vi.empty() && key.title.en.empty()) return {key.key, key.key};
    return key.title;
}

double together_half_width(Study const& study, StudyAnswer const& answer, std::size_t option)
{
    double const equilibria = equilibrium_half_width(study, answer);
    double const settling =
        static_cast<double>(worth_of(study, option, 0, std::isnan(equilibria) ? 0 : equilibria).npv_half_width_vnd);
    auto const noise = static_cast<double>(answer.economics[option].npv_half_width_vnd);
    Sensitivity const& sensitivity = answer.sensitivity;
    double const range = sensitivity.low.empty() ? 0 : (sensitivity.high[option] - sensitivity.low[option]) / 2;
    return std::sqrt(noise * noise + settling * settling + range * range);
}

AnswerSection sensitivity_section(Study const& study, StudyAnswer const& answer)
{
    AnswerSection section{AnswerPart::sensitivity,
                          {"Độ nhạy: giá trị hiện tại ròng (triệu đồng) khi một số ở mức thấp … cao",
                           "Sensitivity: net present value (m VND) with one number low … high"},
                          {}};
    for (std::size_t const j : tornado_order(answer.sensitivity)) {
        scenario::UncertainKey const& key = study.uncertain[j];
        SensitivityBar const& bar = answer.sensitivity.bars[j];
        AnswerRow row{name_of(key),
                      fmt::format("{} … {}", level_number(key.low), level_number(key.high)),
                      level_number(bar.as_is),
                      {}};
        for (std::size_t i = 0; i < study.options.size(); ++i) {
            std::string remark;
            if (!bar.correlation.empty() && !std::isnan(bar.correlation[i])) {
                remark = fmt::format("ρ {}", signed_text(bar.correlation[i], 2));
            }
            if (double const zero = break_even(key, bar, i); !std::isnan(zero)) {
                remark += fmt::format("{}0: {}", remark.empty() ? "" : "; ", rough_text(zero));
            }
            row.cells.push_back({rough_text(bar.npv_low[i] / million),
                                 fmt::format("… {}", rough_text(bar.npv_high[i] / million)), remark});
        }
        section.rows.push_back(std::move(row));
    }
    return section;
}

AnswerSection uncertainty_section(Study const& study, StudyAnswer const& answer)
{
    AnswerSection section{
        AnswerPart::uncertainty,
        {"Bất định của giá trị hiện tại ròng (triệu đồng)", "Uncertainty of the net present value (m VND)"},
        {}};
    double const equilibria = equilibrium_half_width(study, answer);
    bool const has_samples = !answer.sensitivity.low.empty();
    AnswerRow value{{"Giá trị hiện tại ròng", "Net present value"}, "m VND", "–", {}};
    AnswerRow runs{{"Nhiễu giữa các lần lặp", "Noise between replications"}, "m VND", "–", {}};
    AnswerRow settled{{"Nhiễu giữa các cân bằng", "Noise between equilibria"}, "m VND", "–", {}};
    AnswerRow numbers{{"Số chưa chắc chắn (5–95 %)", "Uncertain numbers (5 to 95 %)"}, "m VND", "–", {}};
    AnswerRow together{{"Gộp lại", "Together"}, "m VND", "–", {}};
    AnswerRow pays{{"Xác suất có lãi", "Chance to pay"}, "%", "–", {}};
    for (std::size_t i = 0; i < study.options.size(); ++i) {
        Economics const& one = answer.economics[i];
        auto const noise = static_cast<double>(one.npv_half_width_vnd);
        double const settling =
            static_cast<double>(worth_of(study, i, 0, std::isnan(equilibria) ? 0 : equilibria).npv_half_width_vnd);
        value.cells.push_back({rough_text(static_cast<double>(one.npv_vnd) / million), "", ""});
        runs.cells.push_back({half_width_text(noise), "", ""});
        settled.cells.push_back({std::isnan(equilibria) ? "–" : half_width_text(settling), "", ""});
        together.cells.push_back({half_width_text(together_half_width(study, answer, i)), "", ""});
        if (!has_samples) continue;
        numbers.cells.push_back({rough_text(answer.sensitivity.low[i] / million),
                                 fmt::format("… {}", rough_text(answer.sensitivity.high[i] / million)), ""});
        pays.cells.push_back({number_text(100 * answer.sensitivity.chance_to_pay[i], 0), "", ""});
    }
    section.rows = {std::move(value), std::move(runs), std::move(settled)};
    if (has_samples) section.rows.push_back(std::move(numbers));
    section.rows.push_back(std::move(together));
    if (has_samples) section.rows.push_back(std::move(pays));
    return section;
}

std::string sensitivity_note(Study const& study)
{
    return fmt::format(
        "Độ nhạy: từng số lần lượt ở mức thấp và cao, các số khác giữ nguyên; số của kịch bản được mô phỏng lại với "
        "lần "
        "lặp đầu. ρ: tương quan hạng qua {0} mẫu siêu lập phương Latin, phân bố đều, cộng dồn tác động. Gộp lại: căn "
        "của "
        "tổng bình phương. 0: số ở mức nào thì giá trị hiện tại ròng bằng 0, theo đường thẳng qua hai đầu. / "
        "Sensitivity: one number at a time is low and high, all else as it is; numbers of the "
        "scenario "
        "are simulated again with the first replication. ρ: rank correlation over {0} samples of a Latin hypercube, "
        "uniform, "
        "effects of simulated numbers added up. Together: root of the sum of squares. 0: where the number would have "
        "to be "
        "for a net present value of 0, by the straight line through both ends.",
        study.sensitivity_samples);
}

}  // namespace halong::study
