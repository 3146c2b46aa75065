#include "equilibrium/calibrate.hpp"

#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "core/error.hpp"
#include "core/findings.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "equilibrium/day_figures.hpp"
#include "equilibrium/replanning.hpp"
#include "results/kpi.hpp"
#include "scenario/load_calibration.hpp"
#include "scenario/parse_file.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <memory>

namespace halong::equilibrium {
namespace {

using scenario::CalibrationTarget;
using scenario::Quantity;
using scenario::QuantityNeeds;
using scenario::TargetRole;

// Targets of one scenario, in the order of the file.
using Targets = std::vector<CalibrationTarget const*>;

bool needs_day(Targets const& targets)
{
    return std::ranges::any_of(targets, [](CalibrationTarget const* target) {
        return scenario::info_of(target->quantity).needs == QuantityNeeds::day;
    });
}

core::PlaceId place_of(city::City const& city, CalibrationTarget const& target)
{
    std::vector<std::string> ids;
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        if (city.places[core::PlaceId{i}].id == target.name) return core::PlaceId{i};
        ids.push_back(city.places[core::PlaceId{i}].id);
    }
    std::string const near = core::nearest(target.name, ids);
    throw core::UserError(core::Diagnostic{
        fmt::format("target '{}'", target.id), 0, 0, fmt::format("the city has no place '{}'", target.name),
        near.empty() ? "its layer `places` has their ids" : fmt::format("did you mean '{}'?", near)});
}

// One mode, or several with commas between.
std::vector<city::Mode> modes_of(CalibrationTarget const& target)
{
    std::vector<std::string> names;
    for (int m = 1; m < city::mode_count; ++m) names.emplace_back(city::name_of(static_cast<city::Mode>(m)));
    std::vector<city::Mode> modes;
    for (std::string_view rest = target.name; !rest.empty();) {
        std::string_view name = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), name.size() + 1));
        name.remove_prefix(std::min(name.size(), name.find_first_not_of(' ')));
        auto const found = std::ranges::find(names, name);
        if (found == names.end()) {
            throw core::UserError(core::Diagnostic{
                fmt::format("target '{}'", target.id), 0, 0, fmt::format("there is no mode '{}'", name),
                fmt::format("give one or more, with commas between, of {}", fmt::join(names, ", "))});
        }
        modes.push_back(static_cast<city::Mode>(found - names.begin() + 1));
    }
    return modes;
}

void check_kpi(CalibrationTarget const& target)
{
    std::vector<std::string> ids;
    for (auto const& kpi : results::all_kpis()) {
        ids.emplace_back(kpi.id);
        if (kpi.id != target.name) continue;
        if (kpi.unit == target.unit) return;
        throw core::UserError(core::Diagnostic{
            fmt::format("target '{}'", target.id), 0, 0,
            fmt::format("'unit' = \"{}\" is not that of {}, which is in {}", target.unit, kpi.id, kpi.unit),
            "convert the figure, and write that unit"});
    }
    std::string const near = core::nearest(target.name, ids);
    throw core::UserError(core::Diagnostic{
        fmt::format("target '{}'", target.id), 0, 0, fmt::format("no run reports a KPI '{}'", target.name),
        near.empty() ? "`halong explain kpis` lists them" : fmt::format("did you mean '{}'?", near)});
}

// Each city is read once.
class Cities {
public:
    city::City const& of(std::filesystem::path const& folder)
    {
        auto& city = cities_[folder.lexically_normal().string()];
        if (!city) city = std::make_unique<city::City>(city::load_city(folder));
        return *city;
    }

private:
    std::map<std::string, std::unique_ptr<city::City>> cities_;
};

// A scenario's day with some of its numbers changed.
class DayMaker {
public:
    DayMaker(std::string file, std::filesystem::path const& city_folder, Cities& cities,
             CalibrationWatcher const& watcher)
        : file_(std::move(file)),
          watcher_(watcher),
          folder_(city_folder.empty() ? std::filesystem::path(scenario::load_scenario(file_).city) : city_folder),
          city_(cities.of(folder_))
    {}

    [[nodiscard]] city::City const& city() const { return city_; }
    [[nodiscard]] int invalid_days() const { return invalid_days_; }

    // Figures of targets that the model has.
    std::vector<double> figures(scenario::Overrides const& overrides, Targets const& targets, int& simulations)
    {
        auto parameters = scenario::load_scenario(file_, overrides);
        parameters.city = folder_.string();
        auto const city = city::on_day(parameters, city_);
        auto plans = demand::make_plans(city, parameters, core::Random(parameters.seed));
        std::optional<simulation::RunResult> run;
        std::vector<results::Kpi> kpis;
        if (needs_day(targets)) {
            Replanned settled = settled_day(city, parameters, plans);
            if (settled.plans) plans = std::move(*settled.plans);
            run = simulation::simulate(city, parameters, plans, settled.routes);
            kpis = results::kpis_of(city, plans, *run);
            if (!run->valid) ++invalid_days_;
        }
        std::vector<double> values;
        for (CalibrationTarget const* target : targets) values.push_back(figure(*target, plans, run, kpis));
        ++simulations;
        if (watcher_) watcher_(simulations, run.has_value());
        return values;
    }

private:
    [[nodiscard]] double figure(CalibrationTarget const& target, city::Plans const& plans,
                                std::optional<simulation::RunResult> const& run,
                                std::vector<results::Kpi> const& kpis) const
    {
        switch (target.quantity) {
            case Quantity::trips_per_person:
                return trips_per_person(plans);
            case Quantity::mode_share:
                return mode_share_pct(plans, modes_of(target));
            case Quantity::visitors:
                return visitors(plans);
            case Quantity::bay_passengers:
                return bay_passengers(plans);
            case Quantity::place_visits:
                return place_visits(plans, place_of(city_, target));
            case Quantity::gateway_vehicles:
                return gateway_vehicles(plans, place_of(city_, target));
            case Quantity::gateway_vehicles_at_hour:
                return gateway_vehicles_at_hour(plans, *run, place_of(city_, target), target.hour);
            case Quantity::kpi:
                return std::ranges::find(kpis, target.name, &results::Kpi::id)->value;
            case Quantity::bay_passengers_after_storm:
            case Quantity::hai_phong_time:
                break;
        }
        throw core::InternalFault("a figure that the model does not have was asked for");
    }

    std::string file_;
    CalibrationWatcher const& watcher_;
    std::filesystem::path folder_;
    city::City const& city_;
    int invalid_days_ = 0;
};

void check_names(city::City const& city, Targets const& targets)
{
    core::Findings findings;
    for (CalibrationTarget const* target : targets) {
        findings.collect([&] {
            bool const at_place = target->quantity == Quantity::place_visits ||
                                  target->quantity == Quantity::gateway_vehicles ||
                                  target->quantity == Quantity::gateway_vehicles_at_hour;
            if (at_place) place_of(city, *target);
            if (target->quantity == Quantity::mode_share) modes_of(*target);
            if (target->quantity == Quantity::kpi) check_kpi(*target);
        });
    }
    findings.throw_any();
}

std::string override_of(scenario::CalibrationParameter const& parameter, double value)
{
    std::string text = fmt::format("{}", value);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return fmt::format("{}={}", parameter.key, text);
}

// The fitted values that hold in another scenario as well: those which it takes from where the fitted one takes them.
scenario::Overrides inherited(scenario::Calibration const& calibration, Calibrated const& result,
                              std::string const& file)
{
    scenario::Overrides overrides;
    for (auto const& row : result.parameters) {
        auto const here = scenario::number_in_force(row.parameter.key, file);
        auto const there = scenario::number_in_force(row.parameter.key, calibration.scenario);
        if (here.set_at == there.set_at) overrides.push_back(override_of(row.parameter, row.fitted.value));
    }
    return overrides;
}

}  // namespace

std::optional<double> CalibrationRow::error_pct() const
{
    if (!simulated) return std::nullopt;
    return 100 * (*simulated - target.value) / target.value;
}

std::optional<double> CalibrationRow::geh() const
{
    if (!simulated || target.unit != "veh/h") return std::nullopt;
    return equilibrium::geh(*simulated, target.value);
}

bool CalibrationRow::is_near() const { return simulated && std::abs(*error_pct()) <= target.tolerance_pct; }

Calibrated calibrate(scenario::Calibration const& calibration, std::filesystem::path const& city,
                     CalibrationWatcher const& watcher)
{
    Targets fitted;
    std::map<std::string, Targets> judged;  // by scenario
    for (CalibrationTarget const& target : calibration.targets) {
        if (target.role == TargetRole::fit) fitted.push_back(&target);
        if (scenario::info_of(target.quantity).needs == QuantityNeeds::nothing) continue;
        judged[target.scenario.empty() ? calibration.scenario : target.scenario].push_back(&target);
    }
    Cities cities;
    std::map<std::string, std::unique_ptr<DayMaker>> days;
    for (auto const& [file, targets] : judged) {
        days[file] = std::make_unique<DayMaker>(file, city, cities, watcher);
        check_names(days[file]->city(), targets);
    }
    if (!days.contains(calibration.scenario)) {
        days[calibration.scenario] = std::make_unique<DayMaker>(calibration.scenario, city, cities, watcher);
    }

    std::vector<FitParameter> parameters;
    for (auto const& parameter : calibration.parameters) {
        double const start = scenario::number_in_force(parameter.key, calibration.scenario).value;
        parameters.push_back(
            {parameter.key, std::clamp(start, parameter.low, parameter.high), parameter.low, parameter.high});
    }
    std::vector<FitTarget> goals;
    for (CalibrationTarget const* target : fitted) {
        goals.push_back({target->value, target->value * target->tolerance_pct / 100});
    }
    int simulations = 0;
    auto const simulate = [&](std::vector<double> const& values) {
        scenario::Overrides overrides;
        for (std::size_t i = 0; i < values.size(); ++i) {
            overrides.push_back(override_of(calibration.parameters[i], values[i]));
        }
        return days.at(calibration.scenario)->figures(overrides, fitted, simulations);
    };
    FitOptions options;
    options.iterations = calibration.iterations;
    Fit const fit = fit_parameters(parameters, goals, simulate, options);

    Calibrated result;
    result.start_misfit = fit.start_misfit;
    result.misfit = fit.misfit;
    result.simulations = fit.simulations;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        result.parameters.push_back({calibration.parameters[i], parameters[i].start, fit.parameters[i]});
    }
    std::map<CalibrationTarget const*, double> simulated;
    for (auto const& [file, targets] : judged) {
        auto const values = days.at(file)->figures(inherited(calibration, result, file), targets, simulations);
        for (std::size_t i = 0; i < targets.size(); ++i) simulated[targets[i]] = values[i];
    }
    for (CalibrationTarget const& target : calibration.targets) {
        auto const found = simulated.find(&target);
        result.rows.push_back({target, found == simulated.end() ? std::nullopt : std::optional(found->second)});
    }
    for (auto const& [file, day] : days) result.invalid_days += day->invalid_days();
    return result;
}

}  // namespace halong::equilibrium
