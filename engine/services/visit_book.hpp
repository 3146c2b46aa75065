// Services that stand at places: their rows, and what became of everybody who came.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/time.hpp"
#include "services/service.hpp"
#include "services/wait_table.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace halong::services {

// Of who came before the doors closed or not, and was served or not; `persons` >= 0.
Tally tally_of(std::int64_t persons, bool open, bool served);

// Where somebody lives, or for who lives elsewhere the zone of this stay.
core::ZoneId zone_of_visitor(city::Plans const& plans, std::uint32_t traveller, std::uint32_t stay);

// The places of a service in the order of the city, and back from place to row.
class PlaceRows {
public:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    // Of the places for which wanted(place) holds.
    template <class Wanted>
    PlaceRows(city::City const& city, Wanted const& wanted) : row_of_place_(city.places.size(), none)
    {
        for (std::uint32_t i = 0; i < city.places.size(); ++i) {
            if (!wanted(city.places[core::PlaceId{i}])) continue;
            row_of_place_[i] = static_cast<std::uint32_t>(places_.size());
            places_.emplace_back(i);
        }
    }
    [[nodiscard]] std::size_t size() const { return places_.size(); }
    [[nodiscard]] core::PlaceId operator[](std::uint32_t row) const { return places_[row]; }
    [[nodiscard]] std::vector<core::PlaceId> const& places() const { return places_; }
    // `none` for a place without a row, and for no place.
    [[nodiscard]] std::uint32_t of(core::PlaceId place) const
    {
        return place.valid() ? row_of_place_[place.value()] : none;
    }

private:
    std::vector<core::PlaceId> places_;
    std::vector<std::uint32_t> row_of_place_;
};

// Tallies by row and by zone, and the visits themselves.
class VisitBook {
public:
    VisitBook(std::size_t rows, std::size_t zones) : by_row_(rows), by_zone_(zones) {}

    // Somebody of this class who came at `come_ms`; `row` may be PlaceRows::none: then he counts in his zone only.
    void count(std::uint32_t row, core::ZoneId zone, Millis come_ms, city::PersonClass person_class,
               Tally const& tally);
    void add(QueueVisit const& visit) { visits_.push_back(visit); }
    [[nodiscard]] std::vector<QueueVisit> const& visits() const { return visits_; }

    // Of the service of this name: unit, places, tallies and waits; peaks and further figures are the service's own.
    [[nodiscard]] ServiceResult result(std::string service, std::string unit, PlaceRows const& rows) const;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [by_row, by_zone, visits] = self;
        archive(by_row, by_zone, visits);
    }

private:
    TallyTable by_row_;
    TallyTable by_zone_;
    std::vector<QueueVisit> visits_;
};

}  // namespace halong::services
