// A question about sites as it is asked from outside: in words and files, with what is usual where nothing is said.
#pragma once

#include "scenario/site_rule.hpp"
#include "study/siting.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace halong::study {

struct SitingRequest {
    std::filesystem::path candidates;     // layer of points; empty: street corners and places
    std::string service = "wifi";         // or "camera"
    int count = 0;                        // most sites; 0: no limit
    std::int64_t budget_vnd = 0;          // most capital; 0: no limit
    std::int64_t capex_vnd = 0;           // 0: as usual for the service
    std::int64_t opex_vnd_per_year = -1;  // -1: 12 % of the capital cost
    double life_years = 5;
    scenario::HotspotEquipment equipment;  // of hotspots
    scenario::CameraEquipment camera;      // of cameras
    std::string level = "detect";          // of cameras
    int rounds = 2;
    int finalists = 3;  // of each round, that are simulated: 1 to 3
    double solver_s = 30;
    std::string cover = "whole";  // or "gradual"
    double full_m = 0;            // of gradual cover: see SitingQuestion
    double none_m = 0;
    double information = 0;              // of cameras, 0 … 1: see SitingQuestion
    std::filesystem::path observations;  // of what is counted already; empty: nothing
};

// `crs`: that of the city, in which the candidates are placed. Throws UserError: a layer that cannot be read or is not one
// of points, an unknown service, level or cover, numbers outside their ranges.
SitingQuestion question_of(SitingRequest const& request, std::string const& crs);

}  // namespace halong::study
