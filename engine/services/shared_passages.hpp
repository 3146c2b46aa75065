// Passages that several processes share: each is given those on links of its own.
#pragma once

#include "core/archive.hpp"

#include <cstdint>
#include <span>

namespace halong::services {

// What a service does that is given passages, where *ranks*, processes with the same service of the same run, are each given
// those on links of their own, and everything else alike. A link is of one rank throughout the day. What a service counts
// of passages stands on the rank of the link until it is brought together; what else follows from them the ranks tell each
// other (tell(), hear()). The result is that of one process.
class SharedPassages {
public:
    virtual ~SharedPassages() = default;

    // Before the day, or a saved one, begins: this process is one of so many, 0 <= rank < count.
    virtual void share(std::uint32_t rank, std::uint32_t count)
    {
        static_cast<void>(rank);
        static_cast<void>(count);
    }

    // Once a minute, after presences() and passages() and before advance(): what each rank must know of the passages that
    // were given here, in the order of ranks, this one included; then what all ranks have told this one. Nothing where
    // passages are only counted.
    virtual void tell(std::span<core::ArchiveWriter> to_ranks) { static_cast<void>(to_ranks); }
    virtual void hear(std::span<core::ArchiveReader> from_ranks) { static_cast<void>(from_ranks); }

    // What stands on this rank alone; and what another has written is taken in. Between two calls of advance().
    virtual void write_own(core::ArchiveWriter& archive) const = 0;
    virtual void take_in(core::ArchiveReader& archive) = 0;
    // Another rank has taken in what was written, or was saved: it is counted no more here.
    virtual void let_go() = 0;
};

}  // namespace halong::services
