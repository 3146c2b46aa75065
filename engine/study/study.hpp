// Runs a study: the base and every option, the same people in each, and what the differences are worth.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "results/kpi.hpp"
#include "results/route_gap.hpp"
#include "scenario/scenario.hpp"
#include "scenario/study.hpp"
#include "simulation/simulation.hpp"
#include "study/statistics.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace halong::study {

inline constexpr std::string_view base_variant = "base";

// What was simulated, for the head of the answer.
struct Subject {
    std::string city;
    bool city_is_schematic = false;
    scenario::Text scenario_title;
    scenario::DayKind day = scenario::DayKind::weekday;
    std::int64_t residents = 0;  // people of the first replication's plans
    std::int64_t visitors = 0;
};

struct RunRecord {
    std::string variant;  // "base" or an option's id
    int replication = 0;  // 0, 1, …
    std::uint64_t seed = 0;
    std::uint64_t digest = 0;
    double wall_s = 0;  // of the simulation
    bool valid = true;
    std::vector<results::Kpi> kpis;
};

struct KpiAnswer {
    std::string kpi;
    double base_mean = 0;
    std::vector<double> option_means;           // by option
    std::vector<PairedDifference> differences;  // by option
    std::vector<double> vnd_per_unit;           // annual cost / (benefit a year); NaN where there is no benefit
    double equilibrium_spread = 0;              // of the base between equilibria, largest less least; NaN: not known
};

struct StudyAnswer {
    Subject subject;
    std::vector<RunRecord> runs;                     // in the order in which they ran
    std::vector<RunRecord> other_equilibria;         // of the base's first replication, by other draws of replanning
    std::vector<double> annual_cost_vnd;             // by option
    std::vector<KpiAnswer> kpis;                     // in the study's order
    std::vector<double> weighted_benefit_vnd;        // by option, a year, by the study's weights
    std::vector<PairedDifference> weighted_benefit;  // the same with its interval
    [[nodiscard]] bool all_valid() const;
};

// One finished run, handed to whoever writes files (the study itself writes only its answer).
struct FinishedRun {
    std::string variant;
    int replication = 0;
    scenario::Option const* option = nullptr;  // nullptr for the base
    scenario::Scenario const& scenario;        // with this replication's seed
    city::City const& city;                    // with the option applied
    city::Plans const& plans;
    simulation::RunResult const& run;
    std::vector<results::Kpi> const& kpis;
    std::vector<results::RouteGap> const& days;  // of replanning, on which its routes settled
};
using RunSink = std::function<void(FinishedRun const&)>;

// Told about every change: text such as "base, replication 1 of 3: 07:15", and the share of all work done.
using StudyWatcher = std::function<void(double fraction, std::string const& text)>;

// Simulates every variant and replication on `city` (the scenario's). Replication r has the seed study.seed + r; its
// plans are made once, on the base city, and used in every variant. Routes are found again for every variant whose
// network differs from the base's; the day itself is always simulated. KPI ids and options are checked before the first
// run. `sink` may be empty; it is called from one thread right after each run: replication 0 of the base and of each
// option in the study's order, then replication 1, and so on; `answer.runs` has that order too.
// Throws UserError (unknown KPI, an option that does not fit the city), and whatever the sink throws.
StudyAnswer run_study(scenario::Study const& study, scenario::Scenario const& scenario, city::City const& city,
                      RunSink const& sink, StudyWatcher const& watcher);

// Throws UserError with every fault of the study that its file alone does not show: KPI ids that no run reports (with
// the nearest one), KPIs or options named twice, fewer than two replications, a confidence outside (0, 1).
void check_study(scenario::Study const& study);

// Means, differences and worth from complete records: one run for each variant and replication, in any order.
// Benefit: the difference in the direction of `better`. VND per unit = annual cost / (benefit per day * days_per_year),
// NaN where the difference is not distinguishable from 0 or not a benefit.
// Weighted benefit a year = sum of weight * benefit per day * days_per_year, whether distinguishable or not, with the
// interval of the weighted sum itself, so that opposite noise in two KPIs cancels as it should.
// `other_equilibria`: further runs of the base's replication 0 with the same people, but other draws of replanning.
StudyAnswer evaluate(scenario::Study const& study, Subject subject, std::vector<RunRecord> runs,
                     std::vector<RunRecord> other_equilibria = {});

// Differs when any run's digest or any number of the answer differs; wall times do not count.
std::uint64_t digest_of(StudyAnswer const& answer);

// The answer as text for a terminal of 120 columns, Vietnamese and English.
std::string table_text(scenario::Study const& study, StudyAnswer const& answer);

// Writes answer.md, answer.json (every run and figure), answer.csv (kpi, variant: mean, difference, …), options.csv (costs
// and weighted benefit) and runs.csv to the folder, which is made where missing; each file durably. Throws CannotWrite.
void write_answer(std::filesystem::path const& folder, scenario::Study const& study, StudyAnswer const& answer);

// The content of answer.json: what was simulated, every run with its KPIs, and the figures that follow from them.
std::string answer_json(scenario::Study const& study, StudyAnswer const& answer);

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
