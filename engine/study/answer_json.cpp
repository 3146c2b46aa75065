#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/input_file.hpp"
#include "core/json_whole.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/words.hpp"
#include "study/sensitivity.hpp"
#include "study/study.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>

namespace halong::study {
namespace {

using Json = nlohmann::ordered_json;  // KPIs keep their order
using scenario::Study;

constexpr std::string_view answer_format = "halong-answer/1";
constexpr std::string_view state_format = "halong-study-state/1";

// JSON has no NaN: what is not a number is null.
Json number_json(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
double number_of(Json const& json)
{
    return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

Json difference_json(PairedDifference const& difference)
{
    return {{"difference", number_json(difference.mean)},
            {"half_width", number_json(difference.half_width)},
            {"distinguishable", difference.distinguishable}};
}

Json text_json(scenario::Text const& text) { return {{"vi", text.vi}, {"en", text.en}}; }
scenario::Text text_from(Json const& json)
{
    return {json.at("vi").get<std::string>(), json.at("en").get<std::string>()};
}

scenario::DayKind day_kind_from(Json const& json)
{
    auto const day = json.get<std::string>();
    auto const words = scenario::words_of(scenario::DayKind{});
    auto const found = std::ranges::find(words, day);
    core::ensure(found != words.end(), "a study is of an unknown kind of day");
    return static_cast<scenario::DayKind>(found - words.begin());
}

Json subject_json(Subject const& subject)
{
    Json others = Json::array();
    for (OtherDay const& other : subject.other_days) {
        others.push_back({{"id", other.id},
                          {"scenario_title", text_json(other.title)},
                          {"day", std::string(scenario::word_of(other.day))}});
    }
    return {{"city", subject.city},
            {"city_is_schematic", subject.city_is_schematic},
            {"scenario_title", text_json(subject.scenario_title)},
            {"day", std::string(scenario::word_of(subject.day))},
            {"residents", subject.residents},
            {"visitors", subject.visitors},
            {"other_days", std::move(others)},
            {"uncertain_values", subject.uncertain_values}};
}

Subject subject_of(Json const& json)
{
    Subject subject;
    json.at("city").get_to(subject.city);
    json.at("city_is_schematic").get_to(subject.city_is_schematic);
    subject.scenario_title = text_from(json.at("scenario_title"));
    subject.day = day_kind_from(json.at("day"));
    core::get_whole(json.at("residents"), subject.residents);
    core::get_whole(json.at("visitors"), subject.visitors);
    for (Json const& other : json.at("other_days")) {
        subject.other_days.push_back(
            {other.at("id").get<std::string>(), text_from(other.at("scenario_title")), day_kind_from(other.at("day"))});
    }
    json.at("uncertain_values").get_to(subject.uncertain_values);
    return subject;
}

Json runs_json(std::vector<RunRecord> const& runs)
{
    Json list = Json::array();
    for (RunRecord const& run : runs) {
        Json kpis = Json::object();
        for (results::Kpi const& kpi : run.kpis) kpis[kpi.id] = number_json(kpi.value);
        list.push_back({{"day", run.day},
                        {"variant", run.variant},
                        {"replication", run.replication},
                        {"seed", run.seed},
                        {"digest", core::hex(run.digest)},
                        {"wall_s", run.wall_s},
                        {"valid", run.valid},
                        {"kpis", std::move(kpis)}});
    }
    return list;
}

std::uint64_t digest_from(std::string const& hex)
{
    std::uint64_t value = 0;
    auto const [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
    core::ensure(error == std::errc{} && end == hex.data() + hex.size(), "a digest is not hexadecimal");
    return value;
}

std::vector<RunRecord> runs_of(Json const& json)
{
    std::vector<RunRecord> runs;
    for (Json const& one : json) {
        RunRecord run;
        one.at("day").get_to(run.day);
        one.at("variant").get_to(run.variant);
        core::get_whole(one.at("replication"), run.replication);
        core::get_whole(one.at("seed"), run.seed);
        one.at("wall_s").get_to(run.wall_s);
        one.at("valid").get_to(run.valid);
        run.digest = digest_from(one.at("digest").get<std::string>());
        for (auto const& [id, value] : one.at("kpis").items()) run.kpis.push_back({id, number_of(value)});
        runs.push_back(std::move(run));
    }
    return runs;
}

Json interval_json(std::optional<Interval> const& interval)
{
    if (!interval) return nullptr;
    return {{"estimate", interval->estimate},
            {"low", interval->low},
            {"high", interval->high},
            {"confidence", interval->confidence}};
}

// By variant, the base first.
Json ranking_json(Ranking const& ranking)
{
    return {{"probability_not_dominated", ranking.pareto},
            {"probability_best", ranking.best},
            {"next_100_runs", ranking.next_runs},
            {"kept_by_screening", ranking.may_be_best}};
}

Json kpis_json(Study const& study, std::vector<KpiAnswer> const& kpis)
{
    Json list = Json::array();
    for (KpiAnswer const& kpi : kpis) {
        Json options = Json::array();
        for (std::size_t i = 0; i < study.options.size(); ++i) {
            Json option{{"option", study.options[i].id}, {"mean", number_json(kpi.option_means[i])}};
            option.update(difference_json(kpi.differences[i]));
            // Costs, chances and break-even points are of the year, and stand at the study's own day.
            if (!kpi.vnd_per_unit.empty()) option["vnd_per_unit"] = number_json(kpi.vnd_per_unit[i]);
            if (!kpi.break_even.empty()) option["break_even"] = number_json(kpi.break_even[i]);
            option["p"] = number_json(kpi.comparisons[i].p);
            option["p_holm"] = number_json(kpi.comparisons[i].p_holm);
            option["distinguishable_alone"] = kpi.comparisons[i].alone;
            option["common_numbers_gain"] = number_json(kpi.common_gain[i]);
            option["median"] = interval_json(kpi.robust[i].median);
            option["bootstrap_mean"] = interval_json(kpi.robust[i].mean);
            if (!kpi.probability_best.empty()) option["probability_best"] = kpi.probability_best[i + 1];
            options.push_back(std::move(option));
        }
        Json one{{"kpi", kpi.kpi}, {"base_mean", number_json(kpi.base_mean)}};
        if (!kpi.probability_best.empty()) one["base_probability_best"] = kpi.probability_best.front();
        one["equilibrium_spread"] = number_json(kpi.equilibrium_spread);
        one["options"] = std::move(options);
        list.push_back(std::move(one));
    }
    return list;
}

Json other_days_json(Study const& study, StudyAnswer const& answer)
{
    Json list = Json::array();
    for (std::size_t d = 0; d < answer.other_days.size(); ++d) {
        list.push_back({{"day", answer.other_days[d].id},
                        {"days_per_year", study.days[d].days_per_year},
                        {"kpis", kpis_json(study, answer.other_days[d].kpis)}});
    }
    return list;
}

Json economics_json(Study const& study, Economics const& economics)
{
    Json rates = Json::array();
    for (std::size_t r = 0; r < study.discount_rates.size(); ++r) {
        rates.push_back({{"rate", study.discount_rates[r]}, {"npv_vnd", economics.npv_at_rate_vnd[r]}});
    }
    Json json{{"cost_vnd", economics.cost_vnd},
              {"benefit_vnd", economics.benefit_vnd},
              {"npv_vnd", economics.npv_vnd},
              {"npv_half_width_vnd", economics.npv_half_width_vnd},
              {"distinguishable", economics.distinguishable},
              {"benefit_cost_ratio", number_json(economics.benefit_cost_ratio)},
              {"internal_rate", nullptr},
              {"npv_at_rates", std::move(rates)},
              {"break_even_capex_vnd", nullptr}};
    if (economics.internal_rate) json["internal_rate"] = *economics.internal_rate;
    if (economics.break_even_capex_vnd) json["break_even_capex_vnd"] = *economics.break_even_capex_vnd;
    return json;
}

Json increment_json(Study const& study, Increment const& increment)
{
    return {{"against", increment.against ? study.options[*increment.against].id : std::string(base_variant)},
            {"dominated", increment.dominated},
            {"cost_vnd", increment.cost_vnd},
            {"benefit_vnd", increment.benefit_vnd}};
}

Json options_json(Study const& study, StudyAnswer const& answer)
{
    Json list = Json::array();
    for (std::size_t i = 0; i < study.options.size(); ++i) {
        Json option{{"option", study.options[i].id}, {"annual_cost_vnd", number_json(answer.annual_cost_vnd[i])}};
        option["weighted_benefit_vnd_per_year"] = difference_json(answer.weighted_benefit[i]);
        option["economics"] = economics_json(study, answer.economics[i]);
        if (!answer.increments.empty()) option["increment"] = increment_json(study, answer.increments[i]);
        list.push_back(std::move(option));
    }
    return list;
}

Json transfers_json(Study const& study, StudyAnswer const& answer)
{
    auto const by_option = [&study](std::vector<PairedDifference> const& differences) {
        Json options = Json::array();
        for (std::size_t i = 0; i < differences.size(); ++i) {
            options.push_back(
                {{"option", study.options[i].id}, {"more_vnd_per_year", difference_json(differences[i])}});
        }
        return options;
    };
    Json paid = Json::array();
    for (TransferAnswer const& one : answer.transfers) {
        results::Transfer const& transfer = results::all_transfers()[one.transfer];
        paid.push_back({{"kpi", transfer.kpi},
                        {"charge", results::name_of(transfer.charge, false)},
                        {"payer", results::name_of(transfer.payer, false)},
                        {"receiver", results::receiver_of(transfer.charge, false)},
                        {"base_vnd_per_year", number_json(one.base_vnd)},
                        {"options", by_option(one.differences)}});
    }
    Json received = Json::array();
    for (ReceiptAnswer const& one : answer.receipts) {
        received.push_back({{"charge", results::name_of(one.charge, false)},
                            {"receiver", results::receiver_of(one.charge, false)},
                            {"base_vnd_per_year", number_json(one.base_vnd)},
                            {"options", by_option(one.differences)}});
    }
    return {{"paid", std::move(paid)}, {"received", std::move(received)}};
}

Json sensitivity_json(Study const& study, Sensitivity const& sensitivity)
{
    Json bars = Json::array();
    for (std::size_t j = 0; j < sensitivity.bars.size(); ++j) {
        SensitivityBar const& bar = sensitivity.bars[j];
        Json correlations = Json::array();
        for (double const one : bar.correlation) correlations.push_back(number_json(one));
        Json break_evens = Json::array();
        for (std::size_t i = 0; i < bar.npv_low.size(); ++i) {
            break_evens.push_back(number_json(break_even(study.uncertain[j], bar, i)));
        }
        bars.push_back({{"key", study.uncertain[j].key},
                        {"low", study.uncertain[j].low},
                        {"high", study.uncertain[j].high},
                        {"as_is", number_json(bar.as_is)},
                        {"npv_low_vnd", bar.npv_low},
                        {"npv_high_vnd", bar.npv_high},
                        {"rank_correlation", std::move(correlations)},
                        {"break_even", std::move(break_evens)}});
    }
    return {{"bars", std::move(bars)},
            {"npv_5_pct_vnd", sensitivity.low},
            {"npv_95_pct_vnd", sensitivity.high},
            {"chance_to_pay", sensitivity.chance_to_pay}};
}

[[noreturn]] void refuse(std::filesystem::path const& path, std::string message)
{
    throw core::UserError(
        core::Diagnostic{path.string(), 0, 0, std::move(message), "give the results folder that `halong study` wrote"});
}

std::string text_of_file(std::filesystem::path const& path) { return core::read_input(path); }

StudyAnswer answer_from(Study& study, Json const& json)
{
    core::ensure(json.at("format").get<std::string>() == answer_format, "the format of an answer is unknown");
    json.at("study").get_to(study.id);
    return evaluate(study, subject_of(json.at("subject")), runs_of(json.at("runs")),
                    runs_of(json.at("other_equilibria")), runs_of(json.at("sensitivity_runs")));
}

Json state_of(std::filesystem::path const& file, std::uint64_t content)
{
    Json json = Json::parse(text_of_file(file));
    core::ensure(json.at("format").get<std::string>() == state_format, "the format of a study's state is unknown");
    if (json.at("content").get<std::string>() == core::hex(content)) return json;
    refuse(file, "was left by another study, scenario, city or build of the program; the same are needed to go on");
}

}  // namespace

std::string state_json(StudyState const& state, std::uint64_t content)
{
    Json json{{"format", std::string(state_format)},
              {"content", core::hex(content)},
              {"elapsed_s", state.elapsed_s},
              {"subject", subject_json(state.subject)},
              {"runs", runs_json(state.runs)},
              {"other_equilibria", runs_json(state.other_equilibria)},
              {"sensitivity_runs", runs_json(state.sensitivity_runs)}};
    return json.dump(1) + "\n";
}

StudyState read_state(std::filesystem::path const& file, std::uint64_t content)
{
    try {
        Json const json = state_of(file, content);
        return {subject_of(json.at("subject")), runs_of(json.at("runs")), runs_of(json.at("other_equilibria")),
                runs_of(json.at("sensitivity_runs")), json.at("elapsed_s").get<double>()};
    } catch (Json::exception const& error) {
        refuse(file, fmt::format("is not a state of this program: {}", error.what()));
    } catch (core::InternalFault const& fault) {
        refuse(file, fmt::format("is not a state of this program: {}", fault.what()));
    }
}

std::string answer_json(Study const& study, StudyAnswer const& answer)
{
    Json json{{"format", std::string(answer_format)},
              {"study", study.id},
              {"digest", core::hex(digest_of(answer))},
              {"subject", subject_json(answer.subject)},
              {"kpis", kpis_json(study, answer.kpis)},
              {"other_days", other_days_json(study, answer)},
              {"options", options_json(study, answer)},
              {"transfers", transfers_json(study, answer)},
              {"ranking", ranking_json(answer.ranking)},
              {"runs", runs_json(answer.runs)},
              {"other_equilibria", runs_json(answer.other_equilibria)},
              {"sensitivity", sensitivity_json(study, answer.sensitivity)},
              {"sensitivity_runs", runs_json(answer.sensitivity_runs)}};
    return json.dump(1) + "\n";
}

KeptStudy read_study(std::filesystem::path const& folder)
{
    auto const toml = folder / "study.toml";
    auto const path = folder / "answer.json";
    KeptStudy kept{scenario::parse_study(text_of_file(toml), toml.string()), {}};
    std::string digest;
    try {
        Json const json = Json::parse(text_of_file(path));
        json.at("digest").get_to(digest);
        kept.answer = answer_from(kept.study, json);
    } catch (Json::exception const& error) {
        refuse(path, fmt::format("is not an answer of this program: {}", error.what()));
    } catch (core::InternalFault const& fault) {  // of evaluate: the runs are not those of the study
        refuse(path, fmt::format("does not fit study.toml: {}", fault.what()));
    }
    if (core::hex(digest_of(kept.answer)) != digest) refuse(path, "holds figures that do not follow from its runs");
    return kept;
}

}  // namespace halong::study
