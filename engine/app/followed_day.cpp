#include "app/followed_day.hpp"

#include "app/stop_signals.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <thread>

namespace halong::app {
namespace {

// What was received in a second may be on disk a little later.
constexpr double grace_ms = 2'000;
constexpr double look_ms = 200;

}  // namespace

FollowClock::FollowClock(std::string const& day, double speed, core::Millis from_ms)
    : speed_(speed), from_ms_(from_ms), start_(std::chrono::steady_clock::now())
{
    if (speed_ > 0) return;
    auto const midnight = serve::local_time_of(day + "T00:00", serve::NoZone::local);
    core::ensure(midnight.has_value(), "a day without a date is followed by the clock");
    midnight_ = *midnight;
}

double FollowClock::now_ms() const
{
    if (speed_ <= 0) return static_cast<double>(serve::local_now() - midnight_);
    std::chrono::duration<double, std::milli> const passed = std::chrono::steady_clock::now() - start_;
    return from_ms_ + passed.count() * speed_;
}

FollowedDay::FollowedDay(std::filesystem::path observations, equilibrium::ObservationReader& reader, FollowClock clock)
    : file_(std::move(observations)), reader_(reader), clock_(clock)
{}

bool FollowedDay::wait_for(core::Millis now_ms)
{
    double const until = now_ms + (clock_.is_of_the_city() ? grace_ms : 0);
    while (!was_stopped_ && clock_.now_ms() < until) {
        was_stopped_ = StopSignals::requested();
        double const left = clock_.is_of_the_city() ? until - clock_.now_ms() : 1;
        std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(std::clamp(left, 1.0, look_ms)));
    }
    was_stopped_ = was_stopped_ || StopSignals::requested();
    return !was_stopped_;
}

bool FollowedDay::bring(core::Millis now_ms, std::vector<equilibrium::Observation>& come)
{
    if (!wait_for(now_ms)) return false;
    std::size_t const first_issue = reader_.seen().issues.size();
    auto const rows = file_.more(reader_);
    auto const fresh = reader_.read_rows(rows);
    come.insert(come.end(), fresh.begin(), fresh.end());
    bool const has_come = std::ranges::any_of(come, [&](auto const& one) { return one.received_ms <= now_ms; });
    tell(now_ms, has_come, first_issue);
    if (file_.restarts() > restarts_) {
        fmt::print("{} the file of observations was begun anew: it is read from its begin\n", core::clock_text(now_ms));
        restarts_ = file_.restarts();
    }
    std::fflush(stdout);
    return true;
}

void FollowedDay::tell(core::Millis now_ms, bool has_come, std::size_t first_issue) const
{
    auto const& issues = reader_.seen().issues;
    if (!has_come) fmt::print("{} nothing has come for this cycle\n", core::clock_text(now_ms));
    auto const is_refused = [](auto const& issue) { return issue.severity == city::Severity::error; };
    auto const begin = issues.begin() + static_cast<std::ptrdiff_t>(first_issue);
    auto const refused = std::count_if(begin, issues.end(), is_refused);
    if (refused == 0) return;
    auto const first = std::find_if(begin, issues.end(), is_refused);
    fmt::print("{} {} rows refused, first: {} of '{}', line {}: {}\n", core::clock_text(now_ms), refused,
               equilibrium::name_of(first->kind), first->sensor, first->line, first->message);
}

}  // namespace halong::app
