#include "city/apply.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "demand/demand.hpp"
#include "equilibrium/replanning.hpp"
#include "study/same_network.hpp"
#include "study/study.hpp"

#include <algorithm>
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
        : watcher_(watcher),
          all_(replications * (plans_work + static_cast<double>(variants) * (routes_work + run_work)))
    {}

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
        if (watcher_) watcher_(std::min(1.0, (done_ + extra) / all_), text);
    }

    StudyWatcher const& watcher_;
    double all_;
    double done_ = 0;
};

// One replication: the same people and seed through all variants.
class Replication {
public:
    Replication(scenario::Study const& study, scenario::Scenario const& scenario, int number, WorkDone& work)
        : study_(study), scenario_(scenario), number_(number), work_(work)
    {
        scenario_.seed = study.seed + static_cast<std::uint64_t>(number);
    }

    void make_people(city::City const& city)
    {
        work_.plans_begin(fmt::format("replication {} of {}: plans of the day", number_ + 1, study_.replications));
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
    // The base comes first, so its routes are there for the variants that may share them.
    equilibrium::Replanned const& routes_for(Variant const& variant, equilibrium::Replanned& own)
    {
        bool const is_base = variant.option == nullptr;
        equilibrium::Replanned& target = is_base ? base_ : own;
        if (is_base || !variant.has_base_network) {
            work_.routes_begin(text_of(variant, "routes"));
            target = equilibrium::settled_day(
                *variant.city, scenario_, plans_, [&](int day, double, results::RouteGap const*) {
                    work_.routes_begin(text_of(variant, fmt::format("day {} of replanning", day)));
                });
        }
        work_.routes_end();
        return variant.has_base_network ? base_ : own;
    }

    [[nodiscard]] std::string text_of(Variant const& variant, std::string_view step) const
    {
        return fmt::format("{}, replication {} of {}: {}", variant.id, number_ + 1, study_.replications, step);
    }

    scenario::Study const& study_;
    scenario::Scenario scenario_;
    int number_;
    WorkDone& work_;
    city::Plans plans_;
    equilibrium::Replanned base_;
};

}  // namespace

StudyAnswer run_study(scenario::Study const& study, scenario::Scenario const& scenario, city::City const& city,
                      RunSink const& sink, StudyWatcher const& watcher)
{
    check_study(study);
    std::vector<Variant> const variants = variants_of(study, city);
    WorkDone work(watcher, study.replications, variants.size());
    Subject subject{city.name, city.schematic, scenario.title, scenario.day, 0, 0};
    std::vector<RunRecord> runs;
    std::vector<RunRecord> others;
    for (int r = 0; r < study.replications; ++r) {
        Replication replication(study, scenario, r, work);
        replication.make_people(city);
        if (r == 0) {
            subject.residents = count_people(replication.plans(), PersonClass::resident, PersonClass::worker);
            subject.visitors =
                count_people(replication.plans(), PersonClass::domestic_visitor, PersonClass::foreign_visitor);
        }
        for (Variant const& variant : variants) runs.push_back(replication.run(variant, sink));
        for (int draws = 1; r == 0 && scenario.replanning.days > 0 && draws <= other_equilibria; ++draws) {
            others.push_back(replication.settle_otherwise(variants.front(), draws));
        }
    }
    work.finish("done");
    return evaluate(study, std::move(subject), std::move(runs), std::move(others));
}

}  // namespace halong::study
