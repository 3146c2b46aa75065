#include "export/gis/layer_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>

namespace halong::exporting {
namespace {

struct Entry {
    std::string_view layer;  // "": any
    std::string_view column;
    std::string_view vi;
    std::string_view en;
    std::string_view unit;
};

// Those of one layer stand before those of any.
constexpr Entry entries[]{
    {"links", "fid", "Số thứ tự", "Number", ""},
    {"links", "way_id", "Mã tuyến của nguồn", "Way of the source", ""},
    {"links", "from_node", "Nút đầu", "Node where it starts", ""},
    {"links", "to_node", "Nút cuối", "Node where it ends", ""},
    {"links", "length_m", "Chiều dài", "Length", "m"},
    {"links", "lanes", "Số làn", "Lanes", ""},
    {"links", "width_m", "Bề rộng", "Width", "m"},
    {"links", "speed_limit_kmh", "Tốc độ cho phép", "Speed limit", "km/h"},
    {"links", "capacity_pcu_per_h", "Năng lực thông hành", "Capacity", "PCU/h"},
    {"links", "bridge", "Cầu (1: có)", "Bridge (1: yes)", ""},
    {"links", "peak_hour", "Giờ cao điểm", "Peak hour", "h"},
    {"links", "peak_volume", "Lưu lượng giờ cao điểm", "Peak volume", "veh/h"},
    {"links", "volume_day", "Lưu lượng ngày", "Volume of the day", "veh"},
    {"links", "motorbike_day", "Xe máy trong ngày", "Motorbikes of the day", "veh"},
    {"links", "car_day", "Ô tô trong ngày", "Cars of the day", "veh"},
    {"links", "van_day", "Xe tải nhẹ trong ngày", "Vans of the day", "veh"},
    {"links", "heavy_day", "Xe buýt, xe khách, xe tải trong ngày", "Buses, coaches, lorries of the day", "veh"},
    {"links", "bicycle_day", "Xe đạp trong ngày", "Bicycles of the day", "veh"},
    {"links", "walkers_day", "Người đi bộ trong ngày", "Walkers of the day", "persons"},
    {"links", "vehicle_km_day", "Xe-km trong ngày", "Vehicle-km of the day", "km"},
    {"links", "cameras", "Camera nhìn thấy đoạn đường", "Cameras that see it", ""},
    {"links", "from_height_m", "Cao độ đầu đoạn", "Height where it starts", "m"},
    {"links", "to_height_m", "Cao độ cuối đoạn", "Height where it ends", "m"},
    {"links", "gradient_pct", "Độ dốc", "Gradient", "%"},
    {"links", "class", "Cấp đường", "Class of road", ""},
    {"link_hours", "link_fid", "Đoạn đường (fid của links)", "Link (fid of links)", ""},
    {"link_hours", "hour", "Giờ bắt đầu", "Hour's begin", ""},
    {"link_hours", "volume", "Lưu lượng", "Volume", "veh/h"},
    {"link_hours", "speed_kmh", "Tốc độ trung bình", "Mean speed", "km/h"},
    {"link_hours", "delay_s", "Trễ trung bình mỗi xe", "Mean delay per vehicle", "s"},
    {"gridlock", "ring", "Vòng kẹt", "Ring", ""},
    {"gridlock", "link_in_ring", "Thứ tự trong vòng", "Order in the ring", ""},
    {"gridlock", "links_in_ring", "Số đoạn của vòng", "Links of the ring", ""},
    {"gridlock", "first_seen", "Thấy lần đầu", "First seen", ""},
    {"gridlock", "last_seen", "Thấy lần cuối", "Last seen", ""},
    {"gridlock", "vehicles_held", "Xe bị giữ, nhiều nhất", "Vehicles held, at most", "veh"},
    {"gridlock", "turns", "Số lần vòng tự xê dịch", "Times the ring moved on", ""},
    {"gridlock", "state", "Trạng thái", "State", ""},
    {"gridlock", "link_fid", "Đoạn đường (fid của links)", "Link (fid of links)", ""},
    {"gridlock", "class", "Cấp đường", "Class of road", ""},
    {"zones", "sector", "Loại khu vực", "Sector", ""},
    {"zones", "population", "Dân số", "Population", "persons"},
    {"zones", "households", "Hộ gia đình", "Households", ""},
    {"zones", "jobs", "Việc làm", "Jobs", ""},
    {"zones", "school_places", "Chỗ học", "School places", ""},
    {"zones", "present_person_h", "Người-giờ có mặt", "Person-hours of stays", "person-h"},
    {"zones", "held_legs", "Chuyến chưa xong khi hết ngày", "Legs that had not ended", ""},
    {"zones", "unreachable_legs", "Chuyến không có đường tới", "Legs without a way", ""},
    {"sites", "field", "Lĩnh vực", "Field of use", ""},
    {"sites", "rule", "Quy tắc đặt", "Rule that placed it", ""},
    {"sites", "azimuth_deg", "Hướng nhìn, từ bắc theo kim đồng hồ", "Azimuth, clockwise from north", "deg"},
    {"sites", "frequency_ghz", "Tần số", "Frequency", "GHz"},
    {"sites", "eirp_dbm", "Công suất phát", "Radiated power", "dBm"},
    {"sites", "height_m", "Độ cao", "Height", "m"},
    {"sites", "uplink_mbps", "Đường truyền", "Uplink", "Mbit/s"},
    {"sites", "association_cap", "Số máy tối đa", "Most phones at once", ""},
    {"sites", "pixels", "Bề rộng ảnh", "Width of the picture", "px"},
    {"sites", "field_of_view_deg", "Góc nhìn ngang", "Field of view", "deg"},
    {"sites", "dori_level", "Mức nhận biết", "DORI level", ""},
    {"sites", "peak_load", "Tải cao nhất", "Greatest load", ""},
    {"sites", "busy_share_pct", "Thời gian đầy tải trong ngày", "Share of the day at the limit", "%"},
    {"sites", "detected_alone", "Lượt chỉ camera này phát hiện", "Passages that no other camera detected", ""},
    {"desks", "served", "Được phục vụ", "Served", "persons"},
    {"desks", "left_unserved", "Bỏ về, không được phục vụ", "Left unserved", "persons"},
    {"desks", "wait_p95_min", "Chờ, 95 % không quá", "Wait that 95 % do not exceed", "min"},
    {"desks", "peak_inside", "Đông nhất cùng lúc", "Most at once", "persons"},
    {"desks", "utilisation_pct", "Thời gian quầy, bác sĩ làm việc", "Windows or doctors at work", "%"},
    {"desks", "worst_hour", "Giờ chờ lâu nhất", "Hour with the longest wait", "h"},
    {"incidents", "at", "Lúc xảy ra", "When it happened", ""},
    {"incidents", "urgent", "Khẩn cấp (1: có)", "Urgent (1: yes)", ""},
    {"incidents", "cameras", "Camera nhìn thấy", "Cameras that see it", ""},
    {"incidents", "lasted_s", "Kéo dài", "Lasted", "s"},
    {"incidents", "noticed_by", "Phát hiện nhờ", "Noticed by", ""},
    {"incidents", "noticed_after_s", "Phát hiện sau", "Noticed after", "s"},
    {"incidents", "attended_after_s", "Xử lý sau", "Attended after", "s"},
    {"parking", "vehicle", "Loại xe", "Kind of vehicle", ""},
    {"parking", "parked", "Có chỗ đỗ", "Parked", "veh"},
    {"parking", "no_room", "Hết chỗ", "Found no room", "veh"},
    {"parking", "came", "Đến", "Came", "veh"},
    {"parking", "peak_taken", "Chỗ đỗ kín nhất", "Most spaces taken", ""},
    {"parking", "hours_above_85_pct", "Số giờ kín trên 85 %", "Hours above 85 % taken", "h"},
    {"loads", "water_m3", "Nước trong ngày", "Water of the day", "m3"},
    {"loads", "water_peak_m3_h", "Nước giờ cao điểm", "Water in the peak hour", "m3/h"},
    {"loads", "water_peak_hour", "Giờ dùng nước cao điểm", "Peak hour of water", "h"},
    {"loads", "power_kwh", "Điện trong ngày", "Power of the day", "kWh"},
    {"loads", "waste_kg", "Rác trong ngày", "Waste of the day", "kg"},
    {"loads", "motorbike_points", "Trụ sạc xe máy", "Charging points, motorbikes", ""},
    {"loads", "motorbikes_wanted", "Xe máy muốn sạc", "Motorbikes that want to charge", "veh"},
    {"loads", "motorbikes_charged", "Xe máy được sạc", "Motorbikes charged", "veh"},
    {"loads", "motorbikes_kwh", "Điện sạc xe máy", "Energy for motorbikes", "kWh"},
    {"loads", "car_points", "Trụ sạc ô tô", "Charging points, cars", ""},
    {"loads", "cars_wanted", "Ô tô muốn sạc", "Cars that want to charge", "veh"},
    {"loads", "cars_charged", "Ô tô được sạc", "Cars charged", "veh"},
    {"loads", "cars_kwh", "Điện sạc ô tô", "Energy for cars", "kWh"},
    {"site_hours", "site", "Mã điểm", "Site", ""},
    {"zone_hours", "present_persons", "Người có mặt, bình quân", "Persons present, mean", "persons"},
    {"zone_hours", "present_visitors", "Trong đó du khách", "Of these, visitors", "persons"},
    {"zone_hours", "present_per_km2", "Mật độ người có mặt", "Density of persons present", "persons/km2"},
    {"place_hours", "taken", "Chỗ đang dùng, bình quân", "Spaces or points taken, mean", ""},
    {"place_hours", "taken_pct", "Tỷ lệ chỗ đang dùng", "Share taken", "%"},
    {"", "stable_id", "Mã ổn định", "Stable id", ""},
    {"", "id", "Mã", "Id", ""},
    {"", "name", "Tên", "Name", ""},
    {"", "service", "Dịch vụ", "Service", ""},
    {"", "kind", "Loại", "Kind", ""},
    {"", "zone", "Khu vực", "Zone", ""},
    {"", "place", "Địa điểm", "Place", ""},
    {"", "unit", "Đơn vị", "Unit", ""},
    {"", "hour", "Giờ", "Hour", "h"},
    {"", "starts", "Từ", "From", ""},
    {"", "ends", "Đến", "To", ""},
    {"", "estimated", "Ước tính (1: có)", "Estimated (1: yes)", ""},
    {"", "spaces", "Số chỗ", "Spaces", ""},
    {"", "came", "Đến", "Came", "persons"},
    {"", "mean_wait_min", "Chờ bình quân", "Mean wait", "min"},
    {"", "peak_at", "Lúc cao điểm", "Time of the peak", ""},
};

struct Named {
    std::string_view word;
    std::string_view vi;
    std::string_view en;
};

// "wifi_offered_person_min": a service, then what of its demand.
constexpr Named services[]{{"wifi_", "Wi-Fi", "Wi-Fi"},
                           {"camera_", "Camera", "Cameras"},
                           {"counter_", "Một cửa", "One-stop centres"},
                           {"clinic_", "Khám bệnh", "Hospitals and clinics"},
                           {"school_", "Trường học", "Schools"},
                           {"operations_", "Trung tâm điều hành", "Operations centre"}};
constexpr Named demands[]{{"carried_share_pct", "tỷ lệ phục vụ", "carried share"},
                          {"offered", "nhu cầu", "offered"},
                          {"covered", "trong vùng phủ", "covered"},
                          {"carried", "được phục vụ", "carried"}};
constexpr Named units[]{{"wifi_", "", "person-min"}, {"camera_", "", "passages"}, {"counter_", "", "visits"},
                        {"clinic_", "", "visits"},   {"school_", "", "pupils"},   {"operations_", "", "incidents"}};
constexpr Entry by_hour[]{{"", "volume_", "Lưu lượng", "Volume", "veh/h"},
                          {"", "speed_kmh_", "Tốc độ trung bình", "Mean speed", "km/h"},
                          {"", "delay_s_", "Trễ trung bình mỗi xe", "Mean delay per vehicle", "s"}};

// The two digits of "volume_07" behind `prefix`, or -1.
int hour_behind(std::string_view column, std::string_view prefix)
{
    if (!column.starts_with(prefix) || column.size() != prefix.size() + 2) return -1;
    std::string_view const digits = column.substr(prefix.size());
    bool const good = std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    return good ? 10 * (digits[0] - '0') + (digits[1] - '0') : -1;
}

std::string capital(std::string_view text)
{
    std::string result(text);
    if (!result.empty() && static_cast<unsigned char>(result[0]) < 0x80) {
        result[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(result[0])));
    } else if (result.starts_with("đ")) {
        result.replace(0, std::string_view("đ").size(), "Đ");
    }
    return result;
}

std::optional<ColumnWord> demand_word(std::string_view column)
{
    for (std::size_t i = 0; i < std::size(services); ++i) {
        Named const& service = services[i];
        if (!column.starts_with(service.word)) continue;
        std::string_view const rest = column.substr(service.word.size());
        for (Named const& demand : demands) {
            if (!rest.starts_with(demand.word)) continue;
            bool const is_share = demand.word.ends_with("_pct");
            return ColumnWord{fmt::format("{}: {}", service.vi, demand.vi),
                              fmt::format("{}: {}", service.en, demand.en), std::string(is_share ? "%" : units[i].en)};
        }
    }
    for (Named const& demand : demands) {
        if (column != demand.word) continue;
        return ColumnWord{capital(demand.vi), capital(demand.en), demand.word.ends_with("_pct") ? "%" : ""};
    }
    return std::nullopt;
}

}  // namespace

std::vector<LayerWord> const& layer_words()
{
    static std::vector<LayerWord> const words{
        {"sites", LayerGroup::services, "Điểm Wi-Fi và camera", "Wi-Fi hotspots and cameras"},
        {"site_hours", LayerGroup::services, "Tải của điểm theo giờ", "Load of sites by hour"},
        {"desks", LayerGroup::services, "Một cửa, bệnh viện, phòng khám", "One-stop centres, hospitals, clinics"},
        {"place_hours", LayerGroup::services, "Địa điểm theo giờ", "Places by hour"},
        {"parking", LayerGroup::services, "Bãi đỗ xe", "Car parks"},
        {"loads", LayerGroup::services, "Trụ sạc, nước, điện, rác", "Charging, water, power, waste"},
        {"incidents", LayerGroup::services, "Sự cố", "Incidents"},
        {"gridlock", LayerGroup::traffic, "Vòng kẹt xe", "Rings of gridlock"},
        {"links", LayerGroup::traffic, "Đường", "Roads"},
        {"link_hours", LayerGroup::tables, "Đường theo giờ (bảng)", "Roads by hour (table)"},
        {"zones", LayerGroup::people, "Khu vực", "Zones"},
        {"zone_hours", LayerGroup::people, "Khu vực theo giờ", "Zones by hour"}};
    return words;
}

std::string group_title(LayerGroup group)
{
    switch (group) {
        case LayerGroup::traffic:
            return "Giao thông / Traffic";
        case LayerGroup::services:
            return "Dịch vụ / Services";
        case LayerGroup::people:
            return "Dân cư và du khách / People";
        case LayerGroup::tables:
            break;
    }
    return "Bảng số liệu / Tables";
}

std::optional<ColumnWord> column_word(std::string_view layer, std::string_view column)
{
    for (Entry const& entry : entries) {
        if ((entry.layer.empty() || entry.layer == layer) && entry.column == column) {
            return ColumnWord{std::string(entry.vi), std::string(entry.en), std::string(entry.unit)};
        }
    }
    for (Entry const& entry : by_hour) {
        int const hour = hour_behind(column, entry.column);
        if (hour < 0) continue;
        std::string const span = fmt::format("{:02}:00-{:02}:00", hour, hour + 1);
        return ColumnWord{fmt::format("{} {}", entry.vi, span), fmt::format("{} {}", entry.en, span),
                          std::string(entry.unit)};
    }
    return demand_word(column);
}

std::string column_alias(std::string_view layer, std::string_view column)
{
    auto const word = column_word(layer, column);
    if (!word) return std::string(column);
    std::string const unit = word->unit.empty() ? "" : fmt::format(" [{}]", word->unit);
    if (word->vi == word->en) return word->vi + unit;
    return fmt::format("{} / {}{}", word->vi, word->en, unit);
}

}  // namespace halong::exporting
