#include "services/camera.hpp"

#include "core/archive.hpp"
#include "core/exact_math.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "services/camera_view.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halong::services {
namespace {

using city::PersonClass;
using core::LinkId;
using network::RoadClass;

constexpr std::int64_t one_passage = 1000;  // tallies are in thousandths
constexpr double fog_factor = 0.5;          // assumption: data/halong/SOURCES.md §4
constexpr double jam_pcu_per_m_lane = 1.0 / 7.5;
constexpr std::size_t passages_per_block = 2048;

bool is_main_street(RoadClass road)
{
    return road == RoadClass::trunk || road == RoadClass::primary || road == RoadClass::secondary ||
           road == RoadClass::tertiary;
}

std::vector<core::SiteId> camera_sites(city::City const& city)
{
    std::vector<core::SiteId> sites;
    for (std::uint32_t i = 0; i < city.sites.size(); ++i) {
        if (city.sites[core::SiteId{i}].service == scenario::ServiceKind::camera) sites.emplace_back(i);
    }
    return sites;
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
               clear_share, by_site, by_zone, detected_offset, detected] = self;
        // Given: city … clear_share. Scratch: detected.
        archive.section("camera");
        archive(by_site, by_zone);
    }

private:
    [[nodiscard]] std::span<LinkView const> views(LinkId link) const
    {
        return {views_.data() + view_offset_[link.value()], views_.data() + view_offset_[link.value() + 1]};
    }
    void find_zones();
    void find_travellers();
    [[nodiscard]] double steady_probability(Millis time) const;
    [[nodiscard]] bool detects(LinkView const& view, city::Passage const& passage) const;
    void add(city::Passage const& passage, std::span<std::uint8_t const> detected);

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
    std::vector<double> clear_share_;  // by occupancy in thousandths: 1 - occlusion
    TallyTable by_site_;
    TallyTable by_zone_;
    std::vector<std::size_t> detected_offset_;  // by passage of a window + 1
    std::vector<std::uint8_t> detected_;        // for each view of each passage: 1 when it detects
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
      by_site_(sites_.size()),
      by_zone_(city.zones.size())
{
    for (LinkView const& view : views_) ++view_offset_[view.link.value() + 1];
    for (std::size_t i = 1; i < view_offset_.size(); ++i) view_offset_[i] += view_offset_[i - 1];
    find_zones();
    find_travellers();
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

void Camera::find_travellers()
{
    traveller_of_stay_.resize(plans_.stay_count());
    for (std::uint32_t traveller = 0; traveller < plans_.traveller_count(); ++traveller) {
        std::fill(traveller_of_stay_.begin() + plans_.stays_begin(traveller),
                  traveller_of_stay_.begin() + plans_.stays_end(traveller), traveller);
    }
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
    double const hour = static_cast<double>(time % core::ms_per_day) / core::ms_per_hour;
    bool const day = hour >= parameters_.sunrise_h && hour < parameters_.sunset_h;
    double p = parameters_.uptime * parameters_.algorithm_factor;
    p *= day ? parameters_.day_factor : parameters_.night_factor;
    if (weather_.rain) p *= parameters_.rain_factor;
    if (weather_.fog) p *= fog_factor;
    return p;
}

// One draw for each camera, traveller, leg and link: the same whatever other cameras stand where.
bool Camera::detects(LinkView const& view, city::Passage const& passage) const
{
    if (view.seen_share <= 0) return false;
    double const in_view_s = view.seen_share * (passage.exit_ms - passage.entry_ms) / 1000.0;
    double const exposed = 1 - core::exact_exp(-in_view_s / parameters_.exposure_time_s);
    double const p = steady_probability(passage.exit_ms) * exposed *
                     clear_share_[std::min<std::size_t>(passage.occupancy_permille, 1000)];
    std::uint32_t const traveller = traveller_of_stay_[passage.leg];
    std::uint32_t const ordinal = passage.leg - plans_.stays_begin(traveller);
    std::uint64_t const entity =
        core::combine(city_.sites[sites_[view.camera]].stable_id, plans_.traveller_key[traveller]);
    auto const link = static_cast<std::uint32_t>(city_.network.stable_id(view.link));
    return random_.uniform(core::Stream::camera_detection, {entity, link, ordinal}) < p;
}

// Draws run in parallel, one result for each view of each passage; sums are added in order afterwards.
void Camera::passages(std::span<city::Passage const> passages)
{
    detected_offset_.assign(1, 0);
    for (city::Passage const& passage : passages) {
        detected_offset_.push_back(detected_offset_.back() + views(passage.link).size());
    }
    detected_.assign(detected_offset_.back(), 0);
    core::for_each_index(passages.size(), passages_per_block, [&](std::size_t i) {
        auto const seen_by = views(passages[i].link);
        for (std::size_t k = 0; k < seen_by.size(); ++k) {
            detected_[detected_offset_[i] + k] = detects(seen_by[k], passages[i]) ? 1 : 0;
        }
    });
    for (std::size_t i = 0; i < passages.size(); ++i) {
        add(passages[i], {detected_.data() + detected_offset_[i], detected_.data() + detected_offset_[i + 1]});
    }
}

void Camera::add(city::Passage const& passage, std::span<std::uint8_t const> detected)
{
    std::uint32_t const zone_row = zone_of_link_[passage.link.value()];
    bool const is_watched = zone_row != UINT32_MAX;  // others may watch more links
    if (!is_watched || passage.exit_ms >= core::ms_per_day) return;
    int const hour = core::hour_of(passage.exit_ms);
    PersonClass const person_class = plans_.person_class[traveller_of_stay_[passage.leg]];
    bool covered = false;
    bool carried = false;
    auto const seen_by = views(passage.link);
    for (std::size_t k = 0; k < seen_by.size(); ++k) {
        Tally& site = by_site_.at(seen_by[k].camera, hour, person_class);
        site.offered += one_passage;
        if (seen_by[k].seen_share <= 0) continue;
        covered = true;
        site.covered += one_passage;
        if (detected[k] == 0) continue;
        carried = true;
        site.carried += one_passage;
    }
    Tally& zone = by_zone_.at(zone_row, hour, person_class);
    zone.offered += one_passage;
    if (covered) zone.covered += one_passage;
    if (carried) zone.carried += one_passage;
}

ServiceResult Camera::result() const
{
    ServiceResult result{"camera", "passage", sites_, by_site_, by_zone_, {}, {}};
    for (std::size_t row = 0; row < sites_.size(); ++row) {
        SitePeak peak;
        for (int hour = 0; hour < core::hours_per_day; ++hour) {
            Tally sum;
            for (int c = 0; c < city::person_class_count; ++c) {
                sum += by_site_.at(row, hour, static_cast<PersonClass>(c));
            }
            auto const load = static_cast<double>(sum.covered / one_passage);
            if (load > peak.peak_load) peak = {load, hour * core::ms_per_hour, 0};
        }
        result.peaks.push_back(peak);
    }
    double blind_m = 0;
    double main_m = 0;
    for (LinkId const link : city_.network.links()) {
        if (!is_main_street(city_.network.road_class(link))) continue;
        main_m += city_.network.length_m(link);
        bool const seen = std::ranges::any_of(views(link), [](LinkView const& view) { return view.seen_share > 0; });
        if (!seen) blind_m += city_.network.length_m(link);
    }
    result.extras = {{"main_street_km", main_m / 1000}, {"main_street_unseen_link_km", blind_m / 1000}};
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
