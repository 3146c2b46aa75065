#include "core/random.hpp"
#include "core/time.hpp"
#include "demand/demand.hpp"
#include "equilibrium/link_information.hpp"
#include "equilibrium/replanning.hpp"
#include "study/sensitivity.hpp"
#include "study/siting_reach.hpp"
#include "study/study.hpp"
#include "study/variants.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <memory>
#include <string_view>

namespace halong::study {
namespace {

using city::PersonClass;

// Besides the base's own, where routes settle from day to day: what differs between them is no option's doing.
constexpr int other_equilibria = 2;

constexpr std::string_view information_kpi = "camera_information_pct";

std::int64_t count_people(city::Plans const& plans, PersonClass first, PersonClass second)
{
    std::int64_t people = 0;
    for (std::size_t i = 0; i < plans.traveller_count(); ++i) {
        PersonClass const who = plans.person_class[i];
        if (who == first || who == second) people += plans.persons[i];
    }
    return people;
}

// Turns steps of known weight into a share of all work that never falls.
class WorkDone {
public:
    // `levels`: of the sensitivity, each like one replication of one day.
    WorkDone(StudyWatcher const& watcher, int replications, std::size_t days, std::size_t variants, std::size_t levels)
        : watcher_(watcher),
          one_(static_cast<double>(days) * (plans_work + static_cast<double>(variants) * (routes_work + run_work))),
          levels_(static_cast<double>(levels) / static_cast<double>(days) * one_)
    {
        expect(replications);
    }

    // So many replications in all, as far as is known.
    void expect(int replications)
    {
        replications_ = replications;
        all_ = replications * one_ + levels_;
    }
    [[nodiscard]] int replications() const { return replications_; }
    void skip_replication() { done_ += one_; }
    void skip_day(std::size_t variants)
    {
        done_ += plans_work + static_cast<double>(variants) * (routes_work + run_work);
    }
    void skip_run() { done_ += routes_work + run_work; }

    void plans_begin(std::string const& text) { tell(0, text); }
    void plans_end() { done_ += plans_work; }
    void routes_begin(std::string const& text) { tell(0, text); }
    void routes_end() { done_ += routes_work; }
    void run_at(double share_of_day, std::string const& text) { tell(run_work * share_of_day, text); }
    void run_end() { done_ += run_work; }
    void finish(std::string const& text)
    {
        done_ = all_;
        tell(0, text);
    }

private:
    // Rough wall times relative to each other; they shape the progress display only.
    static constexpr double plans_work = 1;
    static constexpr double routes_work = 1;
    static constexpr double run_work = 6;

    void tell(double extra, std::string const& text)
    {
        told_ = std::max(told_, std::min(1.0, (done_ + extra) / all_));
        if (watcher_) watcher_(told_, text);
    }

    StudyWatcher const& watcher_;
    double one_;     // of a replication
    double levels_;  // of the sensitivity
    int replications_ = 0;
    double all_ = 1;
    double done_ = 0;
    double told_ = 0;  // never falls, though more replications may be wanted than were expected
};

// Time since the study began, with what it took before it was interrupted.
class Clock {
public:
    explicit Clock(double before_s) : before_s_(before_s) {}
    [[nodiscard]] double elapsed_s() const
    {
        return before_s_ + std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

private:
    double before_s_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// One replication of one kind of day: the same people and seed through all variants.
class Replication {
public:
    // `tells_information`: what cameras tell of the demand is asked for, too.
    Replication(DayVariants const& day, std::uint64_t seed, int number, WorkDone& work, bool tells_information)
        : day_(day), seed_(seed), number_(number), work_(work), tells_information_(tells_information)
    {}

    void make_people()
    {
        work_.plans_begin(text_of("plans of the day"));
        Variant const& base = day_.variants.front();
        plans_ = plans_of(base);
        work_.plans_end();
    }

    RunRecord run(Variant const& variant, RunSink const& sink)
    {
        scenario::Scenario const scenario = seeded(variant.scenario);
        city::Plans own_plans;
        if (!variant.has_base_people) {
            work_.routes_begin(text_of(variant, "plans of the day"));
            own_plans = plans_of(variant);
        }
        city::Plans const& made = variant.has_base_people ? plans_ : own_plans;
        equilibrium::Replanned own;
        equilibrium::Replanned const& settled = routes_for(variant, made, own);
        auto const watch = [&](core::Millis now, std::int64_t) {
            double const share = static_cast<double>(now) / core::ms_per_day;
            work_.run_at(std::min(share, 1.0), text_of(variant, core::clock_text(now).substr(0, 5)));
        };
        city::Plans const& plans = settled.plans_or(made);
        simulation::RunResult const result =
            simulation::simulate(*variant.city, scenario, plans, settled.routes, watch);
        work_.run_end();
        std::vector<results::Kpi> kpis = results::kpis_of(*variant.city, plans, result);
        if (sink) {
            sink({day_.id, variant.id, number_, variant.option, scenario, *variant.city, plans, result, kpis,
                  settled.days});
        }
        if (tells_information_) {
            kpis.push_back({std::string(information_kpi), information_pct(variant, made, plans, settled.routes)});
        }
        return {variant.id, number_, seed_, result.digest, result.wall_s, result.valid, std::move(kpis), day_.id};
    }

    // The base once more, with the same people and other draws of who looks and changes.
    RunRecord settle_otherwise(int draws)
    {
        Variant const& base = day_.variants.front();
        scenario::Scenario other = seeded(base.scenario);
        other.replanning.draws += draws;
        work_.routes_begin(text_of(base, fmt::format("equilibrium {}", draws + 1)));
        auto const settled = equilibrium::settled_day(*base.city, other, plans_);
        city::Plans const& plans = settled.plans_or(plans_);
        auto const result = simulation::simulate(*base.city, other, plans, settled.routes);
        auto kpis = results::kpis_of(*base.city, plans, result);
        if (tells_information_) {
            auto const map =
                equilibrium::map_day(*base.city, other, plans, settled.routes, {}, demand::groups_by_key(plans_));
            kpis.push_back({std::string(information_kpi), information_pct(map, *base.city)});
        }
        return {base.id, number_, seed_, result.digest, result.wall_s, result.valid, std::move(kpis), day_.id};
    }

    [[nodiscard]] city::Plans const& plans() const { return plans_; }

private:
    [[nodiscard]] scenario::Scenario seeded(scenario::Scenario scenario) const
    {
        scenario.seed = seed_;
        return scenario;
    }

    [[nodiscard]] city::Plans plans_of(Variant const& variant) const
    {
        return demand::make_plans(*variant.city, seeded(variant.scenario), core::Random(seed_));
    }

    // The base's routes are found once, for all variants that may share them.
    equilibrium::Replanned const& routes_for(Variant const& variant, city::Plans const& plans,
                                             equilibrium::Replanned& own)
    {
        // What has the base's routes has its people, its network and all else that routes follow from.
        equilibrium::Replanned& target = variant.has_base_routes ? base_ : own;
        if (!variant.has_base_routes || !base_is_settled_) {
            Variant const& settles = variant.has_base_routes ? day_.variants.front() : variant;
            work_.routes_begin(text_of(variant, "routes"));
            target = equilibrium::settled_day(
                *settles.city, seeded(settles.scenario), plans, [&](int day, double, results::RouteGap const*) {
                    work_.routes_begin(text_of(variant, fmt::format("day {} of replanning", day)));
                });
            base_is_settled_ = base_is_settled_ || variant.has_base_routes;
        }
        work_.routes_end();
        return target;
    }

    static double information_pct(equilibrium::DayMap const& map, city::City const& city)
    {
        return 100 * equilibrium::information_of_links(map, links_in_sight(city));
    }

    // The base's day is looked at once, for all variants whose people drive as they do in the base.
    double information_pct(Variant const& variant, city::Plans const& made, city::Plans const& plans,
                           network::Routes const& routes)
    {
        work_.routes_begin(text_of(variant, "what counts would tell of the demand"));
        auto const mapped = [&](Variant const& of) {
            return equilibrium::map_day(*of.city, seeded(of.scenario), plans, routes, {}, demand::groups_by_key(made));
        };
        if (!variant.has_base_routes) return information_pct(mapped(variant), *variant.city);
        if (!base_map_) base_map_ = std::make_unique<equilibrium::DayMap>(mapped(day_.variants.front()));
        return information_pct(*base_map_, *variant.city);
    }

    [[nodiscard]] std::string text_of(std::string_view step) const
    {
        return fmt::format("{}{}replication {} of {}: {}", day_.id, day_.id.empty() ? "" : ", ", number_ + 1,
                           work_.replications(), step);
    }
    [[nodiscard]] std::string text_of(Variant const& variant, std::string_view step) const
    {
        return fmt::format("{}, {}", variant.id, text_of(step));
    }

    DayVariants const& day_;
    std::uint64_t seed_;
    int number_;
    WorkDone& work_;
    bool tells_information_;
    city::Plans plans_;
    equilibrium::Replanned base_;
    bool base_is_settled_ = false;
    std::unique_ptr<equilibrium::DayMap> base_map_;  // looks into the plans; where it is asked for
};

bool tells_information(RunRecord const& run)
{
    return std::ranges::find(run.kpis, information_kpi, &results::Kpi::id) != run.kpis.end();
}

// Runs before an interruption may have been asked for other indicators. Those that do not tell what is asked for now are no
// runs of this study.
void drop_uninformed(StudyState& state)
{
    for (auto* runs : {&state.runs, &state.other_equilibria, &state.sensitivity_runs}) {
        std::erase_if(*runs, [](RunRecord const& run) { return !tells_information(run); });
    }
}

// What is told but not asked for is in no answer.
void leave_out_information(StudyState& state)
{
    for (auto* runs : {&state.runs, &state.other_equilibria, &state.sensitivity_runs}) {
        for (RunRecord& run : *runs) {
            std::erase_if(run.kpis, [](results::Kpi const& kpi) { return kpi.id == information_kpi; });
        }
    }
}

bool has_run(StudyState const& state, std::string_view day, std::string_view variant, int replication)
{
    return std::ranges::any_of(state.runs, [&](RunRecord const& run) {
        return run.day == day && run.variant == variant && run.replication == replication;
    });
}

Subject subject_of(scenario::Study const& study, std::vector<DayVariants> const& days, Subject const& known)
{
    Variant const& base = days.front().variants.front();
    Subject subject;
    subject.city = base.city->name;
    subject.city_is_schematic = base.city->schematic;
    subject.scenario_title = base.scenario.title;
    subject.day = base.scenario.day;
    subject.residents = known.residents;
    subject.visitors = known.visitors;
    subject.uncertain_values = values_as_they_are(study, base.scenario);
    for (std::size_t d = 1; d < days.size(); ++d) {
        scenario::Scenario const& other = days[d].variants.front().scenario;
        subject.other_days.push_back({days[d].id, other.title, other.day});
    }
    return subject;
}

std::size_t levels_of(scenario::Study const& study)
{
    auto const simulated = std::ranges::count_if(study.uncertain, is_simulated);
    return has_weights(study) ? 2 * static_cast<std::size_t>(simulated) : 0;
}

class StudyRun {
public:
    StudyRun(scenario::Study const& study, std::vector<scenario::Scenario> const& scenarios, city::City const& city,
             RunSink const& sink, StudyWatcher const& watcher, StudyState before, StateKeeper const& keep)
        : study_(study),
          city_(city),
          sink_(sink),
          keep_(keep),
          days_(days_of(study, scenarios, city)),
          work_(watcher, study.replications, days_.size(), study.options.size() + 1, levels_of(study)),
          clock_(before.elapsed_s),
          state_(std::move(before))
    {
        int const most = std::max(study.replications, study.max_replications);
        std::erase_if(state_.runs, [most](RunRecord const& run) { return run.replication >= most; });
        if (tells_information()) drop_uninformed(state_);
        state_.subject = subject_of(study, days_, state_.subject);
        check_uncertain_keys(study, scenarios.front());
        for_each_level([](DayVariants const&) {});  // faults show before the first run
    }

    StudyAnswer answer()
    {
        for (int r = 0; r < study_.replications; ++r) replicate(r);
        for (int done = study_.replications; done < next_target(done); ++done) replicate(done);
        look_at_uncertain_keys();
        work_.finish("done");
        if (!tells_information()) leave_out_information(state_);
        return evaluate(study_, std::move(state_.subject), std::move(state_.runs), std::move(state_.other_equilibria),
                        std::move(state_.sensitivity_runs));
    }

private:
    // Replications that are wanted in all, when `done` are there; as many as these where there is no time for more.
    int next_target(int done)
    {
        if (study_.max_replications <= done) return done;
        double const wanted = replications_wanted(study_, state_.runs, done);
        double const target = std::min(wanted, static_cast<double>(study_.max_replications));
        double const one_s = clock_.elapsed_s() / done;
        bool const has_time = study_.budget_minutes == 0 || clock_.elapsed_s() + one_s <= 60 * study_.budget_minutes;
        // What has been simulated before an interruption counts, whatever time is left.
        if (!has_time && !has_run(state_, "", base_variant, done)) return done;
        work_.expect(static_cast<int>(target));
        return static_cast<int>(target);
    }

    [[nodiscard]] bool tells_information() const
    {
        return std::ranges::find(study_.kpis, information_kpi, &scenario::StudyKpi::id) != study_.kpis.end();
    }

    [[nodiscard]] int equilibria_wanted(int r) const
    {
        bool const settles = days_.front().variants.front().scenario.replanning.days > 0;
        return r == 0 && settles ? other_equilibria : 0;
    }

    [[nodiscard]] bool is_complete(DayVariants const& day, int r) const
    {
        return std::ranges::all_of(day.variants,
                                   [&](Variant const& variant) { return has_run(state_, day.id, variant.id, r); });
    }

    [[nodiscard]] bool is_complete(int r) const
    {
        bool const has_all = std::ranges::all_of(days_, [&](DayVariants const& day) { return is_complete(day, r); });
        return has_all && (r > 0 || static_cast<int>(state_.other_equilibria.size()) >= equilibria_wanted(r));
    }

    void replicate(int r)
    {
        if (is_complete(r)) return work_.skip_replication();
        replicate(days_.front(), r, true);
        for (std::size_t d = 1; d < days_.size(); ++d) replicate(days_[d], r, false);
    }

    void replicate(DayVariants const& day, int r, bool is_own_day)
    {
        auto& others = state_.other_equilibria;
        int const equilibria = is_own_day ? equilibria_wanted(r) : 0;
        bool const has_equilibria = static_cast<int>(others.size()) >= equilibria;
        if (is_complete(day, r) && has_equilibria) return work_.skip_day(day.variants.size());
        Replication replication(day, study_.seed + static_cast<std::uint64_t>(r), r, work_, tells_information());
        replication.make_people();
        if (is_own_day && r == 0) {
            auto const& plans = replication.plans();
            state_.subject.residents = count_people(plans, PersonClass::resident, PersonClass::worker);
            state_.subject.visitors = count_people(plans, PersonClass::domestic_visitor, PersonClass::foreign_visitor);
        }
        for (Variant const& variant : day.variants) {
            if (has_run(state_, day.id, variant.id, r)) {
                work_.skip_run();
                continue;
            }
            state_.runs.push_back(replication.run(variant, sink_));
            keep();
        }
        while (static_cast<int>(others.size()) < equilibria) {
            others.push_back(replication.settle_otherwise(static_cast<int>(others.size()) + 1));
            keep();
        }
    }

    // The first replication once more at both ends of each uncertain number of the scenario.
    void look_at_uncertain_keys()
    {
        for_each_level([this](DayVariants const& level) { look_at(level); });
    }

    // Each uncertain number of the scenario at its lowest and its highest.
    template <class Visit>
    void for_each_level(Visit const& visit) const
    {
        if (!has_weights(study_)) return;
        scenario::Scenario const& as_is = days_.front().variants.front().scenario;
        for (scenario::UncertainKey const& key : study_.uncertain) {
            if (!is_simulated(key)) continue;
            for (double const value : {key.low, key.high}) {
                visit(day_of(level_text(key, value), study_, with_value(as_is, key, value), city_));
            }
        }
    }

    void look_at(DayVariants const& level)
    {
        auto& runs = state_.sensitivity_runs;
        auto const has_level = [&](Variant const& variant) {
            return std::ranges::any_of(
                runs, [&](RunRecord const& run) { return run.day == level.id && run.variant == variant.id; });
        };
        if (std::ranges::all_of(level.variants, has_level)) return work_.skip_day(level.variants.size());
        Replication replication(level, study_.seed, 0, work_, tells_information());
        replication.make_people();
        for (Variant const& variant : level.variants) {
            if (has_level(variant)) {
                work_.skip_run();
                continue;
            }
            runs.push_back(replication.run(variant, {}));
            keep();
        }
    }

    void keep()
    {
        state_.elapsed_s = clock_.elapsed_s();
        if (keep_) keep_(state_);
    }

    scenario::Study const& study_;
    city::City const& city_;
    RunSink const& sink_;
    StateKeeper const& keep_;
    std::vector<DayVariants> days_;
    WorkDone work_;
    Clock clock_;
    StudyState state_;
};

}  // namespace

StudyAnswer run_study(scenario::Study const& study, std::vector<scenario::Scenario> const& scenarios,
                      city::City const& city, RunSink const& sink, StudyWatcher const& watcher, StudyState before,
                      StateKeeper const& keep)
{
    check_study(study);
    return StudyRun(study, scenarios, city, sink, watcher, std::move(before), keep).answer();
}

}  // namespace halong::study
