#include "app/run_folder.hpp"
#include "app/settings.hpp"
#include "core/csv_cell.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/folder_lock.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "core/progress.hpp"
#include "equilibrium/calibrate.hpp"
#include "scenario/load_calibration.hpp"
#include "scenario/words.hpp"
#include "study/number_text.hpp"

#include <fmt/format.h>

namespace halong::app {
namespace {

namespace fs = std::filesystem;
using equilibrium::Calibrated;
using equilibrium::CalibratedParameter;
using equilibrium::CalibrationRow;
using equilibrium::Identified;

// A text for people; nothing where it is empty.
std::string field(std::string const& text) { return text.empty() ? text : core::csv_cell(text); }

std::string number_or_nothing(std::optional<double> const& value) { return value ? fmt::format("{}", *value) : ""; }

char const* how(CalibrationRow const& row)
{
    switch (scenario::info_of(row.target.quantity).needs) {
        case scenario::QuantityNeeds::plans:
            return "plans";
        case scenario::QuantityNeeds::day:
            return "full day";
        case scenario::QuantityNeeds::nothing:
            break;
    }
    return "not in the model";
}

// What the figures say about a parameter, in words; "" when they settle it.
std::string remark(Calibrated const& result, CalibratedParameter const& row)
{
    std::string text;
    if (row.fitted.identified == Identified::no_reaction) text = "not identifiable: no fitted target reacts to it";
    if (row.fitted.identified == Identified::together) {
        std::vector<std::string> others;
        for (std::size_t const i : row.fitted.with) others.push_back(result.parameters[i].parameter.key);
        text = fmt::format("not identifiable: the fitted targets settle it only together with {}",
                           fmt::join(others, ", "));
    }
    if (row.fitted.at_bound) text += fmt::format("{}at its bound", text.empty() ? "" : "; ");
    return text;
}

void print_result(Calibrated const& result)
{
    fmt::print("{:<32} {:>12} {:>12} {:>12} {:>12}\n", "parameter", "start", "low", "high", "fitted");
    for (auto const& row : result.parameters) {
        fmt::print("{:<32} {:>12.5g} {:>12.5g} {:>12.5g} {:>12.5g}  {}\n", row.parameter.key, row.start,
                   row.parameter.low, row.parameter.high, row.fitted.value, remark(result, row));
    }
    fmt::print("\n{:<28} {:<10} {:>12} {:>12} {:<13} {:>8} {:>6} {:>5}  {}\n", "target", "role", "simulated",
               "observed", "unit", "error %", "± %", "GEH", "from");
    for (auto const& row : result.rows) {
        auto const error = row.error_pct();
        auto const geh = row.geh();
        fmt::print("{:<28} {:<10} {:>12} {:>12.6g} {:<13} {:>8} {:>6.4g} {:>5}  {}{}\n", row.target.id,
                   scenario::word_of(row.target.role), row.simulated ? fmt::format("{:.6g}", *row.simulated) : "–",
                   row.target.value, row.target.unit, error ? study::signed_text(*error, 1) : "–",
                   row.target.tolerance_pct, geh ? fmt::format("{:.1f}", *geh) : "–", how(row),
                   row.simulated && !row.is_near() ? ", beyond its tolerance" : "");
    }
    fmt::print("\nmisfit (half the squared errors in tolerances): {:.4g} at the start, {:.4g} fitted; {} evaluations\n",
               result.start_misfit, result.misfit, result.simulations);
}

void write_tables(fs::path const& folder, Calibrated const& result)
{
    std::string fit =
        "target,role,quantity,name,hour,unit,simulated,observed,error_pct,tolerance_pct,geh,near,from,source\n";
    for (auto const& row : result.rows) {
        auto const& target = row.target;
        fit += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", target.id, scenario::word_of(target.role),
                           scenario::word_of(target.quantity), field(target.name),
                           target.hour < 0 ? "" : fmt::format("{}", target.hour), field(target.unit),
                           number_or_nothing(row.simulated), target.value, number_or_nothing(row.error_pct()),
                           target.tolerance_pct, number_or_nothing(row.geh()),
                           row.simulated ? (row.is_near() ? "yes" : "no") : "", how(row), field(target.source));
    }
    core::write_file(folder / "fit.csv", fit);
    std::string parameters = "parameter,start,low,high,fitted,remark\n";
    for (auto const& row : result.parameters) {
        parameters += fmt::format("{},{},{},{},{},{}\n", row.parameter.key, row.start, row.parameter.low,
                                  row.parameter.high, row.fitted.value, field(remark(result, row)));
    }
    core::write_file(folder / "parameters.csv", parameters);
}

// A scenario that extends the one that was fitted.
void write_scenario(fs::path const& folder, scenario::Calibration const& calibration, Calibrated const& result)
{
    std::string const base = fs::absolute(calibration.scenario)
                                 .lexically_normal()
                                 .lexically_relative(fs::absolute(folder).lexically_normal())
                                 .generic_string();
    std::string text =
        fmt::format("# Fitted by halong calibrate to {}.\nformat = \"halong-scenario/1\"\nextends = \"{}\"\n",
                    calibration.id, base);
    for (auto const& row : result.parameters) {
        text += fmt::format("{} = {}\n", row.parameter.key, row.fitted.value);
    }
    core::write_file(folder / "fitted.toml", text);
}

// What the fit follows from, for the name of its folder.
std::string content_of(CalibrateSettings const& settings)
{
    std::string content = core::hash_of_file(settings.file) + settings.city.string();
    for (std::string const& change : settings.overrides) content += "\n" + change;
    return content;
}

}  // namespace

int calibrate_command(CalibrateSettings const& settings)
{
    auto const calibration = scenario::load_calibration(settings.file, settings.overrides);
    core::ThreadLimit const limit(settings.threads);
    fs::path const folder = make_run_folder(settings.out, calibration.id, content_of(settings), settings.force);
    core::FolderLock const lock(folder);
    Calibrated result;
    {
        core::Progress progress(calibration.id, settings.quiet);
        double const expected =
            static_cast<double>(calibration.iterations) + 2.0 * static_cast<double>(calibration.parameters.size()) + 2;
        result = equilibrium::calibrate(calibration, settings.city, [&](int simulations, bool whole_day) {
            progress.update(simulations / expected,
                            fmt::format("{} {}", simulations, whole_day ? "days simulated" : "days planned"));
        });
    }
    print_result(result);
    write_tables(folder, result);
    write_scenario(folder, calibration, result);
    link_latest(folder);
    fmt::print("fit.csv, parameters.csv and fitted.toml in {}\n", folder.string());
    if (result.invalid_days == 0) return done;
    fmt::print(stderr, "NOT VALID: {} of the simulated days ended with more legs held than the limit allows\n",
               result.invalid_days);
    return invalid_run;
}

}  // namespace halong::app
