// The links that each leg follows, packed.
#pragma once

#include "core/ids.hpp"
#include "core/kept_column.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::network {

// Route i is links[offset[i] … offset[i+1]); empty when origin and destination are the same node.
struct Routes {
    core::KeptColumn<std::uint32_t> offset{0};
    core::KeptColumn<core::LinkId> links;
    std::vector<std::uint32_t> unreachable;  // requests for which no route exists, ascending

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [offset, links, unreachable] = self;
        archive(offset, links, unreachable);
    }

    [[nodiscard]] std::size_t size() const { return offset.size() - 1; }
    [[nodiscard]] std::span<core::LinkId const> operator[](std::size_t i) const
    {
        return {links.data() + offset[i], links.data() + offset[i + 1]};
    }
};

}  // namespace halong::network
