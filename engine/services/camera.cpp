#include "services/camera.hpp"

#include "core/archive.hpp"
#include "core/exact_math.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "network/link_line.hpp"
#include "network/supply.hpp"
#include "services/camera_counts.hpp"
#include "services/camera_exposure.hpp"
#include "services/camera_view.hpp"
#include "services/detection_chances.hpp"
#include "services/figures.hpp"
#include "services/outages.hpp"
#include "services/shared_passages.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace halong::services {
namespace {

using city::PersonClass;
using core::LinkId;
using network::RoadClass;

constexpr double jam_pcu_per_m_lane = 1.0 / network::jam_spacing_m;
constexpr std::uint32_t legs_of_a_line = 64;  // whose flags share a cache line
constexpr std::size_t most_parts = 8;
constexpr std::uint32_t no_row = UINT32_MAX;

std::size_t part_count()
{
    auto const threads = static_cast<std::size_t>(core::thread_count());
    return std::bit_ceil(std::clamp<std::size_t>(threads, 1, most_parts));
}

bool is_main_street(RoadClass road)
{
    return road == RoadClass::trunk || road == RoadClass::primary || road == RoadClass::secondary ||
           road == RoadClass::tertiary;
}

// What passages need to know of a leg, in few bytes side by side.
struct LegFacts {
    std::uint64_t traveller_key = 0;
    std::uint32_t ordinal = 0;  // among the traveller's legs
    PersonClass person_class = PersonClass::resident;
};

std::vector<LegFacts> leg_facts(city::Plans const& plans)
{
    std::vector<LegFacts> facts(plans.stay_count());
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        std::uint32_t const first = plans.stays_begin(traveller);
        for (std::uint32_t leg = first; leg < plans.stays_end(traveller); ++leg) {
            facts[leg] = {plans.traveller_key[traveller], leg - first, plans.person_class[traveller]};
        }
    }
    return facts;
}

// How much hangs on one camera alone.
void add_redundancy(CameraCounts const& counts, ServiceResult& result)
{
    std::int64_t const detected = result.by_zone.total().carried / thousandths;
    std::int64_t const detecting = result.by_site.total().carried / thousandths;
    std::int64_t all = 0;
    std::int64_t worst = 0;
    for (std::int64_t const sole : counts.sole) {
        all += sole;
        worst = std::max(worst, sole);
        result.sole.push_back(thousandths * sole);
    }
    double const mean = detected > 0 ? static_cast<double>(detecting) / static_cast<double>(detected) : 0;
    result.extras.emplace_back("cameras_per_detection", mean);
    result.extras.emplace_back("one_camera_only_pct", percent(all, detected));
    result.extras.emplace_back("worst_failure_pct", percent(worst, detected));
}

class Camera final : public Service, public SharedPassages {
public:
    Camera(city::City const& city, city::Plans const& plans, scenario::CameraParameters const& parameters,
           scenario::Weather const& weather, core::Random random);

    [[nodiscard]] std::vector<LinkId> watched_links() const override;
    [[nodiscard]] std::vector<LinkId> links_by_occupancy() const override;
    void passages(std::span<city::Passage const> passages) override;
    void advance(Millis) override {}  // detection has no state between passages
    [[nodiscard]] ServiceResult result() const override;

    // What is counted stands with the links, the chances of a leg on one rank.
    [[nodiscard]] SharedPassages* shared_passages() override { return this; }
    void share(std::uint32_t rank, std::uint32_t count) override { chances_.share(rank, count); }
    void tell(std::span<core::ArchiveWriter> to_ranks) override { chances_.tell(to_ranks); }
    void hear(std::span<core::ArchiveReader> from_ranks) override { chances_.hear(from_ranks); }
    void write_own(core::ArchiveWriter& archive) const override;
    void take_in(core::ArchiveReader& archive) override;
    void let_go() override
    {
        for (CameraCounts& part : parts_) part.clear();
    }

    void save(core::ArchiveWriter& archive) const override
    {
        CameraCounts const counts = total();
        transfer(archive, *this, counts);
    }
    void load(core::ArchiveReader& archive) override
    {
        transfer(archive, *this, parts_.front());
        for (std::size_t part = 1; part < parts_.size(); ++part) parts_[part].clear();
    }
    template <class Archive, class Self, class Total>
    static void transfer(Archive& archive, Self& self, Total& total)
    {
        auto& [city, parameters, weather, random, sites, faults, views, view_offset, watchers, watcher_offset, seen_row,
               zone_of_link, legs, clear_share, parts, exposed, has_passed, chances] = self;
        // Given: city … clear_share. Parts are saved as their total. What is exposed can be worked out again.
        archive.section("camera");
        archive(total);
        archive.fixed(has_passed);
        archive(chances);
    }

private:
    // All that come near the link, and of these the ones that see a part of it.
    [[nodiscard]] std::span<LinkView const> views(LinkId link) const
    {
        return {views_.data() + view_offset_[link.value()], views_.data() + view_offset_[link.value() + 1]};
    }
    [[nodiscard]] std::span<LinkWatcher const> watchers(LinkId link) const
    {
        return {watchers_.data() + watcher_offset_[link.value()], watchers_.data() + watcher_offset_[link.value() + 1]};
    }
    [[nodiscard]] std::size_t part_of(std::uint32_t leg) const { return leg / legs_of_a_line & (parts_.size() - 1); }
    void find_zones();
    [[nodiscard]] double steady_probability(Millis time) const;
    void add_part(std::span<city::Passage const> passages, std::size_t part);
    void add(city::Passage const& passage, std::size_t part);
    void detect(city::Passage const& passage, int hour, std::size_t part);
    [[nodiscard]] CameraCounts total() const;
    [[nodiscard]] Tally tally_of(CameraCounts const& counts, LinkId link) const;
    void add_tallies(CameraCounts const& counts, ServiceResult& result) const;
    void add_trips(ServiceResult& result) const;

    city::City const& city_;
    scenario::CameraParameters parameters_;
    scenario::Weather weather_;
    core::Random random_;
    std::vector<core::SiteId> sites_;
    std::vector<std::vector<city::Spell>> faults_;  // by camera; empty where none has any
    std::vector<LinkView> views_;
    std::vector<std::uint32_t> view_offset_;     // by link + 1
    std::vector<LinkWatcher> watchers_;          // the views that see something
    std::vector<std::uint32_t> watcher_offset_;  // by link + 1
    std::vector<std::uint32_t> seen_row_;        // by link: its row among the links in view
    std::vector<std::uint32_t> zone_of_link_;
    std::vector<LegFacts> legs_;
    std::vector<double> clear_share_;       // by occupancy in thousandths: 1 - occlusion
    std::vector<CameraCounts> parts_;       // a power of two, each of legs of its own, counted at once
    std::vector<ExposedShares> exposed_;    // by part
    std::vector<std::uint8_t> has_passed_;  // by leg: 1 when it has been on a link
    DetectionChances chances_;
};

Camera::Camera(city::City const& city, city::Plans const& plans, scenario::CameraParameters const& parameters,
               scenario::Weather const& weather, core::Random random)
    : city_(city),
      parameters_(parameters),
      weather_(weather),
      random_(random),
      sites_(camera_sites(city)),
      faults_(faults_of(city, sites_)),
      views_(link_views(city, sites_)),
      view_offset_(city.network.link_count() + 1, 0),
      watcher_offset_(city.network.link_count() + 1, 0),
      seen_row_(city.network.link_count(), no_row),
      legs_(leg_facts(plans)),
      has_passed_(plans.stay_count(), 0),
      chances_(plans.stay_count(), static_cast<std::size_t>(parameters.seen_at_least), part_count())
{
    std::uint32_t seen_links = 0;
    for (LinkView const& view : views_) {
        ++view_offset_[view.link.value() + 1];
        if (view.seen_share <= 0) continue;
        ++watcher_offset_[view.link.value() + 1];
        watchers_.push_back({city.sites[sites_[view.camera]].stable_id, view.camera, view.seen_share, view.duty});
        if (seen_row_[view.link.value()] == no_row) seen_row_[view.link.value()] = seen_links++;
    }
    std::partial_sum(view_offset_.begin(), view_offset_.end(), view_offset_.begin());
    std::partial_sum(watcher_offset_.begin(), watcher_offset_.end(), watcher_offset_.begin());
    parts_.assign(part_count(), CameraCounts(city.network.link_count(), seen_links, sites_.size()));
    exposed_.assign(parts_.size(), ExposedShares(seen_links, watchers_.size()));
    find_zones();
    for (int permille = 0; permille <= 1000; ++permille) {
        double const density = permille / 1000.0 * jam_pcu_per_m_lane;
        clear_share_.push_back(core::exact_exp(-parameters.occlusion_per_density * density));
    }
}

void Camera::find_zones()
{
    zone_of_link_.assign(city_.network.link_count(), no_row);
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
        if (zone_of_link_[i] != no_row) links.emplace_back(i);
    }
    return links;
}

std::vector<LinkId> Camera::links_by_occupancy() const
{
    std::vector<LinkId> links;
    for (LinkId const link : city_.network.links()) {
        if (!watchers(link).empty()) links.push_back(link);
    }
    return links;
}

double Camera::steady_probability(Millis time) const
{
    return parameters_.uptime * parameters_.algorithm_factor * clear_sight(time, parameters_, weather_);
}

void Camera::passages(std::span<city::Passage const> passages)
{
    core::for_each_index(parts_.size(), 1, [&](std::size_t part) { add_part(passages, part); });
}

// Passages of a minute go all over the city: without asking ahead, each would wait for memory several times.
void Camera::add_part(std::span<city::Passage const> passages, std::size_t part)
{
    constexpr std::size_t far = 48;
    constexpr std::size_t near = 16;
    CameraCounts const& counts = parts_[part];
    for (std::size_t i = 0; i < passages.size(); ++i) {
        if (i + far < passages.size()) __builtin_prefetch(&legs_[passages[i + far].leg]);
        if (i + near < passages.size() && part_of(passages[i + near].leg) == part) {
            city::Passage const& later = passages[i + near];
            int const hour = std::min(core::hour_of(later.exit_ms), core::hours_per_day - 1);
            __builtin_prefetch(&counts.passed[cell_of(later.link.value(), hour, legs_[later.leg].person_class)], 1);
            __builtin_prefetch(&has_passed_[later.leg], 1);
            if (!watchers(later.link).empty()) chances_.expect(later.leg);
        }
        if (part_of(passages[i].leg) == part) add(passages[i], part);
    }
}

void Camera::add(city::Passage const& passage, std::size_t part)
{
    CameraCounts& counts = parts_[part];
    auto const link = passage.link.value();
    bool const is_watched = zone_of_link_[link] != no_row;  // others may watch more links
    if (!is_watched || passage.exit_ms >= core::ms_per_day) return;
    LegFacts const& leg = legs_[passage.leg];
    int const hour = core::hour_of(passage.exit_ms);
    ++counts.passed[cell_of(link, hour, leg.person_class)];
    counts.vehicles[link] += passage.drives ? 1 : 0;
    has_passed_[passage.leg] = 1;
    if (seen_row_[link] != no_row) detect(passage, hour, part);
}

// One draw for each camera, traveller, leg and link: the same whatever other cameras stand where.
void Camera::detect(city::Passage const& passage, int hour, std::size_t part)
{
    CameraCounts& counts = parts_[part];
    LegFacts const& leg = legs_[passage.leg];
    auto const link = static_cast<std::uint32_t>(city_.network.stable_id(passage.link));
    double const clear =
        steady_probability(passage.exit_ms) * clear_share_[std::min<std::size_t>(passage.occupancy_permille, 1000)];
    auto const watching = watchers(passage.link);
    std::uint32_t const row = seen_row_[passage.link.value()];
    double const* exposed = exposed_[part].of(row, watcher_offset_[passage.link.value()], watching,
                                              passage.exit_ms - passage.entry_ms, parameters_.exposure_time_s);
    int detecting = 0;
    std::uint32_t last = 0;
    for (LinkWatcher const& watcher : watching) {
        double const p = clear * *exposed++ * watcher.duty;
        if (!faults_.empty() && city::any_holds(faults_[watcher.camera], passage.exit_ms)) continue;
        core::Draw const draw{core::combine(watcher.stable_id, leg.traveller_key), link, leg.ordinal};
        chances_.add({passage.leg, passage.exit_ms, static_cast<float>(p)}, part);
        if (random_.uniform(core::Stream::camera_detection, draw) >= p) continue;
        ++detecting;
        last = watcher.camera;
        ++counts.of_camera[cell_of(last, hour, leg.person_class)];
    }
    if (detecting == 0) return;
    ++counts.detected[cell_of(row, hour, leg.person_class)];
    if (detecting == 1) ++counts.sole[last];
}

void Camera::write_own(core::ArchiveWriter& archive) const
{
    archive(total());
    archive.fixed(has_passed_);
    chances_.write_own(archive);
}

void Camera::take_in(core::ArchiveReader& archive)
{
    CameraCounts counts = parts_.front();  // as long
    std::vector<std::uint8_t> has_passed(has_passed_.size());
    archive(counts);
    archive.fixed(has_passed);
    parts_.front() += counts;
    for (std::size_t leg = 0; leg < has_passed.size(); ++leg) has_passed_[leg] |= has_passed[leg];
    chances_.take_in(archive);
}

CameraCounts Camera::total() const
{
    CameraCounts sum = parts_.front();
    for (std::size_t part = 1; part < parts_.size(); ++part) sum += parts_[part];
    return sum;
}

// Who passed a link passed every camera near it, and was in view of those that see a part of it.
void Camera::add_tallies(CameraCounts const& counts, ServiceResult& result) const
{
    result.by_site = TallyTable(sites_.size());
    result.by_zone = TallyTable(city_.zones.size());
    auto const each_cell = [](auto const& visit) {
        for (int hour = 0; hour < core::hours_per_day; ++hour) {
            for (int c = 0; c < city::person_class_count; ++c) visit(hour, static_cast<PersonClass>(c));
        }
    };
    for (LinkId const link : city_.network.links()) {
        std::uint32_t const zone = zone_of_link_[link.value()];
        if (zone == no_row) continue;
        std::uint32_t const row = seen_row_[link.value()];
        each_cell([&](int hour, PersonClass person_class) {
            std::int64_t const passed =
                thousandths * std::int64_t{counts.passed[cell_of(link.value(), hour, person_class)]};
            if (passed == 0) return;
            Tally& in_zone = result.by_zone.at(zone, hour, person_class);
            in_zone.offered += passed;
            if (row != no_row) {
                in_zone.covered += passed;
                in_zone.carried += thousandths * std::int64_t{counts.detected[cell_of(row, hour, person_class)]};
            }
            for (LinkView const& view : views(link)) {
                Tally& site = result.by_site.at(view.camera, hour, person_class);
                site.offered += passed;
                if (view.seen_share > 0) site.covered += passed;
            }
        });
    }
    for (std::size_t camera = 0; camera < sites_.size(); ++camera) {
        each_cell([&](int hour, PersonClass person_class) {
            result.by_site.at(camera, hour, person_class).carried =
                thousandths * std::int64_t{counts.of_camera[cell_of(camera, hour, person_class)]};
        });
    }
}

// Expected shares of the trips, given the weather of the day; in millionths, so that their sum is exact.
void Camera::add_trips(ServiceResult& result) const
{
    std::int64_t trips = 0;
    std::int64_t never = 0;
    std::int64_t less = 0;
    for (std::uint32_t leg = 0; leg < has_passed_.size(); ++leg) {
        if (has_passed_[leg] == 0) continue;
        auto const times = chances_.of(leg);
        double below = 0;
        for (float const exactly : times) below += exactly;
        ++trips;
        never += std::llround(1e6 * times[0]);
        less += std::llround(1e6 * std::min(below, 1.0));
    }
    std::int64_t const all = 1'000'000 * trips;
    result.extras.emplace_back("trips_seen_pct", percent(all - never, all));
    result.extras.emplace_back("trips_seen_often_pct", percent(all - less, all));
}

Tally Camera::tally_of(CameraCounts const& counts, LinkId link) const
{
    auto const sum = [](std::vector<std::uint32_t> const& cells, std::size_t row) {
        auto const first = cells.begin() + static_cast<std::ptrdiff_t>(row * cells_of_a_row);
        return thousandths * std::accumulate(first, first + cells_of_a_row, std::int64_t{0});
    };
    std::int64_t const passed = sum(counts.passed, link.value());
    std::uint32_t const row = seen_row_[link.value()];
    return row == no_row ? Tally{passed, 0, 0} : Tally{passed, passed, sum(counts.detected, row)};
}

ServiceResult Camera::result() const
{
    CameraCounts const counts = total();
    ServiceResult result{"camera", "passage", sites_, {}, {}, {}, {}};
    add_tallies(counts, result);
    for (std::size_t row = 0; row < sites_.size(); ++row) {
        result.peaks.push_back(busiest_hour(result.by_site, row, &Tally::covered));
    }
    double blind_m = 0;
    double main_m = 0;
    std::int64_t vehicle_mm = 0;
    std::int64_t blind_mm = 0;
    for (LinkId const link : city_.network.links()) {
        std::size_t const i = link.value();
        double const length_m = city_.network.length_m(link);
        bool const is_seen = seen_row_[i] != no_row;
        std::int64_t const driven_mm = std::lround(length_m * 1000) * std::int64_t{counts.vehicles[i]};
        vehicle_mm += driven_mm;
        if (!is_seen) blind_mm += driven_mm;
        if (is_main_street(city_.network.road_class(link))) {
            main_m += length_m;
            if (!is_seen) blind_m += length_m;
        }
        result.cells.push_back({middle_of(city_.network, link), tally_of(counts, link)});
        result.link_sites.push_back(
            static_cast<std::uint16_t>(std::min<std::size_t>(watchers(link).size(), UINT16_MAX)));
    }
    result.extras = {{"main_street_km", main_m / 1000},
                     {"main_street_unseen_link_km", blind_m / 1000},
                     {"blind_vehicle_km_pct", percent(blind_mm, vehicle_mm)}};
    add_trips(result);
    add_redundancy(counts, result);
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
