// The demand of a day raised or lowered by groups of travellers: what counts on streets tell about who came.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"

#include <compare>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace halong::demand {

// Travellers who are alike in what counts can tell of them: kind of person, where the day begins, where its main stay is
// and the hour of the first departure. Whoever comes in the morning also goes back in the evening, so the whole day of a
// traveller has one group and one weight.
struct TravellerGroup {
    city::PersonClass who = city::PersonClass::resident;
    core::ZoneId origin;  // of the first stay
    core::ZoneId
        destination;  // of the longest stay between the first and the last; of the last where there are but two
    int hour = 0;     // 0 … 23

    auto operator<=>(TravellerGroup const&) const = default;  // NOLINT(modernize-use-nullptr): sees one in it
};

// Nothing for who never leaves, and for empty runs of taxis, which follow from those who wait for them.
std::optional<TravellerGroup> group_of(city::Plans const& plans, std::uint32_t traveller);
// By traveller; nothing for buses of the timetable as well. O(stays).
std::vector<std::optional<TravellerGroup>> groups_of(city::Plans const& plans);
// The same by the travellers' keys: for plans in which the same travellers leave at other times. Looked up only, never
// walked.
using GroupsByKey = std::unordered_map<std::uint64_t, std::optional<TravellerGroup>>;
GroupsByKey groups_by_key(city::Plans const& plans);

// What a change holds for: each kind names some members of a group and leaves the others open.
enum class ChangeKind : std::uint8_t {
    person_hour,       // kind of person and hour
    origin_hour,       // zone of origin and hour
    destination_hour,  // zone of destination and hour
    pair               // zones of origin and destination
};
inline constexpr int change_kind_count = 4;
std::string_view name_of(ChangeKind kind);

// The members that a kind names; the others are 0 or invalid.
struct ChangeKey {
    ChangeKind kind = ChangeKind::pair;
    TravellerGroup group;

    auto operator<=>(ChangeKey const&) const = default;  // NOLINT(modernize-use-nullptr): sees one in it
};
ChangeKey key_of(ChangeKind kind, TravellerGroup const& group);

// Travellers of a group count 1 + the sum of all changes that hold for it, never less than 0.
struct DemandChange {
    ChangeKey key;
    double change = 0;  // >= -1
};

// A CSV file with a header and the columns kind, person_class, origin, destination (ids of zones), hour (0 … 23) and
// change; cells that the kind leaves open are empty. Rows are sorted by key. Throws CannotWrite.
void write_demand_changes(std::filesystem::path const& path, std::vector<DemandChange> changes, city::City const& city);
// Throws UserError with up to 20 faults and their lines: missing columns, unknown kinds, classes or zones, hours and
// changes that cannot be read or lie outside [-1, 100], keys that repeat.
std::vector<DemandChange> read_demand_changes(std::filesystem::path const& path, city::City const& city);

// Changes of a demand that had been changed before: sums by key, not below -1. Their product would also have terms of two
// changes, which are left out.
std::vector<DemandChange> both_changes(std::vector<DemandChange> first, std::vector<DemandChange> const& second);

// The weight of a group, >= 0. `changes` are sorted by key.
double weight_of(TravellerGroup const& group, std::vector<DemandChange> const& changes);

}  // namespace halong::demand
