#include "city/apply.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "demand/demand.hpp"
#include "equilibrium/replanning.hpp"
#include "study/same_network.hpp"
#include "study/study.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <memory>

namespace halong::study {
namespace {

using city::PersonClass;

// Besides the base's own, where routes settle from day to day: what differs between them is no option's doing.
constexpr int other_equilibria = 2;

// The base or an option, with the city that it gives.
struct Variant {
    std::string id{base_variant};
    scenario::Option const* option = nullptr;
    std::shared_ptr<city::City const> city;
    bool has_base_network = true;  // routes of the base are its routes
};

std::vector<Variant> variants_of(scenario::Study const& study, city::City const& city)
{
    std::vector<Variant> variants(1);
    variants[0].city = std::shared_ptr<city::City const>(&city, [](city::City const*) {});  // the caller's
    for (scenario::Option const& option : study.options) {
        auto changed = std::make_shared<city::City const>(city::apply(option, city));
        bool const same = option.roads.empty() && is_same_network(city.network, changed->network);
        variants.push_back({option.id, &option, std::move(changed), same});
    }
    return variants;
}

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
    WorkDone(StudyWatcher const& watcher, int replications, std::size_t variants)
        : watcher_(watcher), one_(plans_work + static_cast<double>(variants) * (routes_work + run_work))
    {
        expect(replications);
    }

    // So many replications in all, as far as is known.
    void expect(int replications)
    {
        replications_ = replications;
        all_ = replications * one_;
    }
    [[nodiscard]] int replications() const { return replications_; }
    void skip_replication() { done_ += one_; }
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
    double one_;  // of a replication
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

// One replication: the same people and seed through all variants.
class Replication {
public:
    Replication(scenario::Study const& study, scenario::Scenario const& scenario, int number, WorkDone& work)
        : scenario_(scenario), number_(number), work_(work)
    {
        scenario_.seed = study.seed + static_cast<std::uint64_t>(number);
    }

    void make_people(city::City const& city)
    {
        work_.plans_begin(fmt::format("replication {} of {}: plans of the day", number_ + 1, work_.replications()));
        base_city_ = &city;
        plans_ = demand::make_plans(city, scenario_, core::Random(scenario_.seed));
        work_.plans_end();
    }

    RunRecord run(Variant const& variant, RunSink const& sink)
    {
        scenario::Scenario const scenario =
            variant.option == nullptr ? scenario_ : scenario::with_option(scenario_, *variant.option);
        equilibrium::Replanned own;
        equilibrium::Replanned const& settled = routes_for(variant, own);
        auto const watch = [&](core::Millis now, std::int64_t) {
            double const share = static_cast<double>(now) / core::ms_per_day;
            work_.run_at(std::min(share, 1.0), text_of(variant, core::clock_text(now).substr(0, 5)));
        };
        simulation::RunResult const result =
            simulation::simulate(*variant.city, scenario, settled.plans_or(plans_), settled.routes, watch);
        work_.run_end();
        city::Plans const& plans = settled.plans_or(plans_);
        std::vector<results::Kpi> kpis = results::kpis_of(*variant.city, plans, result);
        if (sink) {
            sink({variant.id, number_, variant.option, scenario, *variant.city, plans, result, kpis, settled.days});
        }
        return {variant.id, number_, scenario_.seed, result.digest, result.wall_s, result.valid, std::move(kpis)};
    }

    // The base once more, with the same people and other draws of who looks and changes.
    RunRecord settle_otherwise(Variant const& base, int draws)
    {
        scenario::Scenario other = scenario_;
        other.replanning.draws += draws;
        work_.routes_begin(text_of(base, fmt::format("equilibrium {}", draws + 1)));
        auto const settled = equilibrium::settled_day(*base.city, other, plans_);
        city::Plans const& plans = settled.plans_or(plans_);
        auto const result = simulation::simulate(*base.city, other, plans, settled.routes);
        return {base.id,
                number_,
                other.seed,
                result.digest,
                result.wall_s,
                result.valid,
                results::kpis_of(*base.city, plans, result)};
    }

    [[nodiscard]] city::Plans const& plans() const { return plans_; }

private:
    // The base's routes are found once, for all variants that may share them.
    equilibrium::Replanned const& routes_for(Variant const& variant, equilibrium::Replanned& own)
    {
        // The base's city has the base's network, and so have all that share its routes.
        equilibrium::Replanned& target = variant.has_base_network ? base_ : own;
        if (!variant.has_base_network || !base_is_settled_) {
            work_.routes_begin(text_of(variant, "routes"));
            city::City const& city = variant.has_base_network ? *base_city_ : *variant.city;
            target = equilibrium::settled_day(city, scenario_, plans_, [&](int day, double, results::RouteGap const*) {
                work_.routes_begin(text_of(variant, fmt::format("day {} of replanning", day)));
            });
            base_is_settled_ = base_is_settled_ || variant.has_base_network;
        }
        work_.routes_end();
        return target;
    }

    [[nodiscard]] std::string text_of(Variant const& variant, std::string_view step) const
    {
        return fmt::format("{}, replication {} of {}: {}", variant.id, number_ + 1, work_.replications(), step);
    }

    scenario::Scenario scenario_;
    int number_;
    WorkDone& work_;
    city::Plans plans_;
    city::City const* base_city_ = nullptr;
    equilibrium::Replanned base_;
    bool base_is_settled_ = false;
};

bool has_run(StudyState const& state, std::string_view variant, int replication)
{
    return std::ranges::any_of(
        state.runs, [&](RunRecord const& run) { return run.variant == variant && run.replication == replication; });
}

class StudyRun {
public:
    StudyRun(scenario::Study const& study, scenario::Scenario const& scenario, city::City const& city,
             RunSink const& sink, StudyWatcher const& watcher, StudyState before, StateKeeper const& keep)
        : study_(study),
          scenario_(scenario),
          city_(city),
          sink_(sink),
          keep_(keep),
          variants_(variants_of(study, city)),
          work_(watcher, study.replications, variants_.size()),
          clock_(before.elapsed_s),
          state_(std::move(before))
    {
        int const most = std::max(study.replications, study.max_replications);
        std::erase_if(state_.runs, [most](RunRecord const& run) { return run.replication >= most; });
        Subject const& known = state_.subject;
        state_.subject = {city.name, city.schematic, scenario.title, scenario.day, known.residents, known.visitors};
    }

    StudyAnswer answer()
    {
        for (int r = 0; r < study_.replications; ++r) replicate(r);
        for (int done = study_.replications; done < next_target(done); ++done) replicate(done);
        work_.finish("done");
        return evaluate(study_, std::move(state_.subject), std::move(state_.runs), std::move(state_.other_equilibria));
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
        if (!has_time && !has_run(state_, base_variant, done)) return done;
        work_.expect(static_cast<int>(target));
        return static_cast<int>(target);
    }

    [[nodiscard]] int equilibria_wanted(int r) const
    {
        return r == 0 && scenario_.replanning.days > 0 ? other_equilibria : 0;
    }

    [[nodiscard]] bool is_complete(int r) const
    {
        bool const has_all =
            std::ranges::all_of(variants_, [&](Variant const& variant) { return has_run(state_, variant.id, r); });
        return has_all && (r > 0 || static_cast<int>(state_.other_equilibria.size()) >= equilibria_wanted(r));
    }

    void replicate(int r)
    {
        if (is_complete(r)) return work_.skip_replication();
        Replication replication(study_, scenario_, r, work_);
        replication.make_people(city_);
        if (r == 0) {
            auto const& plans = replication.plans();
            state_.subject.residents = count_people(plans, PersonClass::resident, PersonClass::worker);
            state_.subject.visitors = count_people(plans, PersonClass::domestic_visitor, PersonClass::foreign_visitor);
        }
        for (Variant const& variant : variants_) {
            if (has_run(state_, variant.id, r)) {
                work_.skip_run();
                continue;
            }
            state_.runs.push_back(replication.run(variant, sink_));
            keep();
        }
        auto& others = state_.other_equilibria;
        while (r == 0 && static_cast<int>(others.size()) < equilibria_wanted(r)) {
            others.push_back(replication.settle_otherwise(variants_.front(), static_cast<int>(others.size()) + 1));
            keep();
        }
    }

    void keep()
    {
        state_.elapsed_s = clock_.elapsed_s();
        if (keep_) keep_(state_);
    }

    scenario::Study const& study_;
    scenario::Scenario const& scenario_;
    city::City const& city_;
    RunSink const& sink_;
    StateKeeper const& keep_;
    std::vector<Variant> variants_;
    WorkDone work_;
    Clock clock_;
    StudyState state_;
};

}  // namespace

StudyAnswer run_study(scenario::Study const& study, scenario::Scenario const& scenario, city::City const& city,
                      RunSink const& sink, StudyWatcher const& watcher, StudyState before, StateKeeper const& keep)
{
    check_study(study);
    return StudyRun(study, scenario, city, sink, watcher, std::move(before), keep).answer();
}

}  // namespace halong::study
