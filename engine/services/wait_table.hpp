// What became of everybody who came to queues, and the table of it.
#pragma once

#include "core/time.hpp"
#include "services/service.hpp"

#include <cstdint>
#include <span>

namespace halong::services {

// One group that came to the queue of a row.
struct QueueVisit {
    std::uint32_t row = 0;
    std::int32_t persons = 1;
    Millis come_ms = 0;
    Millis wait_ms = 0;   // `never`: it could not have been let in at all
    Millis enter_ms = 0;  // equal to leave_ms when turned away
    Millis leave_ms = 0;
    bool admitted = false;
    bool open = false;
    city::PersonClass person_class = city::PersonClass::resident;
};

// Columns [row][hour]. Percentiles by persons: the least wait that 95 % of them do not exceed. The most people inside are
// exact: of two events at the same time the leaving comes first.
WaitTable wait_table(std::span<QueueVisit const> visits, std::size_t rows);

}  // namespace halong::services
