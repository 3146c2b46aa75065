#include "serve/observation_message.hpp"

#include "core/error.hpp"
#include "serve/device_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>

namespace halong::serve {
namespace {

using namespace equilibrium;
using nlohmann::json;

// How deep brackets go, those in texts left out.
int depth_of(std::string_view text)
{
    int depth = 0;
    int most = 0;
    bool is_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const letter = text[i];
        if (is_text) {
            if (letter == '\\') ++i;
            if (letter == '"') is_text = false;
        } else if (letter == '"') {
            is_text = true;
        } else if (letter == '[' || letter == '{') {
            most = std::max(most, ++depth);
        } else if (letter == ']' || letter == '}') {
            --depth;
        }
    }
    return most;
}

// Of an object; null for what it does not have, or where it is none.
json const& at(json const& object, std::string_view key)
{
    static json const nothing;
    if (!object.is_object()) return nothing;
    auto const found = object.find(key);
    return found == object.end() ? nothing : *found;
}

// A cell; nothing for what is no text or number.
std::optional<std::string> cell_of(json const& value)
{
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_integer()) return value.dump();
    if (value.is_number()) return fmt::format("{}", value.get<double>());
    return std::nullopt;
}

std::string text_of(json const& value) { return cell_of(value).value_or(""); }

// What an attribute says: a Property's value, a Relationship's object, a typed value, or itself (key-values).
json const& plain(json const& attribute)
{
    for (char const* const key : {"value", "object", "@value"}) {
        if (attribute.is_object() && attribute.contains(key)) return plain(at(attribute, key));
    }
    return attribute;
}

struct Point {
    double lon = 0;
    double lat = 0;
};

std::optional<Point> point_of(json const& pair)
{
    if (!pair.is_array() || pair.size() < 2 || !pair[0].is_number() || !pair[1].is_number()) return std::nullopt;
    return Point{pair[0].get<double>(), pair[1].get<double>()};
}

// Of a geometry (RFC 7946 §3.1): a point, the middle of a line, the mean of an area's corners.
std::optional<Point> position_of(json const& geometry)
{
    json const& inner = at(geometry, "geometry");
    if (inner.is_object()) return position_of(inner);
    json const* list = &at(geometry, "coordinates");
    auto const& type = at(geometry, "type");
    if (!list->is_array() || list->empty()) return std::nullopt;
    if (type == "Point") return point_of(*list);
    if (type == "Polygon") list = &list->front();  // the outer ring
    if ((type != "LineString" && type != "Polygon") || !list->is_array() || list->empty()) return std::nullopt;
    std::vector<Point> points;
    for (json const& pair : *list) {
        auto const point = point_of(pair);
        if (!point) return std::nullopt;
        points.push_back(*point);
    }
    if (type == "Polygon" && points.size() > 1) points.pop_back();  // the first one again
    auto const first = type == "Polygon" ? 0 : (points.size() - 1) / 2;
    auto const last = type == "Polygon" ? points.size() - 1 : points.size() / 2;
    Point sum;
    for (auto i = first; i <= last; ++i) sum = {sum.lon + points[i].lon, sum.lat + points[i].lat};
    auto const count = static_cast<double>(last - first + 1);
    return Point{sum.lon / count, sum.lat / count};
}

void put_position(ObservationCells& row, std::optional<Point> const& point)
{
    if (!point || !row[c_lon].empty() || !row[c_lat].empty()) return;
    row[c_lon] = fmt::format("{}", point->lon);
    row[c_lat] = fmt::format("{}", point->lat);
}

std::optional<ObservationColumn> find_column(std::string_view key)
{
    auto const* const found = std::ranges::find(observation_columns, key);
    if (found == observation_columns.end()) return std::nullopt;
    return static_cast<ObservationColumn>(found - observation_columns.begin());
}

// Smart Data Models, vehicleType of TrafficFlowObserved; what has no class here is not among them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 13> vehicle_types{
    {{"bicycle", "bicycle"},
     {"bus", "bus"},
     {"minibus", "bus"},
     {"car", "car"},
     {"carWithCaravan", "car"},
     {"carWithTrailer", "car"},
     {"lorry", "lorry"},
     {"tanker", "lorry"},
     {"moped", "motorbike"},
     {"motorcycle", "motorbike"},
     {"motorscooter", "motorbike"},
     {"motorcycleWithSideCar", "motorbike"},
     {"van", "van"}}};

// Codes of UN/CEFACT Recommendation 20, as NGSI-LD has them in unitCode, by the unit that stands for none.
struct UnitCode {
    std::string_view usual;
    std::string_view code;
    std::string_view unit;
};
constexpr std::array<UnitCode, 7> unit_codes{{{"veh", "C62", "veh"},
                                              {"veh", "IE", "veh"},
                                              {"person", "C62", "person"},
                                              {"person", "IE", "person"},
                                              {"km/h", "KMH", "km/h"},
                                              {"km/h", "MTS", "m/s"},
                                              {"mm", "MMT", "mm"}}};

class MessageReader {
public:
    MessageReader(std::string_view topic, Devices const& devices, MessageLimits const& limits)
        : topic_(topic), devices_(devices), limits_(limits)
    {}

    void read(json const& message)
    {
        if (!message.is_array()) return read_one(message);
        for (json const& one : message) {
            if (is_full()) return;
            read_one(one);
        }
    }

    ParsedMessage result;

private:
    bool is_full()
    {
        if (result.rows.size() + result.refused.size() < limits_.rows) return false;
        if (!was_full_)
            refuse(Refusal::too_large, fmt::format("more than {} observations: send several", limits_.rows));
        return was_full_ = true;
    }

    void refuse(Refusal why, std::string detail) { result.refused.push_back({why, std::move(detail)}); }

    void read_one(json const& one)
    {
        if (!one.is_object()) return refuse(Refusal::unknown_shape, "an observation is an object");
        auto const type = text_of(at(one, "type"));
        if (type == "FeatureCollection") return read_each(at(one, "features"), &MessageReader::read_feature);
        if (type == "Feature") return read_feature(one);
        if (type == "Notification") return read_each(at(one, "data"), &MessageReader::read_entity);
        if (one.contains("sensor")) return read_own(one);
        if (one.contains("result")) return read_sensor_things(one);
        if (at(one, "value").is_array()) return read_each(at(one, "value"), &MessageReader::read_sensor_things);
        read_entity(one);
    }

    void read_each(json const& list, void (MessageReader::*reader)(json const&))
    {
        if (!list.is_array()) return refuse(Refusal::unknown_shape, "a list was expected");
        for (json const& one : list) {
            if (is_full()) return;
            (this->*reader)(one);
        }
    }

    [[nodiscard]] ObservationCells const* device(std::string const& id) const
    {
        auto const found = devices_.find(id);
        return found == devices_.end() ? nullptr : &found->second;
    }

    void add(ObservationCells row, ObservationCells const* device)
    {
        if (device != nullptr) complete(row, *device);
        if (auto const fault = fault_of(row, limits_.cell_bytes)) return refuse(fault->why, fault->detail);
        result.rows.push_back(std::move(row));
    }

    // ---- Our own columns, alone or as properties of a feature ----

    // False where it was refused.
    bool put_cell(ObservationCells& row, std::string_view key, json const& value)
    {
        auto const column = find_column(key);
        if (!column || value.is_null()) return true;
        if (*column == c_received) return true;  // it is the one who listens who knows
        auto const cell = cell_of(value);
        if (cell) {
            row[*column] = *cell;
            return true;
        }
        refuse(Refusal::bad_value, fmt::format("{} is no text and no number", key));
        return false;
    }

    void add_own(ObservationCells row)
    {
        auto const from = local_time_of(row[c_time], NoZone::local);
        if (!from) {
            return refuse(Refusal::no_time,
                          fmt::format("time is '{:.40}': give the begin as 2026-05-01T07:15", row[c_time]));
        }
        row[c_time] = local_time_text(*from);
        auto const* const known = device(row[c_sensor]);
        add(std::move(row), known);
    }

    void read_own(json const& one)
    {
        ObservationCells row;
        for (auto const& [key, value] : one.items()) {
            if (!find_column(key)) {
                std::vector<std::string> const known(observation_columns.begin(), observation_columns.end());
                auto const near = core::nearest(key.substr(0, limits_.cell_bytes), known);
                return refuse(Refusal::unknown_shape,
                              fmt::format("an observation has no '{:.40}'{}", key,
                                          near.empty() ? "" : fmt::format(": did you mean '{}'?", near)));
            }
            if (!put_cell(row, key, value)) return;
        }
        add_own(std::move(row));
    }

    void read_feature(json const& feature)
    {
        auto const& properties = at(feature, "properties");
        if (text_of(at(feature, "type")) != "Feature" || !properties.is_object()) {
            return refuse(Refusal::unknown_shape, "a Feature with properties was expected");
        }
        ObservationCells row;
        for (auto const& [key, value] : properties.items()) {
            if (!put_cell(row, key, value)) return;
        }
        put_position(row, position_of(at(feature, "geometry")));
        add_own(std::move(row));
    }

    // ---- OGC SensorThings ----

    // "12" of "v1.1/Datastreams(12)/Observations"; ids that are texts stand in quotes.
    [[nodiscard]] std::string stream_of_topic() const
    {
        constexpr std::string_view begin = "Datastreams(";
        auto const from = topic_.find(begin);
        auto const to = from == std::string_view::npos ? from : topic_.find(')', from);
        if (to == std::string_view::npos) return {};
        auto id = topic_.substr(from + begin.size(), to - from - begin.size());
        if (id.size() >= 2 && id.front() == '\'' && id.back() == '\'') id = id.substr(1, id.size() - 2);
        return std::string(id);
    }

    void read_sensor_things(json const& one)
    {
        if (!one.is_object() || !one.contains("result")) {
            return refuse(Refusal::unknown_shape, "an Observation with its result was expected");
        }
        auto const& stream = at(one, "Datastream");
        std::string id = text_of(at(stream, "@iot.id"));
        if (id.empty()) id = stream_of_topic();
        ObservationCells row;
        for (json const* const more : {&at(stream, "properties"), &at(one, "parameters")}) {
            if (!more->is_object()) continue;
            for (auto const& [key, value] : more->items()) {
                bool const is_own = key == "time" || key == "minutes" || key == "value";
                if (!is_own && !put_cell(row, key, value)) return;
            }
        }
        auto const put = [&row](ObservationColumn column, std::string text) {
            if (row[column].empty()) row[column] = std::move(text);
        };
        put(c_sensor, text_of(at(stream, "name")));
        if (!id.empty()) put(c_sensor, fmt::format("Datastreams({})", id));
        put(c_kind, text_of(at(at(stream, "ObservedProperty"), "name")));
        put(c_unit, text_of(at(at(stream, "unitOfMeasurement"), "symbol")));
        put_position(row, position_of(at(at(one, "FeatureOfInterest"), "feature")));
        auto const* known = device(id);
        if (known == nullptr) known = device(row[c_sensor]);
        if (known != nullptr) complete(row, *known);
        if (row[c_kind].empty()) {
            return refuse(Refusal::unknown_shape,
                          fmt::format("what Datastream '{:.80}' observes is not known: name it in --devices, or insert "
                                      "the Datastream with ObservedProperty and unitOfMeasurement",
                                      id));
        }
        row[c_value] = value_of(at(one, "result"));
        auto const span = local_span_of(text_of(at(one, "phenomenonTime")), NoZone::refused);
        if (!span) {
            return refuse(Refusal::no_time, fmt::format("phenomenonTime is '{:.60}': give ISO 8601 with its zone",
                                                        text_of(at(one, "phenomenonTime"))));
        }
        if (auto const fault = put_time(row, *span, known == nullptr ? "" : (*known)[c_minutes])) {
            return refuse(fault->why, fault->detail);
        }
        add(std::move(row), nullptr);
    }

    // ---- NGSI-LD ----

    static std::string value_of(json const& attribute)
    {
        auto const cell = cell_of(plain(attribute));
        return cell ? *cell : plain(attribute).dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 40);
    }

    void read_entity(json const& entity)
    {
        auto const type = text_of(at(entity, "type"));
        if (type == "TrafficFlowObserved") return read_traffic(entity);
        if (type == "CrowdFlowObserved") {
            return add_attribute(entity, {"peopleCount"}, "count", "person", "walker");
        }
        if (type == "OffStreetParking" || type == "ParkingGroup") return read_parking(entity);
        if (type == "WeatherObserved") return add_attribute(entity, {"precipitation"}, "rain", "mm", "");
        refuse(Refusal::unknown_shape, type.empty() ? "no form that is known: see `halong listen --help`"
                                                    : fmt::format("entities of type '{:.80}' are not read", type));
    }

    void read_traffic(json const& entity)
    {
        std::string classes;
        if (auto const vehicle = text_of(plain(at(entity, "vehicleType"))); !vehicle.empty()) {
            auto const* const found =
                std::ranges::find(vehicle_types, vehicle, &std::pair<std::string_view, std::string_view>::first);
            if (found == vehicle_types.end()) {
                return refuse(Refusal::bad_value, fmt::format("vehicleType is '{:.40}'", vehicle));
            }
            classes = found->second;
        }
        bool const has_speed = entity.contains("averageVehicleSpeed");
        if (entity.contains("intensity") || !has_speed) add_attribute(entity, {"intensity"}, "count", "veh", classes);
        if (has_speed) add_attribute(entity, {"averageVehicleSpeed"}, "speed", "km/h", classes);
    }

    void read_parking(json const& entity)
    {
        if (entity.contains("occupiedSpotNumber")) {
            return add_attribute(entity, {"occupiedSpotNumber"}, "parking", "veh", "");
        }
        add_attribute(entity, {"totalSpotNumber", "availableSpotNumber"}, "parking", "veh", "");
    }

    // One attribute, or the first less the second.
    void add_attribute(json const& entity, std::vector<std::string_view> const& keys, std::string const& kind,
                       std::string_view usual_unit, std::string const& classes)
    {
        ObservationCells row;
        row[c_sensor] = text_of(plain(at(entity, "refDevice")));
        if (row[c_sensor].empty()) row[c_sensor] = text_of(at(entity, "id"));
        row[c_kind] = kind;
        row[c_class] = classes;
        double sum = 0;
        for (std::string_view const key : keys) {
            auto const& attribute = at(entity, key);
            if (attribute.is_null()) {
                return refuse(Refusal::unknown_shape,
                              fmt::format("{} has no {}", text_of(at(entity, "type")), fmt::join(keys, " and ")));
            }
            row[c_value] = value_of(attribute);
            sum += (key == keys.front() ? 1 : -1) * number_of(row[c_value]).value_or(NAN);
            auto const unit = unit_of(attribute, usual_unit);
            if (!unit) {
                return refuse(Refusal::wrong_unit,
                              fmt::format("unitCode of {} is '{:.20}'", key, text_of(at(attribute, "unitCode"))));
            }
            row[c_unit] = *unit;
        }
        if (keys.size() > 1) row[c_value] = fmt::format("{}", sum);
        put_position(row, position_of(plain(at(entity, "location"))));
        auto const* const known = device(row[c_sensor]);
        auto const span = span_of(entity, at(entity, keys.back()));
        if (!span) return refuse(Refusal::no_time, "dateObserved, dateObservedFrom and …To, or observedAt are needed");
        if (auto const fault = put_time(row, *span, known == nullptr ? "" : (*known)[c_minutes])) {
            return refuse(fault->why, fault->detail);
        }
        add(std::move(row), known);
    }

    static std::optional<std::string_view> unit_of(json const& attribute, std::string_view usual)
    {
        auto const code = text_of(at(attribute, "unitCode"));
        if (code.empty()) return usual;
        for (UnitCode const& one : unit_codes) {
            if (one.usual == usual && one.code == code) return one.unit;
        }
        return std::nullopt;
    }

    static std::optional<LocalSpan> span_of(json const& entity, json const& attribute)
    {
        auto const from = local_time_of(text_of(plain(at(entity, "dateObservedFrom"))), NoZone::utc);
        auto const to = local_time_of(text_of(plain(at(entity, "dateObservedTo"))), NoZone::utc);
        if (from && to && *from <= *to) return LocalSpan{*from, *to};
        if (auto const span = local_span_of(text_of(plain(at(entity, "dateObserved"))), NoZone::utc)) return span;
        return local_span_of(text_of(at(attribute, "observedAt")), NoZone::utc);
    }

    std::string_view topic_;
    Devices const& devices_;
    MessageLimits const& limits_;
    bool was_full_ = false;
};

ParsedMessage refusal(Refusal why, std::string detail)
{
    ParsedMessage result;
    result.refused.push_back({why, std::move(detail)});
    return result;
}

}  // namespace

ParsedMessage rows_of(std::string_view text, std::string_view topic, Devices const& devices,
                      MessageLimits const& limits)
{
    if (text.size() > limits.bytes) {
        return refusal(Refusal::too_large, fmt::format("{} bytes: at most {}", text.size(), limits.bytes));
    }
    if (int const depth = depth_of(text); depth > limits.depth) {
        return refusal(Refusal::too_deep, fmt::format("{} levels: at most {}", depth, limits.depth));
    }
    auto const message = json::parse(text.begin(), text.end(), nullptr, false);
    if (message.is_discarded()) return refusal(Refusal::not_json, "no JSON in UTF-8, or not the whole of it");
    MessageReader reader(topic, devices, limits);
    reader.read(message);
    if (reader.result.rows.empty() && reader.result.refused.empty()) {
        return refusal(Refusal::unknown_shape, "holds no observation");
    }
    return std::move(reader.result);
}

}  // namespace halong::serve
