// Where all that comes in goes: messages become rows on disk, or are counted as refused.
#pragma once

#include "serve/iso_time.hpp"
#include "serve/observation_log.hpp"
#include "serve/observation_message.hpp"

#include <array>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string_view>

namespace halong::serve {

// Lets `per_second` through a second, and up to twice as many at once after a quiet while (a token bucket).
class RateLimit {
public:
    explicit RateLimit(double per_second) : per_second_(per_second), left_(2 * per_second) {}
    // False: too many. `now` is of any clock that does not go back, in milliseconds.
    bool take(LocalMillis now);

private:
    double per_second_;
    double left_;
    LocalMillis last_ = 0;
};

struct IntakeCounts {
    long messages = 0;                          // that were read
    long rows = 0;                              // that are on disk
    std::array<long, refusal_count> refused{};  // by Refusal; several may be of one message
};

// Threads may share it.
class ObservationIntake {
public:
    // `day` is a CSV; beside it what was refused. Throws as ObservationLog and RefusedLog do.
    ObservationIntake(std::filesystem::path const& day, Devices devices,
                      std::function<LocalMillis()> clock = local_now);

    // What became of a message: its rows are on disk when it returns. `source`: "http", or the topic. Throws CannotWrite;
    // after anything that it threw, it takes no more.
    ParsedMessage take(std::string_view text, std::string_view topic, std::string_view source);
    // Something that was not even read.
    void refuse(Refused const& refused, std::string_view source);

    [[nodiscard]] IntakeCounts counts() const;
    // Why nothing is taken any more; throws it, or does nothing.
    void require_writable() const;

private:
    ParsedMessage take_whole(std::string_view text, std::string_view topic, std::string_view source);

    Devices devices_;
    std::function<LocalMillis()> clock_;
    ObservationLog log_;
    RefusedLog refused_;
    mutable std::mutex mutex_;
    IntakeCounts counts_;
    std::exception_ptr failure_;
};

}  // namespace halong::serve
