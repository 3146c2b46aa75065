// What a run is made of before it begins: the scenario, its city on that day, its people and their ways.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "demand/hotels.hpp"
#include "equilibrium/replanning.hpp"
#include "results/kpi.hpp"
#include "scenario/option.hpp"
#include "scenario/scenario.hpp"
#include "simulation/simulation.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace halong::python {

// Never changed once it is made; shared by every run of the day and by the views of its columns.
struct PlannedDay {
    scenario::Scenario scenario;             // with what the option changes of it
    std::optional<scenario::Option> option;  // with all that it combines; of a study
    std::shared_ptr<city::City const> city;  // as it is on that day, with what the option changes
    city::Plans made_plans;
    demand::HotelNights nights;
    equilibrium::Replanned settled;  // routes, and plans that differ from those made
    std::string started_utc;

    [[nodiscard]] city::Plans const& plans() const { return settled.plans_or(made_plans); }
};

// A finished run with the indicators that follow from it.
struct Result {
    std::shared_ptr<PlannedDay const> day;
    simulation::RunResult run;
    std::vector<results::Kpi> kpis;
};

}  // namespace halong::python
