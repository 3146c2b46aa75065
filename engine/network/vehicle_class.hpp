// Kinds of vehicles, what they take of the road, and the set of kinds that may use a link.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace halong::network {

enum class VehicleClass : std::uint8_t {
    motorbike,
    car,
    van,
    bus,
    coach,
    lorry,
    bicycle
};
inline constexpr int vehicle_class_count = 7;

struct VehicleClassInfo {
    std::string_view name;
    int pcu_milli;           // passenger car units, thousandths
    double speed_limit_kmh;  // own top speed in the city; the link's limit holds as well
};

// PCU: motorbike 0.25 (range 0.20-0.30: Agarwal et al. 2015; TCXDVN 104:2007), bus 3.0 (Cao & Sano 2012: 10.5/3.4),
// van 1.25 and lorry 2.5 (TCXDVN 104:2007 class values; estimate), coach 3.0, bicycle 0.25. Top speeds: estimates; the
// motorbike's is its free speed on city streets, 30-40 km/h (data/halong/SOURCES.md §2, estimate).
inline constexpr std::array<VehicleClassInfo, vehicle_class_count> vehicle_classes{{
    {"motorbike", 250, 40.0},
    {"car", 1000, 100.0},
    {"van", 1250, 90.0},
    {"bus", 3000, 60.0},
    {"coach", 3000, 80.0},
    {"lorry", 2500, 70.0},
    {"bicycle", 250, 14.0},
}};

constexpr VehicleClassInfo const& info(VehicleClass vehicle)
{
    return vehicle_classes[static_cast<std::size_t>(vehicle)];
}

// The class of a name such as "motorbike", or nothing.
constexpr std::optional<VehicleClass> find_vehicle_class(std::string_view name)
{
    for (std::size_t i = 0; i < vehicle_classes.size(); ++i) {
        if (vehicle_classes[i].name == name) return static_cast<VehicleClass>(i);
    }
    return std::nullopt;
}

// A set of vehicle classes and walkers.
class Access {
public:
    constexpr Access() = default;
    static constexpr Access all_vehicles() { return Access((1U << vehicle_class_count) - 1U); }
    static constexpr Access walkers() { return Access(1U << vehicle_class_count); }
    static constexpr Access of(VehicleClass vehicle) { return Access(1U << static_cast<unsigned>(vehicle)); }
    static constexpr Access from_bits(std::uint16_t bits) { return Access(bits); }
    [[nodiscard]] constexpr bool has(VehicleClass vehicle) const
    {
        return (bits_ >> static_cast<unsigned>(vehicle) & 1U) != 0;
    }
    [[nodiscard]] constexpr bool has_walkers() const { return (bits_ >> vehicle_class_count & 1U) != 0; }
    [[nodiscard]] constexpr bool overlaps(Access other) const { return (bits_ & other.bits_) != 0; }
    [[nodiscard]] constexpr Access with(Access other) const { return Access(bits_ | other.bits_); }
    [[nodiscard]] constexpr Access without(Access other) const
    {
        return Access(bits_ & ~static_cast<unsigned>(other.bits_));
    }
    [[nodiscard]] constexpr std::uint16_t bits() const { return bits_; }
    constexpr bool operator==(Access const&) const = default;

private:
    constexpr explicit Access(unsigned bits) : bits_(static_cast<std::uint16_t>(bits)) {}
    std::uint16_t bits_ = 0;
};

}  // namespace halong::network
