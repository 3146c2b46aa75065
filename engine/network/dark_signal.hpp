// Signals without power at some hours of the day.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

namespace halong::network {

// At [from, to) of every day.
struct DarkSignal {
    core::NodeId node;
    core::Millis from_ms = 0;
    core::Millis to_ms = core::ms_per_day;
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [node, from_ms, to_ms] = self;
        archive(node, from_ms, to_ms);
    }
    bool operator==(DarkSignal const&) const = default;
};

}  // namespace halong::network
