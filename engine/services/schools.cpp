#include "services/schools.hpp"

#include "core/archive.hpp"
#include "services/figures.hpp"
#include "services/visit_book.hpp"

#include <algorithm>
#include <cmath>

namespace halong::services {
namespace {

using city::PlaceKind;

bool has_seats(city::Place const& place)
{
    return (place.kind == PlaceKind::school || place.kind == PlaceKind::university) && place.pupils > 0;
}

class Schools final : public Service {
public:
    Schools(city::City const& city, city::Plans const& plans)
        : city_(city),
          plans_(plans),
          rows_(city, has_seats),
          came_(rows_.size(), 0),
          book_(rows_.size(), city.zones.size())
    {}

    void presences(std::span<city::Presence const> presences) override
    {
        for (city::Presence const& presence : presences) {
            if (plans_.activity[presence.stay] == city::Activity::school && is_first(presence)) seat(presence);
        }
    }
    void advance(Millis until_ms) override { static_cast<void>(until_ms); }  // seats are given on coming
    [[nodiscard]] ServiceResult result() const override;

    void save(core::ArchiveWriter& archive) const override { transfer(archive, *this); }
    void load(core::ArchiveReader& archive) override { transfer(archive, *this); }
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, plans, rows, came, ways_m, book] = self;
        // Given: city … rows.
        archive.section("school");
        archive.fixed(came);
        archive(ways_m, book);
    }

private:
    // Whoever goes home at noon comes twice.
    [[nodiscard]] bool is_first(city::Presence const& presence) const
    {
        std::uint32_t const begin = plans_.stays_begin(presence.traveller);
        return std::find(plans_.activity.begin() + begin, plans_.activity.begin() + presence.stay,
                         city::Activity::school) == plans_.activity.begin() + presence.stay;
    }
    void seat(city::Presence const& presence);

    city::City const& city_;
    city::Plans const& plans_;
    PlaceRows rows_;
    std::vector<std::int64_t> came_;    // by row
    std::vector<std::int32_t> ways_m_;  // of each pupil, from where his day began, as the crow flies
    VisitBook book_;
};

void Schools::seat(city::Presence const& presence)
{
    std::uint32_t const stay = presence.stay;
    std::uint32_t const home = plans_.stays_begin(presence.traveller);
    core::PlaceId const place = plans_.place[stay];
    std::uint32_t const row = rows_.of(place);
    ways_m_.push_back(static_cast<std::int32_t>(std::lround(geo::distance_m(plans_.point[home], plans_.point[stay]))));
    bool const is_known = row != PlaceRows::none;
    bool const has_seat = is_known && ++came_[row] <= city_.places[place].pupils;
    book_.count(row, zone_of_visitor(plans_, presence.traveller, home), presence.from_ms,
                plans_.person_class[presence.traveller], tally_of(1, is_known, has_seat));
}

ServiceResult Schools::result() const
{
    ServiceResult result = book_.result("school", "pupil", rows_);  // nobody queues: no waits
    std::int64_t overloaded = 0;
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
        std::int64_t const seats = city_.places[rows_[row]].pupils;
        if (came_[row] > seats) ++overloaded;
        result.peaks.push_back({.peak_load = static_cast<double>(came_[row]),
                                .busy_share = static_cast<double>(came_[row]) / static_cast<double>(seats)});
    }
    auto ways = ways_m_;
    std::ranges::sort(ways);
    std::int64_t all_m = 0;
    for (std::int32_t const way : ways) all_m += way;
    auto const beyond = ways.end() - std::ranges::upper_bound(ways, static_cast<std::int32_t>(school_radius_m));
    auto const pupils = static_cast<double>(ways.size());
    Tally const total = result.by_zone.total();
    result.extras = {{"overloaded_schools", static_cast<double>(overloaded)},
                     {"without_seat", static_cast<double>(total.covered - total.carried) / thousandths},
                     {"mean_way_km", ways.empty() ? 0 : static_cast<double>(all_m) / pupils / 1000},
                     {"way_p90_km", ways.empty() ? 0 : ways[(ways.size() * 9 - 1) / 10] / 1000.0},
                     {"beyond_radius_pct", percent(beyond, static_cast<std::int64_t>(ways.size()))}};
    return result;
}

}  // namespace

std::unique_ptr<Service> make_schools(city::City const& city, city::Plans const& plans)
{
    if (std::ranges::none_of(city.places, has_seats)) return nullptr;
    return std::make_unique<Schools>(city, plans);
}

}  // namespace halong::services
