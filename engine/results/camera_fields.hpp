// What cameras did by their field of use (traffic, ports, schools ...): an attribute of each site, as its rule says.
#pragma once

#include "city/city.hpp"
#include "services/service.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace halong::results {

struct CameraField {
    std::string name;  // as in the rules of sites
    std::int64_t cameras = 0;
    std::array<services::Tally, core::hours_per_day> by_hour{};  // of all its cameras, passages of each
    std::int64_t sole = 0;  // thousandths of passages that one of them alone detected

    [[nodiscard]] services::Tally total() const
    {
        services::Tally sum;
        for (services::Tally const& hour : by_hour) sum += hour;
        return sum;
    }
};

// By name. A passage that two cameras see counts for both.
std::vector<CameraField> fields_of(city::City const& city, services::ServiceResult const& cameras);

}  // namespace halong::results
