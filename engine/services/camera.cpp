#include "services/camera.hpp"

#include "core/archive.hpp"
#include "core/exact_math.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "services/camera_view.hpp"
#include "services/figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halong::services {
namespace {

using city::PersonClass;
using core::LinkId;
using network::RoadClass;

constexpr double jam_pcu_per_m_lane = 1.0 / 7.5;
constexpr std::size_t passages_per_block = 2048;

bool is_main_street(RoadClass road)
{
    return road == RoadClass::trunk || road == RoadClass::primary || road == RoadClass::secondary ||
           road == RoadClass::tertiary;
}

class Camera final : public Service {
public:
    Camera(city::City const& city, city::Plans const& plans, scenario::CameraParameters const& parameters,
           scenario::Weather const& weather, core::Random random);

    [[nodiscard]] std::vector<LinkId> watched_links() const override;
    void passages(std::span<city::Passage const> passages) override;
    void advance(Millis) override {}  // detection has no state between passages
    [[nodiscard]] ServiceResult result() const override;

    void save(core::ArchiveWriter& archive) const override { transfer(archive, *this); }
    void load(core::ArchiveReader& archive) override { transfer(archive, *this); }
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, plans, parameters, weather, random, sites, views, view_offset, zone_of_link, traveller_of_stay,
               clear_share, length_mm, by_site, by_zone, by_link, sole, detecting, vehicle_mm, blind_mm, has_passed,
               seen_times, sight_offset, sights] = self;
        // Given: city … length_mm. Scratch: sights.
        archive.section("camera");
        archive(by_site, by_zone, by_link, sole, detecting, vehicle_mm, blind_mm, has_passed, seen_times);
    }

private:
    [[nodiscard]] std::span<LinkView const> views(LinkId link) const
    {
        return {views_.data() + view_offset_[link.value()], views_.data() + view_offset_[link.value() + 1]};
    }
    void find_zones();
    [[nodiscard]] double steady_probability(Millis time) const;
    // What one camera makes of one passage.
    struct Sight {
        float chance = 0;
        bool detected = false;
    };
    [[nodiscard]] Sight sight_of(LinkView const& view, city::Passage const& passage) const;
    void add(city::Passage const& passage, std::span<Sight const> sights);
    void add_chances(std::uint32_t leg, std::span<Sight const> sights);
    void add_trips(ServiceResult& result) const;
    void add_redundancy(ServiceResult& result) const;

    city::City const& city_;
    city::Plans const& plans_;
    scenario::CameraParameters parameters_;
    scenario::Weather weather_;
    core::Random random_;
    std::vector<core::SiteId> sites_;
    std::vector<LinkView> views_;
    std::vector<std::uint32_t> view_offset_;  // by link + 1
    std::vector<std::uint32_t> zone_of_link_;
    std::vector<std::uint32_t> traveller_of_stay_;
    std::vector<double> clear_share_;      // by occupancy in thousandths: 1 - occlusion
    std::vector<std::int32_t> length_mm_;  // by link
    TallyTable by_site_;
    TallyTable by_zone_;
    std::vector<Tally> by_link_;
    std::vector<std::int64_t> sole_;         // by site, thousandths of passages that it alone detected
    std::int64_t detecting_ = 0;             // cameras that detected, over all passages
    std::int64_t vehicle_mm_ = 0;            // of passages of vehicles
    std::int64_t blind_mm_ = 0;              // of these, on links without a part in view
    std::vector<std::uint8_t> has_passed_;   // by leg: 1 when it has been on a link
    std::vector<float> seen_times_;          // [leg][i]: probability of exactly i < seen_at_least detections
    std::vector<std::size_t> sight_offset_;  // by passage of a window + 1
    std::vector<Sight> sights_;              // for each view of each passage
};

Camera::Camera(city::City const& city, city::Plans const& plans, scenario::CameraParameters const& parameters,
               scenario::Weather const& weather, core::Random random)
    : city_(city),
      plans_(plans),
      parameters_(parameters),
      weather_(weather),
      random_(random),
      sites_(camera_sites(city)),
      views_(link_views(city, sites_)),
      view_offset_(city.network.link_count() + 1, 0),
      traveller_of_stay_(travellers_by_stay(plans)),
      by_site_(sites_.size()),
      by_zone_(city.zones.size()),
      by_link_(city.network.link_count()),
      sole_(sites_.size(), 0),
      has_passed_(plans.stay_count(), 0),
      seen_times_(plans.stay_count() * static_cast<std::size_t>(parameters.seen_at_least), 0)
{
    for (LinkId const link : city.network.links()) {
        length_mm_.push_back(static_cast<std::int32_t>(std::lround(city.network.length_m(link) * 1000)));
    }
    for (LinkView const& view : views_) ++view_offset_[view.link.value() + 1];
    for (std::size_t i = 1; i < view_offset_.size(); ++i) view_offset_[i] += view_offset_[i - 1];
    find_zones();
    for (int permille = 0; permille <= 1000; ++permille) {
        double const density = permille / 1000.0 * jam_pcu_per_m_lane;
        clear_share_.push_back(core::exact_exp(-parameters.occlusion_per_density * density));
    }
}

void Camera::find_zones()
{
    zone_of_link_.assign(city_.network.link_count(), UINT32_MAX);
    core::for_each_index(city_.network.link_count(), 256, [&](std::size_t i) {
        LinkId const link{i};
        if (city_.network.road_class(link) == RoadClass::ferry) return;
        auto const shape = city_.network.shape(link);
        zone_of_link_[i] = city_.nearest_zone(shape[shape.size() / 2]).value();
    });
}

std::vector<LinkId> Camera::watched_links() const
{
    std::vector<LinkId> links;
    for (std::uint32_t i = 0; i < zone_of_link_.size(); ++i) {
        if (zone_of_link_[i] != UINT32_MAX) links.emplace_back(i);
    }
    return links;
}

double Camera::steady_probability(Millis time) const
{
    return parameters_.uptime * parameters_.algorithm_factor * clear_sight(time, parameters_, weather_);
}

// One draw for each camera, traveller, leg and link: the same whatever other cameras stand where.
Camera::Sight Camera::sight_of(LinkView const& view, city::Passage const& passage) const
{
    if (view.seen_share <= 0) return {};
    double const in_view_s = view.seen_share * (passage.exit_ms - passage.entry_ms) / 1000.0;
    double const exposed = 1 - core::exact_exp(-in_view_s / parameters_.exposure_time_s);
    double const p = steady_probability(passage.exit_ms) * exposed *
                     clear_share_[std::min<std::size_t>(passage.occupancy_permille, 1000)] * view.duty;
    std::uint32_t const traveller = traveller_of_stay_[passage.leg];
    std::uint32_t const ordinal = passage.leg - plans_.stays_begin(traveller);
    std::uint64_t const entity =
        core::combine(city_.sites[sites_[view.camera]].stable_id, plans_.traveller_key[traveller]);
    auto const link = static_cast<std::uint32_t>(city_.network.stable_id(view.link));
    bool const detected = random_.uniform(core::Stream::camera_detection, {entity, link, ordinal}) < p;
    return {static_cast<float>(p), detected};
}

// Draws run in parallel, one result for each view of each passage; sums are added in order afterwards.
void Camera::passages(std::span<city::Passage const> passages)
{
    sight_offset_.assign(1, 0);
    for (city::Passage const& passage : passages) {
        sight_offset_.push_back(sight_offset_.back() + views(passage.link).size());
    }
    sights_.assign(sight_offset_.back(), {});
    core::for_each_index(passages.size(), passages_per_block, [&](std::size_t i) {
        auto const seen_by = views(passages[i].link);
        for (std::size_t k = 0; k < seen_by.size(); ++k) {
            sights_[sight_offset_[i] + k] = sight_of(seen_by[k], passages[i]);
        }
    });
    // Passages of a minute go all over the city: without asking ahead, each would wait for memory several times.
    constexpr std::size_t ahead = 24;
    auto const most = static_cast<std::size_t>(parameters_.seen_at_least);
    for (std::size_t i = 0; i < passages.size(); ++i) {
        if (i + ahead < passages.size()) {
            city::Passage const& later = passages[i + ahead];
            __builtin_prefetch(&has_passed_[later.leg], 1);
            __builtin_prefetch(&traveller_of_stay_[later.leg]);
            __builtin_prefetch(&plans_.mode[later.leg]);
            __builtin_prefetch(&length_mm_[later.link.value()]);
            __builtin_prefetch(&zone_of_link_[later.link.value()]);
            __builtin_prefetch(&by_link_[later.link.value()], 1);
            if (!views(later.link).empty()) __builtin_prefetch(&seen_times_[later.leg * most], 1);
        }
        add(passages[i], {sights_.data() + sight_offset_[i], sights_.data() + sight_offset_[i + 1]});
    }
}

// The number of detections of a trip, given the day's weather, is a sum of independent draws (Poisson-binomial): its
// probabilities below `seen_at_least`, one passage after the other.
void Camera::add_chances(std::uint32_t leg, std::span<Sight const> sights)
{
    auto const most = static_cast<std::size_t>(parameters_.seen_at_least);
    float* const times = seen_times_.data() + leg * most;
    if (has_passed_[leg] == 0) times[0] = 1;
    has_passed_[leg] = 1;
    for (Sight const& sight : sights) {
        float const p = sight.chance;
        if (p <= 0) continue;
        for (std::size_t i = most - 1; i > 0; --i) times[i] = times[i] * (1 - p) + times[i - 1] * p;
        times[0] *= 1 - p;
    }
}

void Camera::add(city::Passage const& passage, std::span<Sight const> sights)
{
    std::uint32_t const zone_row = zone_of_link_[passage.link.value()];
    bool const is_watched = zone_row != UINT32_MAX;  // others may watch more links
    if (!is_watched || passage.exit_ms >= core::ms_per_day) return;
    int const hour = core::hour_of(passage.exit_ms);
    PersonClass const person_class = plans_.person_class[traveller_of_stay_[passage.leg]];
    bool covered = false;
    std::int64_t detecting = 0;
    std::uint32_t last = 0;
    auto const seen_by = views(passage.link);
    for (std::size_t k = 0; k < seen_by.size(); ++k) {
        Tally& site = by_site_.at(seen_by[k].camera, hour, person_class);
        site.offered += thousandths;
        if (seen_by[k].seen_share <= 0) continue;
        covered = true;
        site.covered += thousandths;
        if (!sights[k].detected) continue;
        ++detecting;
        last = seen_by[k].camera;
        site.carried += thousandths;
    }
    for (Tally* const tally : {&by_zone_.at(zone_row, hour, person_class), &by_link_[passage.link.value()]}) {
        tally->offered += thousandths;
        if (covered) tally->covered += thousandths;
        if (detecting > 0) tally->carried += thousandths;
    }
    if (detecting == 1) sole_[last] += thousandths;
    detecting_ += detecting;
    add_chances(passage.leg, sights);
    if (!city::has_vehicle(plans_.mode[passage.leg])) return;
    vehicle_mm_ += length_mm_[passage.link.value()];
    if (!covered) blind_mm_ += length_mm_[passage.link.value()];
}

// Expected shares of the trips, given the weather of the day; in millionths, so that their sum is exact.
void Camera::add_trips(ServiceResult& result) const
{
    auto const most = static_cast<std::size_t>(parameters_.seen_at_least);
    std::int64_t trips = 0;
    std::int64_t never = 0;
    std::int64_t less = 0;
    for (std::size_t leg = 0; leg < has_passed_.size(); ++leg) {
        if (has_passed_[leg] == 0) continue;
        float const* const times = seen_times_.data() + leg * most;
        double below = 0;
        for (std::size_t i = 0; i < most; ++i) below += times[i];
        ++trips;
        never += std::llround(1e6 * times[0]);
        less += std::llround(1e6 * std::min(below, 1.0));
    }
    std::int64_t const all = 1'000'000 * trips;
    result.extras.emplace_back("trips_seen_pct", percent(all - never, all));
    result.extras.emplace_back("trips_seen_often_pct", percent(all - less, all));
}

void Camera::add_redundancy(ServiceResult& result) const
{
    std::int64_t const detected = by_zone_.total().carried / thousandths;
    std::int64_t all = 0;
    std::int64_t worst = 0;
    for (std::int64_t const sole : sole_) {
        all += sole / thousandths;
        worst = std::max(worst, sole / thousandths);
    }
    double const mean = detected > 0 ? static_cast<double>(detecting_) / static_cast<double>(detected) : 0;
    result.extras.emplace_back("cameras_per_detection", mean);
    result.extras.emplace_back("one_camera_only_pct", percent(all, detected));
    result.extras.emplace_back("worst_failure_pct", percent(worst, detected));
}

ServiceResult Camera::result() const
{
    ServiceResult result{"camera", "passage", sites_, by_site_, by_zone_, {}, {}};
    for (std::size_t row = 0; row < sites_.size(); ++row) {
        result.peaks.push_back(busiest_hour(by_site_, row, &Tally::covered));
    }
    double blind_m = 0;
    double main_m = 0;
    for (LinkId const link : city_.network.links()) {
        if (!is_main_street(city_.network.road_class(link))) continue;
        main_m += city_.network.length_m(link);
        bool const seen = std::ranges::any_of(views(link), [](LinkView const& view) { return view.seen_share > 0; });
        if (!seen) blind_m += city_.network.length_m(link);
    }
    result.extras = {{"main_street_km", main_m / 1000},
                     {"main_street_unseen_link_km", blind_m / 1000},
                     {"blind_vehicle_km_pct", percent(blind_mm_, vehicle_mm_)}};
    add_trips(result);
    add_redundancy(result);
    result.sole = sole_;
    for (LinkId const link : city_.network.links()) {
        auto const shape = city_.network.shape(link);
        result.cells.push_back({geo::point_along({shape.begin(), shape.end()}, 0.5), by_link_[link.value()]});
        auto const seen = std::ranges::count_if(views(link), [](LinkView const& view) { return view.seen_share > 0; });
        result.link_sites.push_back(static_cast<std::uint16_t>(std::min<std::ptrdiff_t>(seen, UINT16_MAX)));
    }
    return result;
}

}  // namespace

std::unique_ptr<Service> make_camera(city::City const& city, city::Plans const& plans,
                                     scenario::CameraParameters const& parameters, scenario::Weather const& weather,
                                     core::Random random)
{
    return std::make_unique<Camera>(city, plans, parameters, weather, random);
}

}  // namespace halong::services
