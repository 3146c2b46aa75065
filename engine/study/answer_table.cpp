#include "core/error.hpp"
#include "study/absence.hpp"
#include "study/answer_rows.hpp"
#include "study/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace halong::study {
namespace {

using scenario::Study;
using scenario::StudyKpi;
using scenario::Text;

Text day_name(scenario::DayKind day)
{
    switch (day) {
        case scenario::DayKind::weekend:
            return {"ngày cuối tuần", "weekend day"};
        case scenario::DayKind::holiday:
            return {"ngày lễ", "holiday"};
        case scenario::DayKind::weekday:
            break;
    }
    return {"ngày thường", "weekday"};
}

// `absence`: of each indicator.
AnswerSection kpi_section(Study const& study, AnswerPart part, Text title, std::vector<KpiAnswer> const& kpis,
                          std::vector<Absence> const& absence)
{
    AnswerSection section{part, std::move(title), {}};
    for (std::size_t k = 0; k < kpis.size(); ++k) {
        KpiAnswer const& kpi = kpis[k];
        char const* const arrow = study.kpis[k].better == scenario::Better::more ? "↑" : "↓";
        AnswerRow row{
            name_of(study.kpis[k]), fmt::format("{} {}", info_of(kpi.kpi).unit, arrow), number_text(kpi.base_mean), {}};
        for (std::size_t i = 0; i < kpi.differences.size(); ++i) {
            row.cells.push_back(difference_cell(number_text(kpi.option_means[i]), kpi.differences[i]));
            AnswerCell& cell = row.cells.back();
            if (!cell.remark.empty()) cell.remark = remark_of(kpi.differences[i], kpi.comparisons[i]);
            if (absence[k] != Absence::none) cell.remark = remark_of(absence[k]);
        }
        section.rows.push_back(std::move(row));
    }
    return section;
}

std::vector<Absence> absences(Study const& study, StudyAnswer const& answer, std::string_view day,
                              scenario::DayKind kind)
{
    std::vector<Absence> all;
    for (StudyKpi const& kpi : study.kpis) all.push_back(absence_of(answer, day, kind, kpi.id));
    return all;
}

AnswerSection own_day_section(Study const& study, StudyAnswer const& answer)
{
    return kpi_section(study, AnswerPart::indicators,
                       {"Chỉ số của ngày; chênh lệch so với cơ sở", "Indicators of the day; difference from base"},
                       answer.kpis, absences(study, answer, "", answer.subject.day));
}

// "Holiday (10 days a year)"; days that bring no yearly benefit are of stress.
AnswerSection other_day_section(Study const& study, StudyAnswer const& answer, std::size_t d)
{
    scenario::StudyDay const& day = study.days[d];
    Text const& title = answer.subject.other_days[d].title;
    std::string const vi = title.vi.empty() ? day.id : title.vi;
    std::string const en = title.en.empty() ? day.id : title.en;
    bool const counts = day.days_per_year > 0;
    std::string const days = fmt::format("{:g}", day.days_per_year);
    return kpi_section(
        study, AnswerPart::other_day,
        {fmt::format("Ngày “{}” ({})", vi, counts ? days + " ngày mỗi năm" : "thử thách, không tính vào lợi ích năm"),
         fmt::format("Day “{}” ({})", en, counts ? days + " days a year" : "stress, not counted in yearly benefits")},
        answer.other_days[d].kpis, absences(study, answer, day.id, answer.subject.other_days[d].day));
}

// What all parts that cost capital have in common, or NaN.
template <class Value>
double common_to(std::vector<scenario::Option const*> const& parts, Value const& value)
{
    auto const first = std::ranges::find_if(parts, [](auto const* part) { return part->capex_vnd > 0; });
    double const common = value(first == parts.end() ? *parts.back() : **first);
    for (scenario::Option const* part : parts) {
        if (part->capex_vnd > 0 && value(*part) != common) return std::numeric_limits<double>::quiet_NaN();
    }
    return common;
}

std::string year_text(double year) { return std::isnan(year) ? "–" : fmt::format("{:.0f}", year); }
std::string life_text(double years) { return std::isnan(years) ? "–" : given_text(years); }

AnswerSection cost_section(Study const& study, StudyAnswer const& answer)
{
    auto const money = [](auto vnd) { return static_cast<double>(vnd) / million; };
    AnswerSection section{AnswerPart::costs, {"Chi phí (triệu đồng)", "Cost (m VND: millions of VND)"}, {}};
    section.rows.push_back(number_row(study, {"Vốn đầu tư", "Capital cost"}, "m VND", given_text,
                                      [&](std::size_t i) { return money(cost_of(study, i).capex_vnd); }));
    section.rows.push_back(number_row(study, {"Vận hành", "Running cost"}, "m VND/year", given_text,
                                      [&](std::size_t i) { return money(cost_of(study, i).opex_vnd_per_year); }));
    section.rows.push_back(number_row(study, {"Tuổi thọ", "Life"}, "years", life_text,
                                      [&](std::size_t i) { return cost_of(study, i).life_years; }));
    section.rows.push_back(number_row(study, {"Bắt đầu", "Start"}, "year", year_text,
                                      [&](std::size_t i) { return cost_of(study, i).start_year; }));
    section.rows.push_back(number_row(study, {"Chi phí hằng năm", "Annual cost"}, "m VND/year", number_text,
                                      [&](std::size_t i) { return money(answer.annual_cost_vnd[i]); }));
    section.rows.push_back(number_row(study, {"Giá trị hiện tại của chi phí", "Present value of costs"}, "m VND",
                                      number_text, [&](std::size_t i) { return money(answer.economics[i].cost_vnd); }));
    return section;
}

AnswerSection cost_per_unit_section(Study const& study, StudyAnswer const& answer)
{
    AnswerSection section{AnswerPart::costs_per_unit, {"Đồng cho mỗi đơn vị lợi ích", "VND per unit of benefit"}, {}};
    for (std::size_t k = 0; k < answer.kpis.size(); ++k) {
        auto row = number_row(study, name_of(study.kpis[k]), fmt::format("VND/{}", info_of(answer.kpis[k].kpi).unit),
                              rough_text, [&](std::size_t i) { return answer.kpis[k].vnd_per_unit[i]; });
        section.rows.push_back(std::move(row));
    }
    return section;
}

// Each weighted KPI with its weight under "base" and what its benefit is worth a year under the options; the sum.
AnswerSection weight_section(Study const& study, StudyAnswer const& answer)
{
    AnswerSection section{
        AnswerPart::worth,
        {"Giá trị theo trọng số của nghiên cứu (triệu đồng/năm)", "Worth in the study's own weights (m VND/year)"},
        {}};
    for (std::size_t k = 0; k < answer.kpis.size(); ++k) {
        StudyKpi const& kpi = study.kpis[k];
        if (kpi.weight_vnd_per_unit == 0) continue;
        AnswerRow row{
            name_of(kpi), fmt::format("VND/{}", info_of(kpi.id).unit), given_text(kpi.weight_vnd_per_unit), {}};
        for (std::size_t i = 0; i < study.options.size(); ++i) {
            double const vnd = kpi.weight_vnd_per_unit * benefit_a_year(study, answer, k, i);
            row.cells.push_back({rough_text(vnd / million), "", ""});
        }
        section.rows.push_back(std::move(row));
    }
    AnswerRow sum{{"Tổng lợi ích", "Benefit, sum"}, "m VND/year", "–", {}};
    for (PairedDifference const& benefit : answer.weighted_benefit) {
        sum.cells.push_back(difference_cell("", benefit, million));
    }
    section.rows.push_back(std::move(sum));
    section.rows.push_back(number_row(
        study, {"Lợi ích trừ chi phí", "Benefit less annual cost"}, "m VND/year", number_text,
        [&](std::size_t i) { return (answer.weighted_benefit_vnd[i] - answer.annual_cost_vnd[i]) / million; }));
    return section;
}

std::string runs_text(Study const& study, StudyAnswer const& answer)
{
    std::size_t all = 0;
    std::size_t valid = 0;
    for (auto const* runs : {&answer.runs, &answer.other_equilibria, &answer.sensitivity_runs}) {
        all += runs->size();
        valid += static_cast<std::size_t>(std::ranges::count_if(*runs, &RunRecord::valid));
    }
    std::string const verdict = valid == all ? fmt::format("cả {} hợp lệ / all {} valid", all, all)
                                             : fmt::format("{} / {} KHÔNG HỢP LỆ / NOT VALID", all - valid, all);
    std::uint64_t const last = study.seed + static_cast<std::uint64_t>(answer.replications) - 1;
    // Of other equilibria, and of uncertain numbers.
    std::size_t const further = all - answer.runs.size();
    return fmt::format("{0} phương án × {1} lần lặp / {0} variants × {1} replications, seeds {2}–{3}{4}; {5}",
                       study.options.size() + 1, answer.replications, study.seed, last,
                       further > 0 ? fmt::format(", và {0} lượt khác / and {0} further runs", further) : "", verdict);
}

std::vector<AnswerFact> facts_of(Study const& study, StudyAnswer const& answer)
{
    Subject const& subject = answer.subject;
    std::vector<AnswerFact> facts;
    facts.push_back(
        {{"Thành phố", "City"},
         subject.city +
             (subject.city_is_schematic ? " (sơ đồ, không phải số đo / a schematic: authored, not surveyed)" : "")});
    std::string const title = both(subject.scenario_title);
    facts.push_back({{"Ngày", "Day"}, (title.empty() ? "" : title + "; ") + both(day_name(subject.day))});
    for (std::size_t d = 0; d < subject.other_days.size(); ++d) {
        OtherDay const& other = subject.other_days[d];
        std::string const other_title = both(other.title);
        facts.push_back({{"Ngày khác", "Further day"},
                         fmt::format("{}: {}{}; {:g} ngày mỗi năm / days a year", other.id,
                                     other_title.empty() ? "" : other_title + "; ", both(day_name(other.day)),
                                     study.days[d].days_per_year)});
    }
    facts.push_back(
        {{"Người", "People"},
         fmt::format("{} cư dân / residents, {} du khách có mặt trong ngày, kể cả khách lưu trú từ trước / visitors "
                     "of the day, those who slept here already among them; như nhau trong mọi phương án không "
                     "đổi nhu cầu / the same people in every variant that does not change the demand",
                     number_text(static_cast<double>(subject.residents), 0),
                     number_text(static_cast<double>(subject.visitors), 0))});
    facts.push_back({{"Lượt chạy", "Runs"}, runs_text(study, answer)});
    for (scenario::Option const& option : study.options) {
        std::string const text = both(option.title);
        facts.push_back({{"Phương án", "Option"}, text.empty() ? option.id : option.id + ": " + text});
    }
    return facts;
}

}  // namespace

std::string days_text(Study const& study)
{
    std::string text = fmt::format("{:g}", study.days_per_year);
    for (scenario::StudyDay const& day : study.days) {
        if (day.days_per_year > 0) text += fmt::format(" + {:g}", day.days_per_year);
    }
    return text;
}

namespace {

std::vector<std::string> notes_of(Study const& study, StudyAnswer const& answer)
{
    std::string const confidence =
        number_text(100 * study.confidence, study.confidence * 100 == std::floor(study.confidence * 100) ? 0 : 1);
    std::vector<std::string> notes;
    notes.push_back(
        fmt::format("±: nửa khoảng tin cậy {0} % (t ghép cặp). / half-width of the {0} % "
                    "confidence interval (paired t over {1} "
                    "replications).",
                    confidence, answer.replications));
    notes.emplace_back(
        "*: khác 0 rõ rệt: chỉ số thì xét chung mọi so sánh (Holm), số tiền thì theo khoảng của riêng nó. / "
        "distinguishable from 0: indicators among all comparisons of this answer together (Holm 1979), sums of money "
        "by their own intervals; not distinguishable: không phân biệt được với 0; only alone: khoảng của riêng nó "
        "không "
        "chứa 0, nhưng giữa nhiều so sánh điều đó có thể do ngẫu nhiên / its own interval excludes 0, which may be "
        "chance "
        "among so many; no difference: giống hệt trong mọi lần lặp / identical in every replication; closed that day: "
        "dịch vụ nghỉ vào "
        "ngày này / the service does not work on such a day; no demand: không ai cần đến / nobody came to it.");
    notes.emplace_back(
        "↑ ↓: nhiều hơn, ít hơn là tốt. / more, less is better.  –: không có lợi ích phân biệt "
        "được / no "
        "benefit that can be told from 0.");
    notes.push_back(
        fmt::format("Chi phí hằng năm: vốn theo niên kim, chiết khấu {0} %, cộng vận hành; lợi ích × {1} "
                    "ngày/năm. / Annual cost: "
                    "annuity at {0} % a year plus running cost; benefit of a day × {1} days a year.",
                    fmt::format("{:g}", 100 * study.discount_rate), days_text(study)));
    if (Text const sources = cost_sources(study); !sources.en.empty()) {
        notes.push_back(both({"Nguồn đơn giá: " + sources.vi + ".", "Sources of costs: " + sources.en + "."}));
    }
    if (auto note = precision_note(study, answer); !note.empty()) notes.push_back(std::move(note));
    notes.push_back(certainty_note(answer));
    if (has_weights(study)) {
        notes.emplace_back(
            "Trọng số do nghiên cứu đặt ra, cột cơ sở. / Weights are the study's own choice; they "
            "stand in "
            "the base column.");
        notes.push_back(economics_note(study));
        if (!answer.sensitivity.bars.empty()) notes.push_back(sensitivity_note(study));
    }
    return notes;
}

// What the base's indicators differ by when the same people settle by other draws: no smaller difference is the option's.
std::string equilibrium_note(StudyAnswer const& answer)
{
    std::string spreads;
    for (KpiAnswer const& kpi : answer.kpis) {
        spreads += fmt::format("{}{} {}", spreads.empty() ? "" : ", ", info_of(kpi.kpi).name_en,
                               difference_text(kpi.equilibrium_spread));
    }
    return fmt::format(
        "Nhiễu cân bằng / Equilibrium noise: {} cân bằng của cùng những người / equilibria of the same "
        "people by other draws of replanning differ in the base by up to: {}.",
        answer.other_equilibria.size() + 1, spreads);
}

std::string warning_of(StudyAnswer const& answer)
{
    std::string runs;
    for (RunRecord const& run : answer.runs) {
        if (run.valid) continue;
        runs += fmt::format("{}{}{}{} (seed {})", runs.empty() ? "" : ", ", run.day, run.day.empty() ? "" : "/",
                            run.variant, run.seed);
    }
    for (std::size_t i = 0; i < answer.other_equilibria.size(); ++i) {
        RunRecord const& run = answer.other_equilibria[i];
        if (!run.valid) runs += fmt::format("{}{} (equilibrium {})", runs.empty() ? "" : ", ", run.variant, i + 2);
    }
    for (RunRecord const& run : answer.sensitivity_runs) {
        if (!run.valid) runs += fmt::format("{}{} ({})", runs.empty() ? "" : ", ", run.variant, run.day);
    }
    if (runs.empty()) return runs;
    return fmt::format(
        "KHÔNG HỢP LỆ / NOT VALID: {}. Quá nhiều chuyến đi bị kẹt đến cuối ngày; không nên dựa vào "
        "các số "
        "này. / More trips were held at the end of the day than the scenario's gridlock limit "
        "allows; do "
        "not rely on these figures.",
        runs);
}

}  // namespace

OptionCost cost_of(Study const& study, std::size_t option)
{
    auto const parts = scenario::parts_of(study.options[option], study.options);
    OptionCost cost;
    for (scenario::Option const* part : parts) {
        cost.capex_vnd += static_cast<double>(part->capex_vnd);
        cost.opex_vnd_per_year += static_cast<double>(part->opex_vnd_per_year);
    }
    cost.life_years = common_to(parts, [](scenario::Option const& part) { return part.life_years; });
    cost.start_year = common_to(parts, [&study](scenario::Option const& part) {
        return static_cast<double>(part.start_year == 0 ? study.first_year : part.start_year);
    });
    return cost;
}

Text cost_sources(Study const& study)
{
    Text all;
    for (scenario::Option const& option : study.options) {
        Text const& source = option.cost_source;
        if (source.vi.empty() && source.en.empty()) continue;
        auto const add = [&](std::string& text, std::string const& own, std::string const& other) {
            text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", option.id, own.empty() ? other : own);
        };
        add(all.vi, source.vi, source.en);
        add(all.en, source.en, source.vi);
    }
    return all;
}

std::string both(Text const& text, std::string_view between)
{
    if (text.vi.empty() || text.vi == text.en) return text.en;
    return text.en.empty() ? text.vi : text.vi + std::string(between) + text.en;
}

AnswerSection const* AnswerTable::find(AnswerPart part) const
{
    auto const found = std::ranges::find(sections, part, &AnswerSection::part);
    return found == sections.end() ? nullptr : &*found;
}

AnswerTable answer_table(Study const& study, StudyAnswer const& answer)
{
    AnswerTable table{facts_of(study, answer), {}, notes_of(study, answer), warning_of(answer)};
    if (!answer.other_equilibria.empty()) table.notes.push_back(equilibrium_note(answer));
    table.sections.push_back(own_day_section(study, answer));
    for (std::size_t d = 0; d < study.days.size(); ++d) table.sections.push_back(other_day_section(study, answer, d));
    table.sections.push_back(cost_section(study, answer));
    table.sections.push_back(cost_per_unit_section(study, answer));
    if (has_weights(study)) {
        table.sections.push_back(weight_section(study, answer));
        table.sections.push_back(economics_section(study, answer));
        table.sections.push_back(increments_section(study, answer));
        if (!answer.sensitivity.bars.empty()) {
            table.sections.push_back(sensitivity_section(study, answer));
            table.sections.push_back(uncertainty_section(study, answer));
        }
    }
    if (!answer.transfers.empty()) {
        auto const before = std::ranges::find_if(
            table.sections, [](AnswerSection const& section) { return section.part > AnswerPart::transfers; });
        table.sections.insert(before, transfers_section(study, answer));
        table.notes.push_back(transfers_note());
    }
    table.sections.push_back(ranking_section(study, answer));
    table.sections.push_back(comparisons_section(study, answer));
    table.sections.push_back(common_section(study, answer));
    if (answer.kpis.front().robust.front().median) table.sections.push_back(robust_section(study, answer));
    return table;
}

}  // namespace halong::study
