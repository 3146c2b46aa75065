#include "serve/observation_intake.hpp"

#include <algorithm>

namespace halong::serve {

bool RateLimit::take(LocalMillis now)
{
    if (last_ != 0) {
        left_ = std::min(2 * per_second_,
                         left_ + per_second_ * static_cast<double>(std::max<LocalMillis>(now - last_, 0)) / 1'000);
    }
    last_ = now;
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
}

ObservationIntake::ObservationIntake(std::filesystem::path const& day, Devices devices,
                                     std::function<LocalMillis()> clock)
    : devices_(std::move(devices)), clock_(std::move(clock)), log_(day), refused_(refused_path(day))
{
    if (!log_.torn().empty()) refuse({Refusal::torn_line, "the last line had no end: " + log_.torn()}, "file");
}

ParsedMessage ObservationIntake::take(std::string_view text, std::string_view topic, std::string_view source)
{
    require_writable();
    try {
        return take_whole(text, topic, source);
    } catch (...) {
        std::scoped_lock const lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        throw;
    }
}

ParsedMessage ObservationIntake::take_whole(std::string_view text, std::string_view topic, std::string_view source)
{
    auto parsed = rows_of(text, topic, devices_);
    auto const received = local_time_text(clock_());
    if (!parsed.rows.empty()) log_.append(parsed.rows, received);
    for (Refused const& refused : parsed.refused) refused_.add(received, source, refused, text);
    std::scoped_lock const lock(mutex_);
    ++counts_.messages;
    counts_.rows += static_cast<long>(parsed.rows.size());
    for (Refused const& refused : parsed.refused) ++counts_.refused[static_cast<std::size_t>(refused.why)];
    return parsed;
}

void ObservationIntake::refuse(Refused const& refused, std::string_view source)
{
    refused_.add(local_time_text(clock_()), source, refused, "");
    std::scoped_lock const lock(mutex_);
    ++counts_.refused[static_cast<std::size_t>(refused.why)];
}

IntakeCounts ObservationIntake::counts() const
{
    std::scoped_lock const lock(mutex_);
    return counts_;
}

void ObservationIntake::require_writable() const
{
    std::scoped_lock const lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
}

}  // namespace halong::serve
