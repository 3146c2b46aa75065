#include "core/csv_cell.hpp"
#include "core/durable_file.hpp"
#include "core/hash.hpp"
#include "study/answer_table.hpp"
#include "study/study.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::study {
namespace {

using scenario::Study;

// Numbers and texts; nothing where there is none.
std::string csv_line(std::vector<std::string> const& cells)
{
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) line += ',';
        if (!cells[i].empty()) line += core::csv_cell(cells[i], core::CsvFor::programs);
    }
    return line + "\n";
}

// The shortest text that reads back as the same number; nothing for what is not a number.
std::string exact(double value) { return std::isfinite(value) ? fmt::format("{}", value) : std::string(); }

std::string unit_of(std::string const& kpi)
{
    auto const* const found = results::find_kpi(kpi);
    return found == nullptr ? std::string() : std::string(found->unit);
}

// Costs, chances and break-even points are of the year, and stand at the study's own day.
std::string cell_of(std::vector<double> const& values, std::size_t i) { return values.empty() ? "" : exact(values[i]); }

void add_kpi_lines(std::string& csv, Study const& study, std::string const& day, std::vector<KpiAnswer> const& kpis)
{
    for (std::size_t k = 0; k < kpis.size(); ++k) {
        KpiAnswer const& kpi = kpis[k];
        std::string const unit = unit_of(kpi.kpi);
        std::string const better = study.kpis[k].better == scenario::Better::more ? "more" : "less";
        std::string const weight = exact(study.kpis[k].weight_vnd_per_unit);
        csv += csv_line({kpi.kpi, unit, better, std::string(base_variant), exact(kpi.base_mean), "", "", "", "", weight,
                         "", "", "", cell_of(kpi.probability_best, 0), day});
        for (std::size_t i = 0; i < study.options.size(); ++i) {
            PairedDifference const& difference = kpi.differences[i];
            csv += csv_line({kpi.kpi, unit, better, study.options[i].id, exact(kpi.option_means[i]),
                             exact(difference.mean), exact(difference.half_width),
                             difference.distinguishable ? "yes" : "no", cell_of(kpi.vnd_per_unit, i), weight,
                             cell_of(kpi.break_even, i), exact(kpi.comparisons[i].p), exact(kpi.comparisons[i].p_holm),
                             cell_of(kpi.probability_best, i + 1), day});
        }
    }
}

// `day` is empty for the study's own.
std::string answer_csv(Study const& study, StudyAnswer const& answer)
{
    std::string csv =
        csv_line({"kpi", "unit", "better", "variant", "mean", "difference", "half_width", "distinguishable",
                  "vnd_per_unit", "weight_vnd_per_unit", "break_even", "p", "p_holm", "probability_best", "day"});
    add_kpi_lines(csv, study, "", answer.kpis);
    for (DayAnswer const& day : answer.other_days) add_kpi_lines(csv, study, day.id, day.kpis);
    return csv;
}

std::string options_csv(Study const& study, StudyAnswer const& answer)
{
    std::string csv = csv_line({"option", "title_vi", "title_en", "capex_vnd", "opex_vnd_per_year", "life_years",
                                "annual_cost_vnd", "weighted_benefit_vnd_per_year", "half_width_vnd_per_year",
                                "start_year", "cost_pv_vnd", "benefit_pv_vnd", "npv_vnd", "npv_half_width_vnd",
                                "benefit_cost_ratio", "internal_rate", "break_even_capex_vnd"});
    for (std::size_t i = 0; i < study.options.size(); ++i) {
        scenario::Option const& option = study.options[i];
        Economics const& worth = answer.economics[i];
        OptionCost const cost = cost_of(study, i);  // with all that it combines, as the other figures of the line
        csv += csv_line({option.id, core::no_formula(option.title.vi), core::no_formula(option.title.en),
                         exact(cost.capex_vnd), exact(cost.opex_vnd_per_year), exact(cost.life_years),
                         exact(answer.annual_cost_vnd[i]), exact(answer.weighted_benefit_vnd[i]),
                         exact(answer.weighted_benefit[i].half_width), exact(cost.start_year),
                         fmt::format("{}", worth.cost_vnd), fmt::format("{}", worth.benefit_vnd),
                         fmt::format("{}", worth.npv_vnd), fmt::format("{}", worth.npv_half_width_vnd),
                         exact(worth.benefit_cost_ratio), worth.internal_rate ? exact(*worth.internal_rate) : "",
                         worth.break_even_capex_vnd ? fmt::format("{}", *worth.break_even_capex_vnd) : ""});
    }
    return csv;
}

// Of all runs, in the order in which they come.
std::vector<std::string> kpi_ids_of(std::vector<RunRecord> const& runs)
{
    std::vector<std::string> ids;
    for (RunRecord const& run : runs) {
        for (results::Kpi const& kpi : run.kpis) {
            if (std::ranges::find(ids, kpi.id) == ids.end()) ids.push_back(kpi.id);
        }
    }
    return ids;
}

// A cell is empty where a run does not tell what another tells.
std::string runs_csv(StudyAnswer const& answer)
{
    std::vector<std::string> const ids = kpi_ids_of(answer.runs);
    std::vector<std::string> head{"day", "variant", "replication", "seed", "digest", "wall_s", "valid"};
    head.insert(head.end(), ids.begin(), ids.end());
    std::string csv = csv_line(head);
    for (RunRecord const& run : answer.runs) {
        std::vector<std::string> cells{run.day,
                                       run.variant,
                                       fmt::format("{}", run.replication),
                                       fmt::format("{}", run.seed),
                                       core::hex(run.digest),
                                       fmt::format("{:.3f}", run.wall_s),
                                       run.valid ? "yes" : "no"};
        for (std::string const& id : ids) {
            auto const kpi = std::ranges::find(run.kpis, id, &results::Kpi::id);
            cells.push_back(kpi == run.kpis.end() ? "" : exact(kpi->value));
        }
        csv += csv_line(cells);
    }
    return csv;
}

// Text that cannot break out of a cell of a Markdown table.
std::string cell(std::string_view text)
{
    std::string result;
    for (char const c : text) {
        if (c == '|' || c == '*' || c == '\\') result += '\\';
        result += c == '\n' ? ' ' : c;
    }
    return result;
}

std::string markdown_cell(AnswerCell const& content)
{
    std::string text;
    for (std::string const& part : {content.value, content.difference, content.remark}) {
        if (part.empty()) continue;
        text += (text.empty() ? "" : "<br>") + cell(part);
    }
    return text;
}

std::string markdown_section(Study const& study, AnswerSection const& section)
{
    std::string text =
        fmt::format("\n## {}\n\n| Chỉ số / Indicator | Đơn vị / Unit | Cơ sở / Base |", both(section.title));
    for (scenario::Option const& option : study.options) text += " " + cell(option.id) + " |";
    text += "\n|---|---|---:|";
    for (std::size_t i = 0; i < study.options.size(); ++i) text += "---:|";
    text += "\n";
    for (AnswerRow const& row : section.rows) {
        text += fmt::format("| {} | {} | {} |", cell(both(row.name, "; ")), cell(row.unit), cell(row.base));
        for (AnswerCell const& content : row.cells) text += " " + markdown_cell(content) + " |";
        text += "\n";
    }
    return text;
}

std::string answer_markdown(Study const& study, StudyAnswer const& answer)
{
    AnswerTable const table = answer_table(study, answer);
    std::string const question = both(study.question, "\n\n# ");
    std::string text = fmt::format("# {}\n\n", question.empty() ? study.id : question);
    for (AnswerFact const& fact : table.facts) text += fmt::format("- {}: {}\n", both(fact.name), fact.text);
    if (!table.warning.empty()) text += fmt::format("\n**{}**\n", table.warning);
    for (AnswerSection const& section : table.sections) text += markdown_section(study, section);
    text += "\n";
    for (std::string const& note : table.notes) text += fmt::format("- {}\n", cell(note));
    return text;
}

}  // namespace

void write_answer(std::filesystem::path const& folder, Study const& study, StudyAnswer const& answer)
{
    core::require_writable_folder(folder);
    core::write_file(folder / "runs.csv", runs_csv(answer));
    core::write_file(folder / "options.csv", options_csv(study, answer));
    core::write_file(folder / "answer.csv", answer_csv(study, answer));
    core::write_file(folder / "answer.json", answer_json(study, answer));
    core::write_file(folder / "answer.md", answer_markdown(study, answer));
}

}  // namespace halong::study
