#include "study/answer_rows.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::study {
namespace {

using scenario::Study;
using scenario::Text;

double millions(std::int64_t vnd) { return static_cast<double>(vnd) / million; }

std::string percent_text(double share) { return fmt::format("{:g}", std::round(share * 1e4) / 100); }

// A row of present values, in millions.
template <class Value>
AnswerRow money_row(Study const& study, Text name, Value const& value)
{
    return number_row(study, std::move(name), "m VND", number_text, [&](std::size_t i) { return millions(value(i)); });
}

AnswerRow net_value_row(StudyAnswer const& answer)
{
    AnswerRow row{{"Giá trị hiện tại ròng (NPV)", "Net present value (NPV)"}, "m VND", "–", {}};
    for (Economics const& one : answer.economics) {
        PairedDifference const value{static_cast<double>(one.npv_vnd), static_cast<double>(one.npv_half_width_vnd),
                                     one.distinguishable};
        row.cells.push_back({"", interval_text(value, million), value.distinguishable ? "" : "not distinguishable"});
    }
    return row;
}

AnswerRow internal_rate_row(StudyAnswer const& answer)
{
    AnswerRow row{{"Tỷ suất hoàn vốn nội bộ (IRR)", "Internal rate of return (IRR)"}, "%", "–", {}};
    for (Economics const& one : answer.economics) {
        row.cells.push_back(one.internal_rate ? AnswerCell{number_text(100 * *one.internal_rate, 1), "", ""}
                                              : AnswerCell{"–", "", "none"});
    }
    return row;
}

AnswerRow break_even_capex_row(StudyAnswer const& answer)
{
    AnswerRow row{{"Vốn đầu tư hòa vốn", "Break-even capital cost"}, "m VND", "–", {}};
    for (Economics const& one : answer.economics) {
        row.cells.push_back(one.break_even_capex_vnd
                                ? AnswerCell{number_text(millions(*one.break_even_capex_vnd)), "", ""}
                                : AnswerCell{"–", "", "none"});
    }
    return row;
}

AnswerRow break_even_row(Study const& study, StudyAnswer const& answer, std::size_t k)
{
    Text const name = name_of(study.kpis[k]);
    return number_row(
        study, {"Hòa vốn khi: " + name.vi, "Break-even: " + name.en}, info_of(study.kpis[k].id).unit.data(),
        [](double value) { return signed_text(value, decimals_for(std::abs(value))); },
        [&](std::size_t i) { return answer.kpis[k].break_even[i]; });
}

}  // namespace

AnswerSection economics_section(Study const& study, StudyAnswer const& answer)
{
    auto const& all = answer.economics;
    std::string const rate = percent_text(study.discount_rate);
    AnswerSection section{AnswerPart::economics,
                          {fmt::format("Kinh tế trong {} năm từ {}, giá trị hiện tại với chiết khấu {} %",
                                       study.horizon_years, study.first_year, rate),
                           fmt::format("Economics over {} years from {}, present values at {} % a year",
                                       study.horizon_years, study.first_year, rate)},
                          {}};
    auto& rows = section.rows;
    rows.push_back(money_row(study, {"Chi phí", "Costs"}, [&](std::size_t i) { return all[i].cost_vnd; }));
    rows.push_back(money_row(study, {"Lợi ích theo trọng số", "Benefit in the study's weights"},
                             [&](std::size_t i) { return all[i].benefit_vnd; }));
    rows.push_back(net_value_row(answer));
    rows.push_back(number_row(
        study, {"Lợi ích / chi phí (BCR)", "Benefit-cost ratio (BCR)"}, "1",
        [](double ratio) { return number_text(ratio, 2); }, [&](std::size_t i) { return all[i].benefit_cost_ratio; }));
    rows.push_back(internal_rate_row(answer));
    for (std::size_t r = 0; r < study.discount_rates.size(); ++r) {
        std::string const at = percent_text(study.discount_rates[r]);
        rows.push_back(money_row(study, {fmt::format("NPV với chiết khấu {} %", at), fmt::format("NPV at {} %", at)},
                                 [&](std::size_t i) { return all[i].npv_at_rate_vnd[r]; }));
    }
    rows.push_back(break_even_capex_row(answer));
    for (std::size_t k = 0; k < study.kpis.size(); ++k) {
        if (study.kpis[k].weight_vnd_per_unit != 0) rows.push_back(break_even_row(study, answer, k));
    }
    return section;
}

AnswerSection increments_section(Study const& study, StudyAnswer const& answer)
{
    AnswerSection section{
        AnswerPart::increments,
        {"Phần tăng thêm, theo thứ tự chi phí (giá trị hiện tại)", "Increments in order of costs (present values)"},
        {}};
    AnswerRow against{{"So với", "Compared with"}, "", "–", {}};
    AnswerRow cost{{"Chi phí thêm", "Extra cost"}, "m VND", "–", {}};
    AnswerRow benefit{{"Lợi ích thêm", "Extra benefit"}, "m VND", "–", {}};
    AnswerRow ratio{{"Lợi ích thêm / chi phí thêm", "Extra benefit / extra cost"}, "1", "–", {}};
    for (Increment const& one : answer.increments) {
        std::string const id = one.against ? study.options[*one.against].id : std::string(base_variant);
        against.cells.push_back({id, "", one.dominated ? "dominated" : ""});
        cost.cells.push_back({number_text(millions(one.cost_vnd)), "", ""});
        benefit.cells.push_back({number_text(millions(one.benefit_vnd)), "", ""});
        bool const has_ratio = !one.dominated && one.cost_vnd > 0;
        ratio.cells.push_back(
            {has_ratio ? number_text(static_cast<double>(one.benefit_vnd) / static_cast<double>(one.cost_vnd), 2)
                       : std::string("–"),
             "", ""});
    }
    section.rows = {std::move(against), std::move(cost), std::move(benefit), std::move(ratio)};
    return section;
}

AnswerSection transfers_section(Study const& study, StudyAnswer const& answer)
{
    using results::name_of;
    using results::receiver_of;
    AnswerSection section{AnswerPart::transfers,
                          {"Tiền chuyển từ bên này sang bên kia, mỗi năm (không phải lợi ích)",
                           "Money that changes hands, a year (no benefit)"},
                          {}};
    auto const row_of = [](Text name, double base_vnd, std::vector<PairedDifference> const& differences) {
        AnswerRow row{std::move(name), "m VND/year", number_text(base_vnd / million), {}};
        for (PairedDifference const& difference : differences) {
            row.cells.push_back(
                difference_cell(number_text((base_vnd + difference.mean) / million), difference, million));
        }
        return row;
    };
    for (TransferAnswer const& one : answer.transfers) {
        results::Transfer const& transfer = results::all_transfers()[one.transfer];
        auto const words = [&transfer](bool vi) {
            return fmt::format("{}: {} {}", name_of(transfer.charge, vi), name_of(transfer.payer, vi),
                               vi ? "trả" : "pay");
        };
        section.rows.push_back(row_of({words(true), words(false)}, one.base_vnd, one.differences));
    }
    for (ReceiptAnswer const& one : answer.receipts) {
        auto const words = [&one](bool vi) {
            return fmt::format("{}: {}", vi ? "Bên nhận" : "Received", receiver_of(one.charge, vi));
        };
        section.rows.push_back(row_of({words(true), words(false)}, one.base_vnd, one.differences));
    }
    auto const tolls = std::ranges::find(answer.receipts, results::Charge::toll, &ReceiptAnswer::charge);
    if (tolls == answer.receipts.end()) return section;
    section.rows.push_back(
        number_row(study, {"Thu phí đường trừ chi phí hằng năm", "Tolls less annual cost"}, "m VND/year", number_text,
                   [&](std::size_t i) {
                       return (tolls->base_vnd + tolls->differences[i].mean - answer.annual_cost_vnd[i]) / million;
                   }));
    return section;
}

std::string transfers_note()
{
    return "Tiền chuyển tay: bên này trả thì bên kia nhận, nên không nằm trong lợi ích, NPV hay BCR; khoảng ± của từng "
           "dòng. "
           "/ Money that changes hands: what one pays another receives, so it is in no benefit, NPV or BCR; each row "
           "has "
           "its own ±.";
}

std::string economics_note(Study const& study)
{
    return fmt::format(
        "NPV: lợi ích như nhau mỗi năm vận hành, trong {0} năm; thay mới khi hết tuổi thọ, giá trị còn lại được trừ; "
        "giá cố "
        "định. dominated: phương án khác (hoặc cơ sở) không đắt hơn mà không kém lợi ích. none: không có giá trị nào. "
        "/ "
        "The same benefit every year in service, over {0} years; what wears out is renewed, what is left at the end is "
        "taken off; constant prices. dominated: another option, or the base, costs no more and brings no less. none: "
        "no "
        "value does it.",
        study.horizon_years);
}

}  // namespace halong::study
