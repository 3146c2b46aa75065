#include "city/sumo_words.hpp"

#include "city/xml_file.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace halong::city {
namespace {

using network::Access;
using network::VehicleClass;

struct Word {
    std::string_view vclass;
    VehicleClass vehicle;
};

// By class: the word that we write.
constexpr std::array<std::string_view, network::vehicle_class_count> own_words{
    "motorcycle", "passenger", "delivery", "bus", "coach", "truck", "bicycle"};

constexpr std::array<Word, 20> words{{{"passenger", VehicleClass::car},
                                      {"private", VehicleClass::car},
                                      {"taxi", VehicleClass::car},
                                      {"hov", VehicleClass::car},
                                      {"evehicle", VehicleClass::car},
                                      {"emergency", VehicleClass::car},
                                      {"authority", VehicleClass::car},
                                      {"army", VehicleClass::car},
                                      {"vip", VehicleClass::car},
                                      {"ignoring", VehicleClass::car},
                                      {"custom1", VehicleClass::car},
                                      {"custom2", VehicleClass::car},
                                      {"motorcycle", VehicleClass::motorbike},
                                      {"moped", VehicleClass::motorbike},
                                      {"bicycle", VehicleClass::bicycle},
                                      {"delivery", VehicleClass::van},
                                      {"bus", VehicleClass::bus},
                                      {"coach", VehicleClass::coach},
                                      {"truck", VehicleClass::lorry},
                                      {"trailer", VehicleClass::lorry}}};

constexpr std::string_view walker_word = "pedestrian";

// Whom one word of a lane's list stands for.
Access access_of_word(std::string_view word)
{
    if (word == "all") return Access::all_vehicles().with(Access::walkers());
    if (word == walker_word) return Access::walkers();
    for (std::size_t i = 0; i < own_words.size(); ++i) {
        if (own_words[i] == word) return Access::of(static_cast<VehicleClass>(i));
    }
    return {};
}

Access access_of_list(std::string_view list)
{
    Access access;
    while (!list.empty()) {
        auto const end = std::min(list.find_first_of(" ;,"), list.size());
        access = access.with(access_of_word(list.substr(0, end)));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return access;
}

}  // namespace

std::optional<VehicleClass> vehicle_of_sumo(std::string_view vclass)
{
    for (Word const& word : words) {
        if (word.vclass == vclass) return word.vehicle;
    }
    return std::nullopt;
}

std::string_view sumo_class_of(VehicleClass vehicle) { return own_words[static_cast<std::size_t>(vehicle)]; }

Access access_of_sumo(std::string_view allow, std::string_view disallow)
{
    if (!allow.empty()) return access_of_list(allow);
    return Access::all_vehicles().without(access_of_list(disallow));
}

std::string sumo_allow_list(Access access)
{
    std::string list;
    auto const add = [&list](std::string_view word) {
        if (!list.empty()) list += ' ';
        list += word;
    };
    for (std::size_t i = 0; i < own_words.size(); ++i) {
        if (access.has(static_cast<VehicleClass>(i))) add(own_words[i]);
    }
    if (access.has_walkers()) add(walker_word);
    return list;
}

std::optional<core::Millis> parse_sumo_time(std::string_view text)
{
    constexpr std::array<double, 4> unit_s{1, 60, 3'600, 86'400};
    double seconds = 0;
    std::size_t parts = 0;
    for (bool more = true; more; ++parts) {
        auto const colon = text.rfind(':');
        more = colon != std::string_view::npos;
        double const value = parse_number(more ? text.substr(colon + 1) : text);
        if (parts == unit_s.size() || !std::isfinite(value)) return std::nullopt;
        seconds += value * unit_s[parts];
        text = text.substr(0, more ? colon : 0);
    }
    constexpr double limit_s = 24 * 86'400.0;
    if (std::fabs(seconds) > limit_s) return std::nullopt;
    return static_cast<core::Millis>(std::lround(seconds * core::ms_per_second));
}

}  // namespace halong::city
