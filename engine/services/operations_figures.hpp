// The figures of a day of the operations centre.
#pragma once

#include "scenario/scenario.hpp"
#include "services/service.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace halong::services {

// What the alarms of the day took, whatever they were for.
struct AlarmSums {
    std::int64_t false_alarms = 0;
    std::int64_t handled = 0;
    std::int64_t urgent = 0;
    std::int64_t urgent_wait_ms = 0;
    std::int64_t wait_ms = 0;
    std::int64_t false_busy_ms = 0;
    std::vector<Millis> waits_ms;  // of handled alarms

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [false_alarms, handled, urgent, urgent_wait_ms, wait_ms, false_busy_ms, waits_ms] = self;
        archive(false_alarms, handled, urgent, urgent_wait_ms, wait_ms, false_busy_ms, waits_ms);
    }
};

// Shares of incidents noticed by source and time, missed ones, use of the operators, waits of alarms, and the rate of
// false alarms at which operators would be at work for 85 % of their time. `day` holds incidents, busy and duty times.
std::vector<std::pair<std::string, double>> operations_figures(scenario::OperationsParameters const& parameters,
                                                               std::size_t cameras, ServiceResult const& day,
                                                               AlarmSums const& alarms);

}  // namespace halong::services
