#include "services/utilities.hpp"

#include "core/archive.hpp"
#include "services/car_parks.hpp"
#include "services/visit_book.hpp"

#include <algorithm>
#include <array>

namespace halong::services {
namespace {

using city::Activity;
using city::PlaceKind;

bool has_load(city::Place const& place)
{
    return place.zone.valid() && (place.kind == PlaceKind::hotel || is_sight(place.kind));
}

// Of one person for an hour.
struct Rate {
    double l = 0;
    double kwh = 0;
    double kg = 0;
};

class Utilities final : public Service {
public:
    Utilities(city::City const& city, city::Plans const& plans, scenario::UtilityParameters const& parameters)
        : city_(city),
          plans_(plans),
          parameters_(parameters),
          rows_(city, has_load),
          present_ms_(rows_.size() * core::hours_per_day * city::person_class_count, 0),
          dark_ms_(rows_.size() * core::hours_per_day, 0)
    {
        for (core::PlaceId const place : rows_.places()) dark_.push_back(city.faults.mains.of(place));
    }

    void presences(std::span<city::Presence const> presences) override
    {
        for (city::Presence const& presence : presences) add(presence);
    }
    void advance(Millis until_ms) override { static_cast<void>(until_ms); }  // stays are counted when they begin
    [[nodiscard]] ServiceResult result() const override;

    void save(core::ArchiveWriter& archive) const override { transfer(archive, *this); }
    void load(core::ArchiveReader& archive) override { transfer(archive, *this); }
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, plans, parameters, rows, dark, present_ms, dark_ms] = self;
        // Given: city … dark.
        archive.section("utility");
        archive.fixed(present_ms, dark_ms);
    }

private:
    [[nodiscard]] bool counts(std::uint32_t stay) const;
    void add(city::Presence const& presence);
    [[nodiscard]] Rate rate_at(std::uint32_t row) const
    {
        bool const hotel = city_.places[rows_[row]].kind == PlaceKind::hotel;
        auto const& p = parameters_;
        return hotel ? Rate{p.hotel_l, p.hotel_kwh, p.hotel_kg} : Rate{p.sight_l, p.sight_kwh, p.sight_kg};
    }

    city::City const& city_;
    city::Plans const& plans_;
    scenario::UtilityParameters parameters_;
    PlaceRows rows_;
    std::vector<std::vector<city::Spell>> dark_;  // by row: without power
    std::vector<std::int64_t> present_ms_;        // [row][hour][person class]: person-milliseconds
    std::vector<std::int64_t> dark_ms_;           // [row][hour]: of these, without power
};

bool Utilities::counts(std::uint32_t stay) const
{
    switch (plans_.activity[stay]) {
        case Activity::hotel:
        case Activity::visit:
        case Activity::leisure:
        case Activity::shopping:
        case Activity::meal:
            return plans_.mode[stay] != city::Mode::transit;  // a stop of a boat or cabin is no visit
        default:
            return false;
    }
}

void Utilities::add(city::Presence const& presence)
{
    std::uint32_t const row = rows_.of(plans_.place[presence.stay]);
    if (row == PlaceRows::none || !counts(presence.stay)) return;
    auto const person_class = static_cast<std::size_t>(plans_.person_class[presence.traveller]);
    std::int64_t const persons = plans_.persons[presence.traveller];
    Millis const until_ms = std::min(presence.to_ms, core::ms_per_day);
    for (Millis from_ms = presence.from_ms; from_ms < until_ms;) {
        Millis const to_ms = std::min(until_ms, (from_ms / core::ms_per_hour + 1) * core::ms_per_hour);
        auto const cell = row * std::size_t{core::hours_per_day} + static_cast<std::size_t>(core::hour_of(from_ms));
        present_ms_[cell * city::person_class_count + person_class] += persons * (to_ms - from_ms);
        dark_ms_[cell] += persons * city::overlap_ms(dark_[row], from_ms, to_ms);
        from_ms = to_ms;
    }
}

ServiceResult Utilities::result() const
{
    ServiceResult result;
    result.service = "utility";
    result.unit = "person_min";
    result.places = rows_.places();
    result.by_site = TallyTable(rows_.size());
    result.by_zone = TallyTable(city_.zones.size());
    double unserved_kwh = 0;
    result.loads = {{"water", "l", {}}, {"power", "kWh", {}}, {"waste", "kg", {}}};
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
        Rate const rate = rate_at(row);
        std::uint32_t const zone = city_.places[rows_[row]].zone.value();
        for (int hour = 0; hour < core::hours_per_day; ++hour) {
            std::int64_t all_ms = 0;
            for (int c = 0; c < city::person_class_count; ++c) {
                auto const cell = (row * std::size_t{core::hours_per_day} + static_cast<std::size_t>(hour)) *
                                      city::person_class_count +
                                  static_cast<std::size_t>(c);
                std::int64_t const minutes = present_ms_[cell] * thousandths / core::ms_per_minute;
                Tally const tally{minutes, minutes, minutes};
                result.by_site.at(row, hour, static_cast<city::PersonClass>(c)) += tally;
                result.by_zone.at(zone, hour, static_cast<city::PersonClass>(c)) += tally;
                all_ms += present_ms_[cell];
            }
            double const person_h = static_cast<double>(all_ms) / core::ms_per_hour;
            result.loads[0].amount.push_back(person_h * rate.l);
            std::int64_t const dark_ms =
                dark_ms_[row * std::size_t{core::hours_per_day} + static_cast<std::size_t>(hour)];
            double const dark_kwh = static_cast<double>(dark_ms) / core::ms_per_hour * rate.kwh;
            result.loads[1].amount.push_back(person_h * rate.kwh - dark_kwh);
            unserved_kwh += dark_kwh;
            result.loads[2].amount.push_back(person_h * rate.kg);
        }
        result.peaks.push_back(busiest_hour(result.by_site, row, &Tally::offered));
    }
    LoadPeak const water = peak_of(result.loads[0]);
    LoadPeak const power = peak_of(result.loads[1]);
    LoadPeak const waste = peak_of(result.loads[2]);
    result.extras = {{"water_m3", water.day / 1000},
                     {"water_peak_m3_h", water.amount / 1000},
                     {"water_peak_hour", static_cast<double>(water.hour)},
                     {"power_mwh", power.day / 1000},
                     {"power_peak_kw", power.amount},
                     {"power_peak_hour", static_cast<double>(power.hour)},
                     {"waste_t", waste.day / 1000},
                     {"waste_peak_kg_h", waste.amount},
                     {"waste_peak_hour", static_cast<double>(waste.hour)},
                     {"power_unserved_mwh", unserved_kwh / 1000}};
    return result;
}

}  // namespace

std::unique_ptr<Service> make_utilities(city::City const& city, city::Plans const& plans,
                                        scenario::UtilityParameters const& parameters)
{
    if (std::ranges::none_of(city.places, has_load)) return nullptr;
    return std::make_unique<Utilities>(city, plans, parameters);
}

}  // namespace halong::services
