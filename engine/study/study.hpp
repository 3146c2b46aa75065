// Runs a study: the base and every option, the same people in each, and what the differences are worth.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "results/kpi.hpp"
#include "results/route_gap.hpp"
#include "results/transfers.hpp"
#include "scenario/scenario.hpp"
#include "scenario/study.hpp"
#include "simulation/simulation.hpp"
#include "study/economics.hpp"
#include "study/robust.hpp"
#include "study/statistics.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace halong::study {

inline constexpr std::string_view base_variant = "base";

// A kind of day that was simulated beside that of the study's own scenario.
struct OtherDay {
    std::string id;
    scenario::Text title;
    scenario::DayKind day = scenario::DayKind::weekday;
};

// What was simulated, for the head of the answer.
struct Subject {
    std::string city;
    bool city_is_schematic = false;
    scenario::Text scenario_title;
    scenario::DayKind day = scenario::DayKind::weekday;
    std::int64_t residents = 0;  // people of the first replication's plans
    std::int64_t visitors = 0;
    std::vector<OtherDay> other_days = {};      // in the study's order
    std::vector<double> uncertain_values = {};  // what the study's uncertain keys say as they are
};

struct RunRecord {
    std::string variant;  // "base" or an option's id
    int replication = 0;  // 0, 1, …
    std::uint64_t seed = 0;
    std::uint64_t digest = 0;
    double wall_s = 0;  // of the simulation
    bool valid = true;
    std::vector<results::Kpi> kpis;
    std::string day;  // id of the kind of day; "" of the study's own scenario
};

// One difference among all of the answer.
struct Comparison {
    double p = 1;        // of Student's t: the chance of such a difference where there is none
    double p_holm = 1;   // the same, allowing for all comparisons of the study (Holm 1979)
    bool alone = false;  // its own interval excludes 0
};

struct KpiAnswer {
    std::string kpi;
    double base_mean = 0;
    std::vector<double> option_means;           // by option
    std::vector<PairedDifference> differences;  // by option; distinguishable among all comparisons, by Holm
    std::vector<Comparison> comparisons;        // by option
    std::vector<RobustDifference> robust;       // by option
    std::vector<double> common_gain;            // by option: see common_numbers_gain()
    std::vector<double> probability_best;       // of the base, then by option: that no other is better in the long run
    std::vector<double> vnd_per_unit;           // annual cost / (benefit a year); NaN where there is no benefit
    std::vector<double> break_even;  // by option: the difference at which its net present value is 0 when the other
                                     // KPIs differ as they do; NaN without weight
    double equilibrium_spread = 0;   // of the base between equilibria, largest less least; NaN: not known
};

// The indicators of a further kind of day.
struct DayAnswer {
    std::string id;
    std::vector<KpiAnswer> kpis;  // in the study's order
};

// Money that changes hands in a year, by who pays: of each charge of results::all_transfers() that any option changes,
// everybody who pays any of it, so that the rows add up to what is received.
// What one pays another receives: it is in no benefit and no cost of this answer.
struct TransferAnswer {
    std::size_t transfer = 0;                   // of results::all_transfers()
    double base_vnd = 0;                        // a year, as the weighted benefit: over all kinds of days that count
    std::vector<PairedDifference> differences;  // by option, VND a year; distinguishable each by its own interval
};

// What those receive who take a charge, in a year; the sum over who pays it, with the interval of the sum.
struct ReceiptAnswer {
    results::Charge charge = results::Charge::toll;
    double base_vnd = 0;
    std::vector<PairedDifference> differences;  // by option
};

// Which variant to choose, and how sure that is. Vectors: the base, then by option. Net worth is the weighted benefit
// less the annual cost; all but `pareto` need weights and are empty without.
struct Ranking {
    std::vector<double> best;  // probability that none has a larger net worth
    std::vector<double>
        pareto;  // probability that no other costs no more and is no worse in any KPI, and better in one
    std::vector<int> next_runs;  // how 100 further runs would best be shared out to find the best (OCBA)
    std::vector<bool>
        may_be_best;  // kept by the screening of Kim and Nelson; empty without `indifference_vnd_per_year`
};

// What net present values are at both ends of one uncertain number. Vectors: by option, VND.
struct SensitivityBar {
    double as_is = 0;
    std::vector<double> npv_low;      // where the number is at its lowest
    std::vector<double> npv_high;     // where it is at its highest
    std::vector<double> correlation;  // rank correlation over the samples; NaN where one does not vary
};

// How sure the net present values are, as far as the study's uncertain numbers go. Empty where there are none, or no
// weights. Vectors: by option; empty without samples.
struct Sensitivity {
    std::vector<SensitivityBar> bars;   // in the study's order
    std::vector<double> low;            // 5 % of the samples lie below, VND
    std::vector<double> high;           // 5 % lie above
    std::vector<double> chance_to_pay;  // share of the samples above 0
};

struct StudyAnswer {
    Subject subject;
    int replications = 0;            // of every variant
    double replications_wanted = 0;  // for the precision, as far as these tell; at most `replications` where it is met
    std::vector<RunRecord> runs;     // in the order in which they ran
    std::vector<RunRecord> other_equilibria;         // of the base's first replication, by other draws of replanning
    std::vector<RunRecord> sensitivity_runs;         // of the first replication; RunRecord::day tells the level
    std::vector<double> annual_cost_vnd;             // by option
    std::vector<KpiAnswer> kpis;                     // of the study's own scenario, in the study's order
    std::vector<DayAnswer> other_days;               // in the study's order
    std::vector<double> weighted_benefit_vnd;        // by option, a year, by the study's weights
    std::vector<PairedDifference> weighted_benefit;  // the same with its interval
    std::vector<Economics> economics;                // by option, over the study's horizon
    std::vector<Increment> increments;               // by option; empty where the study has no weights
    std::vector<TransferAnswer> transfers;           // those that any option changes
    std::vector<ReceiptAnswer> receipts;             // the same by who receives
    Ranking ranking;
    Sensitivity sensitivity;
    [[nodiscard]] bool all_valid() const;
};

// One finished run, handed to whoever writes files (the study itself writes only its answer).
struct FinishedRun {
    std::string day;  // "" of the study's own scenario
    std::string variant;
    int replication = 0;
    scenario::Option const* option = nullptr;  // nullptr for the base
    scenario::Scenario const& scenario;        // with this replication's seed and what the option changes
    city::City const& city;                    // with the option applied
    city::Plans const& plans;
    simulation::RunResult const& run;
    std::vector<results::Kpi> const& kpis;
    std::vector<results::RouteGap> const& days;  // of replanning, on which its routes settled
};
using RunSink = std::function<void(FinishedRun const&)>;

// Told about every change: text such as "base, replication 1 of 3: 07:15", and the share of all work done.
using StudyWatcher = std::function<void(double fraction, std::string const& text)>;

// What a study that has not ended leaves, from which it goes on.
struct StudyState {
    Subject subject;
    std::vector<RunRecord> runs;  // in the order of a study that is not interrupted
    std::vector<RunRecord> other_equilibria;
    std::vector<RunRecord> sensitivity_runs;
    double elapsed_s = 0;  // wall time so far
};
using StateKeeper = std::function<void(StudyState const&)>;

// Simulates every variant and replication on each kind of day. `scenarios`: the study's own, then those of its `days`;
// `city`: theirs, as it is on no particular day. Replication r has the seed study.seed + r on every day; its plans are
// made once for each day, on the base city, and used in every variant that changes nothing that people plan with; others
// make theirs with the same random numbers. Routes are found again for every variant whose network or people differ from
// the base's; the day itself is always simulated. KPI ids and options are checked before the first run. `sink` may be
// empty; it is called from one thread right after each run: replication 0 on each day of the base and of each option in
// the study's order, then replication 1, and so on; `answer.runs` has that order too.
// With max_replications, further replications follow until replications_wanted() is met, that number is reached, or the
// next one would probably end after budget_minutes.
// `before`: runs that are there already are not simulated again, and the answer is that of a study without interruption,
// wall times aside (but for budget_minutes, which counts them), also where they tell more indicators than the study asks for
// by now; runs that lack one of its indicators are simulated again. `keep`, which may be empty, is called after each run and
// its sink.
// Throws UserError (unknown KPI, an option that does not fit the city or a day), and whatever the sink throws.
StudyAnswer run_study(scenario::Study const& study, std::vector<scenario::Scenario> const& scenarios,
                      city::City const& city, RunSink const& sink, StudyWatcher const& watcher, StudyState before = {},
                      StateKeeper const& keep = {});

// Replications after which every difference would have its precision, as far as the first `replications` tell; at least
// as many as these.
double replications_wanted(scenario::Study const& study, std::vector<RunRecord> const& runs, int replications);

// Throws UserError with every fault of the study that its file alone does not show: KPI ids that no run reports (with
// the nearest one), KPIs or options named twice, money that changes hands weighed as a benefit, fewer than two replications, a confidence outside (0, 1).
void check_study(scenario::Study const& study);

// Means, differences and worth from complete records: one run for each day, variant and replication, in any order; as
// many replications as the study asks for or, with max_replications, as there are.
// Benefit: the difference in the direction of `better`; of a year: the sum over the kinds of days of the benefit of a day
// times its days per year. VND per unit = annual cost / benefit a year, NaN where the difference is not distinguishable
// from 0 (of the year's sums by their own interval, where there are several kinds of days), or is not a benefit.
// Weighted benefit a year = sum of weight * benefit a year, whether distinguishable or not, with the interval of the weighted sum itself, so that opposite noise in two KPIs cancels as it should. It is taken for the benefit
// of every year in which an option is in service.
// A difference is distinguishable where Holm's step-down procedure over all options and KPIs finds it so at the study's
// confidence; comparisons in which no replication differs are no tests and are not counted. The weighted benefits of the
// options are a family of their own.
// `other_equilibria`: further runs of the base's replication 0 with the same people, but other draws of replanning.
// `sensitivity_runs`: of the base's and the options' first replication at both ends of every uncertain number of the scenario.
StudyAnswer evaluate(scenario::Study const& study, Subject subject, std::vector<RunRecord> runs,
                     std::vector<RunRecord> other_equilibria = {}, std::vector<RunRecord> sensitivity_runs = {});

// Of a study that adds replications: those before any were added, which widens intervals (statistics.hpp); else
// `every_replication`.
std::size_t first_stage_of(scenario::Study const& study);

// An option's worth over the horizon, with all that it combines, where it brings `benefit_vnd_per_year` ± `half_width_vnd`.
Economics worth_of(scenario::Study const& study, std::size_t option, double benefit_vnd_per_year,
                   double half_width_vnd);

// The difference of a KPI, summed over the days of a year on all kinds of days, in the direction of `better`.
double benefit_a_year(scenario::Study const& study, StudyAnswer const& answer, std::size_t kpi, std::size_t option);

// Whether any KPI of the study is worth money.
bool has_weights(scenario::Study const& study);

// Differs when any run's digest or any number of the answer differs; wall times do not count.
std::uint64_t digest_of(StudyAnswer const& answer);

// The answer as text for a terminal of 120 columns, Vietnamese and English.
std::string table_text(scenario::Study const& study, StudyAnswer const& answer);

// Writes answer.md, answer.json (every run and figure), answer.csv (kpi, variant: mean, difference, …), options.csv (costs
// and weighted benefit) and runs.csv to the folder, which is made where missing; each file durably. Throws CannotWrite.
void write_answer(std::filesystem::path const& folder, scenario::Study const& study, StudyAnswer const& answer);

// The content of answer.json: what was simulated, every run with its KPIs, and the figures that follow from them.
std::string answer_json(scenario::Study const& study, StudyAnswer const& answer);

// The content of a file that keeps a state; `content` is all that its runs follow from.
std::string state_json(StudyState const& state, std::uint64_t content);
// The state that a file keeps. Throws UserError: a file that is missing or not ours, or of other `content`.
StudyState read_state(std::filesystem::path const& file, std::uint64_t content);

// A study that has ended, with its answer.
struct KeptStudy {
    scenario::Study study;
    StudyAnswer answer;
};
// Reads study.toml and answer.json of a results folder and evaluates the runs again; nothing is simulated. Throws
// UserError: a file that is missing or not ours, runs that do not fit the study, or figures that do not follow from
// the runs (the digest tells).
KeptStudy read_study(std::filesystem::path const& folder);

}  // namespace halong::study
