#include "results/camera_fields.hpp"

#include <map>
#include <utility>

namespace halong::results {

std::vector<CameraField> fields_of(city::City const& city, services::ServiceResult const& cameras)
{
    std::map<std::string, CameraField> fields;
    for (std::size_t row = 0; row < cameras.sites.size(); ++row) {
        CameraField& field = fields[city.sites[cameras.sites[row]].field];
        ++field.cameras;
        for (int hour = 0; hour < core::hours_per_day; ++hour) {
            for (int c = 0; c < city::person_class_count; ++c) {
                field.by_hour[static_cast<std::size_t>(hour)] +=
                    cameras.by_site.at(row, hour, static_cast<city::PersonClass>(c));
            }
        }
        if (!cameras.sole.empty()) field.sole += cameras.sole[row];
    }
    std::vector<CameraField> all;
    for (auto& [name, field] : fields) {
        field.name = name;
        all.push_back(std::move(field));
    }
    return all;
}

}  // namespace halong::results
