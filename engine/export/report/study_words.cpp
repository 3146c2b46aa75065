#include "export/report/study_words.hpp"

#include "core/error.hpp"
#include "export/report/texts.hpp"
#include "results/kpi_sums.hpp"
#include "study/number_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>
#include <utility>

namespace halong::exporting {
namespace {

// What stands in a cell in words; the printed table has them in English alone.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> words_of_cells{
    {{"not distinguishable", "cell.unclear"},
     {"no difference", "cell.no_difference"},
     {"dominated", "cell.dominated"},
     {"none", "cell.none"},
     {"only alone", "cell.only_alone"},
     {"closed that day", "cell.closed"},
     {"no demand", "cell.no_demand"},
     {"kept", "cell.kept"},
     {"screened out", "cell.screened_out"}}};

Text cell_words(std::string const& english)
{
    for (auto const& [words, key] : words_of_cells) {
        if (english == words) return text_of(key);
    }
    return figure(english);
}

results::KpiInfo const& info_of(std::string const& id)
{
    auto const* const found = results::find_kpi(id);
    core::ensure(found != nullptr, "a study names a KPI that no run reports");
    return *found;
}

void drop_star(std::string& text)
{
    constexpr std::string_view star = " *";
    if (text.ends_with(star)) text.resize(text.size() - star.size());
}

void drop_sign(std::string& text)
{
    for (std::string_view const sign : {"+", "−"}) {
        if (text.starts_with(sign)) text.erase(0, sign.size());
    }
}

}  // namespace

StudyWords::StudyWords(study::KeptStudy const& kept) : kept_(kept), table_(study::answer_table(kept.study, kept.answer))
{}

Text StudyWords::option_title(std::size_t option) const
{
    scenario::Option const& one = study().options[option];
    return of_user(one.title, one.id);
}

Text StudyWords::variant_title(std::string_view id) const
{
    auto const& options = study().options;
    auto const found = std::ranges::find(options, id, &scenario::Option::id);
    return found == options.end() ? text_of("table.base")
                                  : option_title(static_cast<std::size_t>(found - options.begin()));
}

Text StudyWords::cost_sources() const
{
    std::vector<Text> items;
    for (std::size_t i = 0; i < study().options.size(); ++i) {
        Text const source = of_user(study().options[i].cost_source, "");
        if (!source.en.empty()) items.push_back(joined(option_title(i), ": ", source));
    }
    return joined(items, "; ");
}

Text StudyWords::kpi_name(std::size_t kpi) const
{
    auto const& info = info_of(answer().kpis[kpi].kpi);
    return {std::string(info.name_vi), std::string(info.name_en)};
}

std::string_view StudyWords::kpi_unit(std::size_t kpi) const { return info_of(answer().kpis[kpi].kpi).unit; }

bool StudyWords::is_sum_of_day(std::size_t kpi) const
{
    return results::is_sum_of_day(info_of(answer().kpis[kpi].kpi));
}

study::Absence StudyWords::absence(std::size_t kpi) const
{
    return study::absence_of(answer(), "", answer().subject.day, answer().kpis[kpi].kpi);
}

Text StudyWords::base(std::size_t kpi) const
{
    return figure(table_.find(study::AnswerPart::indicators)->rows[kpi].base);
}

Text StudyWords::difference(std::size_t kpi, std::size_t option) const
{
    return without_star(figure(table_.find(study::AnswerPart::indicators)->rows[kpi].cells[option].difference));
}

Text StudyWords::equilibrium_spread(std::size_t kpi) const
{
    return figure(study::difference_text(answer().kpis[kpi].equilibrium_spread));
}

Text StudyWords::confidence() const { return figure(study::given_text(100 * study().confidence)); }

Tone StudyWords::tone(std::size_t kpi, std::size_t option) const { return tone(answer().kpis, kpi, option); }

Tone StudyWords::tone(std::vector<study::KpiAnswer> const& kpis, std::size_t kpi, std::size_t option) const
{
    auto const& difference = kpis[kpi].differences[option];
    if (difference.mean == 0 && difference.half_width == 0) return Tone::plain;
    if (!difference.distinguishable) return Tone::unclear;
    bool const wants_more = study().kpis[kpi].better == scenario::Better::more;
    return (difference.mean > 0) == wants_more ? Tone::better : Tone::worse;
}

std::vector<study::AnswerCell> const& StudyWords::sum_cells() const
{
    static std::vector<study::AnswerCell> const none;
    auto const* const worth = table_.find(study::AnswerPart::worth);
    if (worth == nullptr) return none;
    auto const& rows = worth->rows;
    return rows[rows.size() - 2].cells;  // before benefit less cost
}

Text without_star(Text text)
{
    drop_star(text.vi);
    drop_star(text.en);
    return text;
}

Text without_sign(Text text)
{
    drop_sign(text.vi);
    drop_sign(text.en);
    return text;
}

Cell report_cell(study::AnswerCell const& cell, Tone tone)
{
    return {figure(cell.value), cell_words(cell.difference), cell_words(cell.remark), tone};
}

}  // namespace halong::exporting
