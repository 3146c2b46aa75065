#include "study/siting_request.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "geo/projection.hpp"
#include "geo/vector_layer.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>
#include <vector>

namespace halong::study {
namespace {

constexpr double east_deg = 90;

void check(SitingRequest const& request)
{
    std::vector<core::Diagnostic> findings;
    auto const require = [&](bool holds, std::string message, std::string help) {
        if (!holds) findings.push_back({"", 0, 0, std::move(message), std::move(help)});
    };
    require(request.service == "wifi" || request.service == "camera",
            fmt::format("there is no service '{}' to site", request.service), "services are wifi and camera");
    auto const levels = scenario::words_of(scenario::DoriLevel{});
    require(std::ranges::find(levels, request.level) != levels.end(),
            fmt::format("cameras have no level '{}'", request.level),
            "levels are detect, observe, recognise and identify");
    require(request.count > 0 || request.budget_vnd > 0, "neither a number of sites nor a budget is given",
            "give count or budget");
    require(request.count >= 0 && request.budget_vnd >= 0 && request.capex_vnd >= 0, "a limit or cost is negative",
            "give 0 or more");
    require(request.life_years > 0, fmt::format("sites live for {} years", request.life_years), "give more than 0");
    require(request.rounds >= 1 && request.rounds <= 20, fmt::format("{} rounds are asked for", request.rounds),
            "give 1 to 20");
    require(request.finalists >= 1 && request.finalists <= 3,
            fmt::format("{} finalists are asked for", request.finalists), "give 1 to 3");
    require(request.cover == "whole" || request.cover == "gradual",
            fmt::format("there is no cover '{}'", request.cover), "covers are whole and gradual");
    require(request.full_m >= 0 && request.none_m >= 0, "a distance of cover is negative", "give 0 or more");
    require(request.cover == "gradual" || (request.full_m == 0 && request.none_m == 0),
            "distances of gradual cover are given, but cover is whole", "give cover gradual, or leave them out");
    require(request.information >= 0 && request.information <= 1, fmt::format("information is {}", request.information),
            "give a share of the benefit, 0 to 1");
    require(request.information == 0 || request.service == "camera", "only cameras count vehicles",
            "give --service camera, or leave --information out");
    require(request.observations.empty() || request.information > 0, "observations are given, but no information",
            "give --information, the share of the benefit that it is");
    if (!findings.empty()) throw core::UserError(std::move(findings));
}

std::vector<Candidate> candidates_of(std::filesystem::path const& path, std::string const& crs)
{
    std::vector<Candidate> candidates;
    auto const layer = geo::read_layer(path, "", geo::Projection(crs));
    for (geo::Feature const& feature : layer.features) {
        auto const* const point = std::get_if<geo::PointMetric>(&feature.geometry);
        if (point == nullptr) {
            throw core::UserError(core::Diagnostic{layer.source, 0, 0,
                                                   fmt::format("feature {} is not a point", feature.fid),
                                                   "candidates are a layer of points"});
        }
        std::string const id = layer.text(feature, "id", fmt::format("{}", feature.fid));
        candidates.push_back({*point, core::hash_of(id), layer.text(feature, "name", id),
                              layer.number(feature, "heading_deg", east_deg), layer.integer(feature, "capex_vnd", 0)});
    }
    return candidates;
}

}  // namespace

SitingQuestion question_of(SitingRequest const& request, std::string const& crs)
{
    check(request);
    SitingQuestion question;
    if (request.service == "camera") question.service = scenario::ServiceKind::camera;
    question.equipment = request.equipment;
    question.camera = request.camera;
    auto const levels = scenario::words_of(scenario::DoriLevel{});
    question.camera.level = static_cast<scenario::DoriLevel>(std::ranges::find(levels, request.level) - levels.begin());
    if (request.count > 0) question.limit.count = static_cast<std::uint32_t>(request.count);
    if (request.budget_vnd > 0) question.limit.budget = request.budget_vnd;
    // Hotspots: Cần Thơ paid about 1 billion for 5. Cameras: Quảng Trị 2019, 72 with their centre for 15 billion. Estimates.
    std::int64_t const usual = question.service == scenario::ServiceKind::camera ? 208'000'000 : 200'000'000;
    question.capex_vnd = request.capex_vnd > 0 ? request.capex_vnd : usual;
    question.opex_vnd_per_year =
        request.opex_vnd_per_year >= 0 ? request.opex_vnd_per_year : question.capex_vnd * 12 / 100;
    question.life_years = request.life_years;
    question.rounds = request.rounds;
    question.finalists = request.finalists;
    question.solver_s = request.solver_s;
    if (request.cover == "gradual") question.cover = CoverKind::gradual;
    question.full_m = request.full_m;
    question.none_m = request.none_m;
    question.information = request.information;
    question.observations = request.observations;
    if (!request.candidates.empty()) question.candidates = candidates_of(request.candidates, crs);
    return question;
}

}  // namespace halong::study
