#include "services/tour.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halong::services {

double attention(int views)
{
    struct Point {
        double views;
        double noticed;
    };
    constexpr std::array<Point, 5> trial{{{1, 0.85}, {4, 0.74}, {6, 0.58}, {9, 0.53}, {16, 0.3}}};
    if (views <= trial.front().views) return trial.front().noticed;
    for (std::size_t i = 1; i < trial.size(); ++i) {
        Point const& from = trial[i - 1];
        Point const& to = trial[i];
        if (views > to.views) continue;
        return from.noticed + (to.noticed - from.noticed) * (views - from.views) / (to.views - from.views);
    }
    return trial.back().noticed;
}

Millis revisit_ms(std::int64_t cameras, int operators, int views, Millis view_ms)
{
    std::int64_t const at_once = std::int64_t{operators} * views;
    if (at_once <= 0) return core::never;
    std::int64_t const steps = std::max<std::int64_t>(1, (cameras + at_once - 1) / at_once);
    return static_cast<Millis>(std::min<std::int64_t>(steps * view_ms, core::never));
}

std::vector<Shift> shifts_of(scenario::OperationsParameters const& p)
{
    auto const at = [](double hours) { return core::millis(hours, core::ms_per_hour); };
    return {{0, p.operators_night},
            {at(p.morning_from_h), p.operators_morning},
            {at(p.afternoon_from_h), p.operators_afternoon},
            {at(p.night_from_h), p.operators_night},
            {core::ms_per_day + at(p.morning_from_h), p.operators_morning}};
}

Tour::Tour(std::int64_t cameras, scenario::OperationsParameters const& parameters)
    : cameras_(cameras),
      views_(parameters.views),
      view_ms_(core::millis(parameters.view_s, core::ms_per_second)),
      shifts_(shifts_of(parameters))
{}

Millis Tour::next_view(std::uint32_t camera, Millis from_ms) const
{
    for (std::size_t i = 0; i < shifts_.size(); ++i) {
        std::int64_t const begins = shifts_[i].from_ms;
        std::int64_t const ends = i + 1 < shifts_.size() ? shifts_[i + 1].from_ms : 2 * core::ms_per_day;
        std::int64_t const at_once = std::int64_t{shifts_[i].servers} * views_;
        if (ends <= from_ms || at_once == 0) continue;
        std::int64_t const round = revisit_ms(cameras_, shifts_[i].servers, views_, view_ms_);
        std::int64_t view = begins + camera / at_once * view_ms_;
        if (view < from_ms) view += (from_ms - view + round - 1) / round * round;
        if (view < ends) return static_cast<Millis>(view);
    }
    return core::never;
}

int Tour::operators_at(Millis time_ms) const
{
    int operators = 0;
    for (Shift const& shift : shifts_) {
        if (shift.from_ms <= time_ms) operators = shift.servers;
    }
    return operators;
}

}  // namespace halong::services
