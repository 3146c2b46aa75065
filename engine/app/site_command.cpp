#include "app/report_run.hpp"
#include "app/run_folder.hpp"
#include "app/settings.hpp"
#include "app/stopped_work.hpp"
#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/folder_lock.hpp"
#include "core/parallel.hpp"
#include "core/progress.hpp"
#include "export/siting_layers.hpp"
#include "geo/projection.hpp"
#include "geo/vector_layer.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"
#include "study/number_text.hpp"
#include "study/siting.hpp"
#include "study/siting_request.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

namespace halong::app {
namespace {

namespace fs = std::filesystem;
using study::fit_left;
using study::fit_right;
using study::number_text;

// Words and figures of the service that is sited.
struct ServiceWords {
    std::string_view demand;  // what is counted
    std::string_view unit;
    std::string_view sites;
    std::string_view kpi;  // carried
    std::string_view share;
    scenario::Text question;
};
ServiceWords service_words(scenario::ServiceKind service)
{
    if (service == scenario::ServiceKind::camera) {
        return {"Camera, lượt qua mỗi ngày / passages a day",
                "passages",
                "cameras",
                "camera_detected_passages",
                "camera_detected_share_pct",
                {"Các camera được đề xuất đem lại gì?", "What do the proposed cameras bring?"}};
    }
    return {"Wi-Fi, phút-người mỗi ngày / person-minutes a day",
            "person-min",
            "hotspots",
            "wifi_carried_person_min",
            "wifi_carried_share_pct",
            {"Các điểm Wi-Fi được đề xuất đem lại gì?", "What do the proposed hotspots bring?"}};
}

std::string units_text(std::int64_t thousandths) { return number_text(static_cast<double>(thousandths) / 1000, 0); }

std::string percent(std::int64_t part, std::int64_t whole)
{
    return whole == 0 ? "–" : number_text(100.0 * static_cast<double>(part) / static_cast<double>(whole), 1) + " %";
}

// How far behind the proposal the best other choice is, as expected and as simulated; ahead where a proposal that came
// second carried more.
void print_runner_up(study::RunnerUp const& one, study::SitingRound const& best)
{
    std::int64_t const behind = best.choice.covered - one.choice.covered;
    fmt::print(
        "{}phương án á quân / runner-up, {} vị trí khác / sites other than proposed: kỳ vọng / expected +{}, {} {} "
        "({}){}{}\n",
        one.different == 1 ? "\n" : "", one.different, units_text(one.choice.covered),
        behind < 0 ? "hơn / ahead by" : "kém / behind", units_text(std::abs(behind)),
        percent(std::abs(behind), best.choice.covered),
        one.carried ? fmt::format("; tăng thêm khi mô phỏng / gain simulated +{}", units_text(*one.carried)) : "",
        one.proven ? "" : fmt::format("; none reaches more than {}", units_text(one.bound)));
}

std::string cover_text(study::SitingAnswer const& answer)
{
    if (answer.cover == study::CoverKind::whole) return fmt::format("{:.0f} m", answer.reach_m);
    if (answer.service == scenario::ServiceKind::camera) return "by the share of a link that is seen";
    return fmt::format("{:.0f} m, giảm dần đến / fading to {:.0f} m", answer.full_m, answer.none_m);
}

// A site's figures: what is expected of it comes on top of the sites before it; what it was seen to carry is all that came
// to it, so that the sum of that says less than the gain over the base, which stands below.
void print_sites(study::SitingAnswer const& answer)
{
    auto const& best = answer.rounds[answer.best_round];
    auto const print_row = [](std::string_view number, std::string_view near, std::string_view expected,
                              std::string_view sum, std::string_view itself, std::string_view remark) {
        fmt::print("{} {} {} {} {}{}{}\n", fit_left(number, 4), fit_left(near, 36), fit_right(expected, 12),
                   fit_right(sum, 12), fit_right(itself, 24), remark.empty() ? "" : "  ", remark);
    };
    fmt::print("\n");
    print_row("#", "Gần / Near", "tăng thêm", "lũy kế", "tự phục vụ (mô phỏng)", "");
    print_row("", "", "gain", "sum", "carries itself", "");
    print_row("", "", "(expected)", "(expected)", "(simulated)", "");
    std::int64_t sum = 0;
    std::int64_t itself = 0;
    for (std::size_t i = 0; i < answer.sites.size(); ++i) {
        auto const& site = answer.sites[i];
        sum += site.expected;
        itself += site.carried;
        print_row(fmt::format("{}", i + 1), site.candidate.near, "+" + units_text(site.expected),
                  percent(sum, best.demand), units_text(site.carried),
                  site.in_all ? "trong mọi phương án / in all choices" : "");
    }
    print_row("", "Tổng / All", "+" + units_text(sum), percent(sum, best.demand), units_text(itself), "");
    fmt::print(
        "\ntự phục vụ: mọi thứ đến với điểm ấy, kể cả phần mà điểm khác vốn đã hay cũng phục vụ; phần hơn cơ sở: +{0} "
        "/ "
        "carries itself: all that comes to a site, with what others carried before or carry, too; gain over the base: "
        "+{0}\n",
        units_text(best.carried));
}

void print_answer(study::SitingAnswer const& answer)
{
    auto const& best = answer.rounds[answer.best_round];
    ServiceWords const words = service_words(answer.service);
    fmt::print("\n{}\n", words.demand);
    fmt::print("  nhu cầu / offered {}, đã phục vụ / carried {} ({}) by {} {}\n", units_text(answer.base.offered),
               units_text(answer.base.carried), percent(answer.base.carried, answer.base.offered), answer.existing,
               words.sites);
    fmt::print("  {} vị trí ứng viên / candidates; tầm phủ / reach of a new one {}\n\n", answer.candidates,
               cover_text(answer));
    fmt::print("{} {} {} {} {} {}\n", fit_left("Lượt / Round", 15), fit_right("in reach", 12), fit_right("greedy", 12),
               fit_right("chosen", 12), fit_right("bound", 12), fit_right("gain", 12));
    fmt::print("{}\n", fit_right("simulated", 80));
    for (std::size_t i = 0; i < answer.rounds.size(); ++i) {
        auto const& round = answer.rounds[i];
        std::string const name = round.different == 0
                                     ? fmt::format("{}", round.round + 1)
                                     : fmt::format("{}, {} khác/other", round.round + 1, round.different);
        fmt::print("{} {} {} {} {} {}  {}{}\n", fit_left(name, 15), fit_right(units_text(round.demand), 12),
                   fit_right(units_text(round.greedy.covered), 12), fit_right(units_text(round.choice.covered), 12),
                   fit_right(units_text(round.bound), 12), fit_right("+" + units_text(round.carried), 12),
                   round.proven ? "tối ưu / proven best"
                                : "gap at most " + percent(round.bound - round.choice.covered, round.bound),
                   i == answer.best_round ? "  ← đề xuất / proposed" : "");
    }
    print_sites(answer);
    for (study::RunnerUp const& one : answer.runners_up) print_runner_up(one, best);
    if (answer.information > 0) {
        fmt::print(
            "\nthông tin / information ({:.0f} % of the benefit): counts of these sites would remove {} of the "
            "variance of travellers between zones; the first {}\n",
            100 * answer.information, number_text(100 * best.informed, 2) + " %",
            answer.sites.empty() ? "–" : number_text(100 * answer.sites.front().informed, 2) + " %");
    }
    auto const carried = answer.base.carried + best.carried;
    fmt::print("\n{} điểm mới / new {}: gain over the base +{} {} a day, simulated; carried {} -> {}\n",
               answer.sites.size(), words.sites, units_text(best.carried), words.unit,
               percent(answer.base.carried, answer.base.offered), percent(carried, answer.base.offered));
    fmt::print(
        "trên chính ngày dùng để chọn, nên hơi lạc quan; nghiên cứu kèm theo dùng ngày khác / "
        "on the very day by which they were chosen, so a little too good; the study takes other days\n");
}

// A study of the proposal, ready to run from the folder in which the scenario lies too. Its people are others than those by
// whom the proposal was chosen: the best of several finalists is best in part by chance. Seeds of a study end earlier than
// those of a scenario.
scenario::Study study_of(study::SitingAnswer const& answer, std::uint64_t seed)
{
    scenario::Study study;
    ServiceWords const words = service_words(answer.service);
    study.question = words.question;
    study.scenario = "scenario.toml";
    study.seed = (seed + 1) % scenario::most_study_seed;
    study.options = {answer.option};
    for (auto const& [id, better] :
         {std::pair{words.kpi, scenario::Better::more}, std::pair{words.share, scenario::Better::more}}) {
        scenario::StudyKpi kpi;
        kpi.id = id;
        kpi.better = better;
        study.kpis.push_back(kpi);
    }
    return study;
}

// What the answer follows from, for the name of its folder.
std::string content_of(SiteSettings const& settings, scenario::Scenario const& scenario)
{
    auto const& request = settings.request;
    return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", request.service,
                       request.camera.field_of_view_deg, scenario::to_toml(scenario), request.count, request.budget_vnd,
                       request.capex_vnd, request.rounds, request.finalists, request.candidates.string(),
                       request.equipment.eirp_dbm, request.cover, request.full_m, request.none_m, request.information,
                       request.observations.string());
}

}  // namespace

int site_command(SiteSettings const& settings)
{
    if (settings.request.count <= 0 && settings.request.budget_vnd <= 0) {
        throw core::UserError(core::Diagnostic{"halong site", 0, 0, "neither a number of sites nor a budget is given",
                                               "write e.g. --count 40 or --budget 8000000000"});
    }
    StopSignals const stop;  // also of one that comes while the city is read
    core::ThreadLimit const limit(settings.threads);
    auto scenario = scenario::load_scenario(settings.file, settings.overrides);
    if (!settings.city.empty()) scenario.city = settings.city.string();
    auto const city = city::on_day(scenario, city::load_city(scenario.city));
    auto const question = study::question_of(settings.request, city.crs);
    fs::path const out =
        make_run_folder(settings.out, scenario.id + "-sites", content_of(settings, scenario), settings.force);
    core::FolderLock const lock(out);
    fmt::print("{}\n", city_line(city));
    study::SitingAnswer answer;
    try {
        core::Progress progress(scenario.id, settings.quiet);
        answer = study::propose_sites(city, scenario, question, [&](double done, std::string const& step) {
            progress.update(done, step);
            stop_where_asked();
        });
    } catch (StopAsked const&) {
        fmt::print(stderr, "stopped; a search for sites keeps nothing before it ends: give the same command again\n");
        std::error_code is_used;
        fs::remove(out, is_used);  // where nothing was in it before
        return code_of_signal();
    }
    geo::Projection const projection(city.crs);
    auto const sites = exporting::proposed_sites_layer(answer);
    geo::write_geopackage(
        out / "sites.gpkg", projection,
        {sites, exporting::runner_up_sites_layer(answer), exporting::siting_demand_layer(answer, city)});
    geo::write_geojson(out / "sites.geojson", projection, sites);
    core::write_file(out / "option.toml", scenario::to_toml(answer.option));
    core::write_file(out / "study.toml", scenario::to_toml(study_of(answer, scenario.seed)));
    core::write_file(out / "scenario.toml", scenario::to_toml(scenario, out));
    link_latest(out);
    print_answer(answer);
    fmt::print("Results: {}\nGo on with: halong study {}\n", out.string(), (out / "study.toml").string());
    bool const valid = std::ranges::all_of(answer.rounds, &study::SitingRound::valid);
    return valid ? done : invalid_run;
}

}  // namespace halong::app
