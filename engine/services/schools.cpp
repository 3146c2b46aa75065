#include "services/schools.hpp"

#include "core/archive.hpp"
#include "services/desk.hpp"
#include "services/wait_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halong::services {
namespace {

using city::PlaceKind;

constexpr std::uint32_t no_row = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t thousandths = 1000;

bool has_seats(city::Place const& place)
{
    return (place.kind == PlaceKind::school || place.kind == PlaceKind::university) && place.pupils > 0;
}

class Schools final : public Service {
public:
    Schools(city::City const& city, city::Plans const& plans)
        : city_(city), plans_(plans), row_of_place_(city.places.size(), no_row), by_zone_(city.zones.size())
    {
        for (std::uint32_t i = 0; i < city.places.size(); ++i) {
            if (!has_seats(city.places[core::PlaceId{i}])) continue;
            row_of_place_[i] = static_cast<std::uint32_t>(places_.size());
            places_.emplace_back(i);
        }
        came_.assign(places_.size(), 0);
        by_school_ = TallyTable(places_.size());
    }

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
        auto& [city, plans, places, row_of_place, came, ways_m, by_school, by_zone] = self;
        // Given: city … row_of_place.
        archive.section("school");
        archive.fixed(came);
        archive(ways_m, by_school, by_zone);
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
    std::vector<core::PlaceId> places_;
    std::vector<std::uint32_t> row_of_place_;
    std::vector<std::int64_t> came_;    // by row
    std::vector<std::int32_t> ways_m_;  // of each pupil, from where his day began, as the crow flies
    TallyTable by_school_;
    TallyTable by_zone_;
};

void Schools::seat(city::Presence const& presence)
{
    std::uint32_t const stay = presence.stay;
    std::uint32_t const home = plans_.stays_begin(presence.traveller);
    core::PlaceId const place = plans_.place[stay];
    std::uint32_t const row = place.valid() ? row_of_place_[place.value()] : no_row;
    ways_m_.push_back(static_cast<std::int32_t>(std::lround(geo::distance_m(plans_.point[home], plans_.point[stay]))));
    Tally tally{thousandths, 0, 0};
    if (row != no_row) {
        tally.covered = thousandths;
        if (++came_[row] <= city_.places[place].pupils) tally.carried = thousandths;
    }
    city::PersonClass const person_class = plans_.person_class[presence.traveller];
    int const hour = core::hour_of(presence.from_ms);
    core::ZoneId const lives_in = plans_.home_zone[presence.traveller];
    core::ZoneId const zone = lives_in.valid() ? lives_in : plans_.zone[home];
    by_zone_.at(zone.value(), hour, person_class) += tally;
    if (row != no_row) by_school_.at(row, hour, person_class) += tally;
}

ServiceResult Schools::result() const
{
    ServiceResult result;
    result.service = "school";
    result.unit = "pupil";
    result.by_site = by_school_;
    result.by_zone = by_zone_;
    result.places = places_;
    result.waits = wait_table({}, places_.size());  // nobody queues
    std::int64_t overloaded = 0;
    for (std::size_t row = 0; row < places_.size(); ++row) {
        std::int64_t const seats = city_.places[places_[row]].pupils;
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
    Tally const total = by_zone_.total();
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
