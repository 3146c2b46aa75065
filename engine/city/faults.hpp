// What of a city does not work at some times of the day: outages of a scenario, found out for each thing.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace halong::city {

using core::Millis;

// At [from, to) of the day.
struct Spell {
    Millis from_ms = 0;
    Millis to_ms = 0;
    [[nodiscard]] bool holds(Millis time_ms) const { return from_ms <= time_ms && time_ms < to_ms; }
    bool operator==(Spell const&) const = default;
};

// Spells of one kind of things, those of one thing apart and in order.
template <class Id>
class SpellsOf {
public:
    // A spell of no length is none; what touches or overlaps becomes one.
    void add(Id id, Spell spell)
    {
        if (spell.from_ms >= spell.to_ms) return;
        auto first = std::ranges::lower_bound(rows_, id, {}, &Row::id);
        while (is_of(first, id) && first->spell.to_ms < spell.from_ms) ++first;
        auto last = first;
        for (; is_of(last, id) && last->spell.from_ms <= spell.to_ms; ++last) {
            spell.from_ms = std::min(spell.from_ms, last->spell.from_ms);
            spell.to_ms = std::max(spell.to_ms, last->spell.to_ms);
        }
        rows_.insert(rows_.erase(first, last), {id, spell});
    }
    [[nodiscard]] std::vector<Spell> of(Id id) const
    {
        std::vector<Spell> spells;
        for (auto row = std::ranges::lower_bound(rows_, id, {}, &Row::id); is_of(row, id); ++row)
            spells.push_back(row->spell);
        return spells;
    }
    [[nodiscard]] bool empty() const { return rows_.empty(); }

    struct Row {
        Id id;
        Spell spell;
    };
    // By thing and time.
    [[nodiscard]] std::vector<Row> const& rows() const { return rows_; }

private:
    template <class Iterator>
    [[nodiscard]] bool is_of(Iterator row, Id id) const
    {
        return row != rows_.end() && row->id == id;
    }

    std::vector<Row> rows_;
};

// Whether one of them holds at this time.
inline bool any_holds(std::vector<Spell> const& spells, Millis time_ms)
{
    return std::ranges::any_of(spells, [time_ms](Spell const& spell) { return spell.holds(time_ms); });
}

// Part of [from, to) in which some of them holds; they are apart and in order.
inline Millis overlap_ms(std::vector<Spell> const& spells, Millis from_ms, Millis to_ms)
{
    Millis sum = 0;
    for (Spell const& spell : spells) {
        sum += std::max<Millis>(0, std::min(to_ms, spell.to_ms) - std::max(from_ms, spell.from_ms));
    }
    return sum;
}

// The first time from `time_ms` on at which none of them holds; they are apart and in order.
inline Millis end_of_spell(std::vector<Spell> const& spells, Millis time_ms)
{
    for (Spell const& spell : spells) {
        if (spell.holds(time_ms)) return spell.to_ms;
    }
    return time_ms;
}

// Signals without power are kept with the network (network::DarkSignal), and roads closed to whom knows it beforehand, too
// (network::HourBan); cabins that do not go are not in the timetable of the day.
struct Faults {
    SpellsOf<core::SiteId> sites;       // hotspots and cameras that do not work
    SpellsOf<core::PlaceId> windows;    // one-stop centres where nobody is served
    SpellsOf<core::PlaceId> gates;      // entrances without power
    SpellsOf<core::PlaceId> mains;      // places without power, whatever batteries they have
    SpellsOf<core::LinkId> shut_roads;  // that no vehicle enters, which nobody knows of beforehand
};

}  // namespace halong::city
