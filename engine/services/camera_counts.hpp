// What is counted of passages before cameras.
#pragma once

#include "city/travel.hpp"
#include "core/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace halong::services {

// Cells [row][hour][class of person].
inline constexpr std::size_t cells_of_a_row = std::size_t{core::hours_per_day} * city::person_class_count;

inline std::size_t cell_of(std::size_t row, int hour, city::PersonClass person_class)
{
    return row * cells_of_a_row + static_cast<std::size_t>(hour) * city::person_class_count +
           static_cast<std::size_t>(person_class);
}

// Numbers of passages: whole, so that parts may be counted apart and in any order.
struct CameraCounts {
    std::vector<std::uint32_t> passed;     // by cell of links
    std::vector<std::uint32_t> vehicles;   // of these, by link
    std::vector<std::uint32_t> detected;   // by cell of links in view: that any camera detected
    std::vector<std::uint32_t> of_camera;  // by cell of cameras: that it detected
    std::vector<std::uint32_t> sole;       // by camera: that it alone detected

    CameraCounts(std::size_t links, std::size_t seen_links, std::size_t cameras)
        : passed(links * cells_of_a_row),
          vehicles(links),
          detected(seen_links * cells_of_a_row),
          of_camera(cameras * cells_of_a_row),
          sole(cameras)
    {}
    CameraCounts& operator+=(CameraCounts const& other)
    {
        auto const add = [](std::vector<std::uint32_t>& counts, std::vector<std::uint32_t> const& others) {
            for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += others[i];
        };
        add(passed, other.passed);
        add(vehicles, other.vehicles);
        add(detected, other.detected);
        add(of_camera, other.of_camera);
        add(sole, other.sole);
        return *this;
    }

    // As at the start of a day.
    void clear()
    {
        for (auto* const counts : {&passed, &vehicles, &detected, &of_camera, &sole}) std::ranges::fill(*counts, 0U);
    }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [passed, vehicles, detected, of_camera, sole] = self;
        archive.fixed(passed, vehicles, detected, of_camera, sole);
    }
};

}  // namespace halong::services
