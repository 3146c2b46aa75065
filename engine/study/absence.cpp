#include "study/absence.hpp"

#include "results/kpi.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace halong::study {
namespace {

// Where what is asked of a service does not stand under the name of the others.
constexpr std::array<std::pair<std::string_view, std::string_view>, 1> other_names{{{"transit", "transit_boardings"}}};
// Services that plans leave out on weekends and holidays (demand/errands.cpp, demand/commitments.cpp).
constexpr std::array<std::string_view, 2> of_weekdays{"counter", "school"};

struct Service {
    std::string_view name;     // "counter"
    std::string_view offered;  // the indicator of what is asked of it; "" where there is none
};

// The service whose name an indicator's id begins with.
Service service_of(std::string_view kpi)
{
    auto const is_of = [kpi](std::string_view name) { return kpi.starts_with(std::string(name) + "_"); };
    for (results::KpiInfo const& info : results::all_kpis()) {
        std::string_view const name = info.id.substr(0, info.id.find("_offered_"));
        if (name.size() < info.id.size() && is_of(name)) return {name, info.id};
    }
    for (auto const& [name, offered] : other_names) {
        if (is_of(name)) return {name, offered};
    }
    return {};
}

bool is_zero(RunRecord const& run, std::string_view kpi)
{
    auto const found = std::ranges::find(run.kpis, kpi, &results::Kpi::id);
    return found != run.kpis.end() && found->value == 0;
}

}  // namespace

Absence absence_of(StudyAnswer const& answer, std::string_view day, scenario::DayKind kind, std::string_view kpi)
{
    Service const service = service_of(kpi);
    if (service.offered.empty()) return Absence::none;
    bool const is_absent = std::ranges::all_of(answer.runs, [&](RunRecord const& run) {
        return run.day != day || (is_zero(run, kpi) && is_zero(run, service.offered));
    });
    if (!is_absent) return Absence::none;
    bool const rests =
        kind != scenario::DayKind::weekday && std::ranges::find(of_weekdays, service.name) != of_weekdays.end();
    return rests ? Absence::closed : Absence::no_demand;
}

std::string_view remark_of(Absence absence)
{
    switch (absence) {
        case Absence::no_demand:
            return "no demand";
        case Absence::closed:
            return "closed that day";
        case Absence::none:
            break;
    }
    return "";
}

}  // namespace halong::study
