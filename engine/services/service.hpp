// The contract of all services: events in; offered, covered and carried demand out, never mixed up.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/time.hpp"
#include "geo/geometry.hpp"
#include "services/incident.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halong::core {
class ArchiveReader;
class ArchiveWriter;
}  // namespace halong::core

namespace halong::services {

class SharedPassages;

using core::Millis;

// Tallies count in thousandths of a unit, so that sums are exact.
inline constexpr std::int64_t thousandths = 1000;
inline double units(std::int64_t amount) { return static_cast<double>(amount) / thousandths; }

// One service's three numbers, in thousandths of its unit (person-minute or passage).
struct Tally {
    std::int64_t offered = 0;  // all demand
    std::int64_t covered = 0;  // of it, in reach of a site
    std::int64_t carried = 0;  // of it, served within capacity
    Tally& operator+=(Tally const& other)
    {
        offered += other.offered;
        covered += other.covered;
        carried += other.carried;
        return *this;
    }
    bool operator==(Tally const&) const = default;
};

// Tallies in a dense table [row][hour][person class]; rows are sites or zones.
class TallyTable {
public:
    TallyTable() = default;
    explicit TallyTable(std::size_t rows)
        : cells_(rows * core::hours_per_day * static_cast<std::size_t>(city::person_class_count)), rows_(rows)
    {}
    [[nodiscard]] Tally& at(std::size_t row, int hour, city::PersonClass person_class)
    {
        return cells_[index(row, hour, person_class)];
    }
    [[nodiscard]] Tally const& at(std::size_t row, int hour, city::PersonClass person_class) const
    {
        return cells_[index(row, hour, person_class)];
    }
    // Adds a table of as many rows.
    TallyTable& operator+=(TallyTable const& other)
    {
        for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] += other.cells_[i];
        return *this;
    }
    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] Tally row_total(std::size_t row) const;
    [[nodiscard]] Tally hour_total(int hour) const;
    [[nodiscard]] Tally class_total(city::PersonClass person_class) const;
    [[nodiscard]] Tally total() const;
    [[nodiscard]] std::vector<Tally> const& cells() const { return cells_; }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [cells, rows] = self;
        archive.fixed(cells);
    }

private:
    [[nodiscard]] static std::size_t index(std::size_t row, int hour, city::PersonClass person_class)
    {
        return (row * core::hours_per_day + static_cast<std::size_t>(hour)) *
                   static_cast<std::size_t>(city::person_class_count) +
               static_cast<std::size_t>(person_class);
    }
    std::vector<Tally> cells_;
    std::size_t rows_ = 0;
};

// Person-milliseconds over persons, in minutes; 0 of nobody.
inline double mean_minutes(std::int64_t sum_ms, std::int64_t persons)
{
    return persons == 0 ? 0 : static_cast<double>(sum_ms) / static_cast<double>(persons) / core::ms_per_minute;
}

// How people wait at the spots of a service that lets them in one after the other, in columns [row][hour of coming].
struct WaitTable {
    std::vector<std::int64_t> admitted;     // persons who were let in
    std::vector<std::int64_t> turned_away;  // persons who met a closed door, or would have waited beyond their patience
    std::vector<std::int64_t> wait_ms;      // person-milliseconds of those who were let in
    std::vector<Millis> wait_p95_ms;        // of those who were let in: 95 % of the persons waited at most so long
    std::vector<std::int64_t> peak_inside;  // most persons inside at once in the hour
    // Person-milliseconds that experience counts: waits of the admitted, and of whoever was turned away while it was
    // open the wait that he would have had, an hour at most; and the persons it is of.
    std::vector<std::int64_t> expected_ms;
    std::vector<std::int64_t> expected_persons;
    // Of those of one cell who were let in, minutes; 0 where nobody was.
    [[nodiscard]] double mean_wait_min_of(std::size_t cell) const
    {
        return mean_minutes(wait_ms[cell], admitted[cell]);
    }
    // Over all rows and hours.
    std::int64_t all_admitted = 0;
    std::int64_t all_turned_away = 0;
    double mean_wait_min = 0;
    double wait_p95_min = 0;
};

struct SitePeak {
    double peak_load = 0;  // of the service's own load measure (associated users, passages an hour)
    Millis peak_at_ms = 0;
    double busy_share = 0;  // share of the day in which the limit was reached
};

// The hour in which a row has the most of `amount`, in whole units; the first of equal ones, 00:00 where there is none.
SitePeak busiest_hour(TallyTable const& table, std::size_t row, std::int64_t Tally::*amount);

// What a small square of the city, or a link of it, asked for and got.
struct DemandCell {
    geo::PointMetric middle;
    Tally tally;
};

// What a service draws from the city's mains or gives to its waste, by row and hour.
struct HourlyLoad {
    std::string name;            // "water", "power", "waste"
    std::string unit;            // "l", "kWh", "kg": the amount of the hour
    std::vector<double> amount;  // [row][hour]
};

// Of all rows together: the hour with the largest amount (the first of equal ones), and the day.
struct LoadPeak {
    double amount = 0;
    int hour = 0;
    double day = 0;
};
LoadPeak peak_of(HourlyLoad const& load);

// A service's results. Demand that no site covers counts in `zones` only.
struct ServiceResult {
    std::string service;              // "wifi", "camera"
    std::string unit;                 // "person_min", "passage"
    std::vector<core::SiteId> sites;  // row -> site of the city
    TallyTable by_site;
    TallyTable by_zone;                                  // row = ZoneId
    std::vector<SitePeak> peaks;                         // by site row
    std::vector<std::pair<std::string, double>> extras;  // further KPIs: name with unit suffix, value
    std::vector<core::PlaceId> places{};                 // row -> place, of services that stand at places, not at sites
    WaitTable waits{};                                   // of services that people queue for; else empty
    // Of services whose sites cover an area: of hotspots by square of the city, of cameras by link (row = LinkId); else empty.
    std::vector<DemandCell> cells{};
    // Of services with servers (windows, doctors), [row][hour]: server-milliseconds at work, and there at all.
    std::vector<std::int64_t> busy_ms{};
    std::vector<std::int64_t> duty_ms{};
    std::vector<Incident> incidents{};        // of the operations centre, by time
    std::vector<std::int64_t> sole{};         // of cameras, by site: carried thousandths that no other site carried
    std::vector<HourlyLoad> loads{};          // of charging points and utilities
    std::vector<std::uint16_t> link_sites{};  // of cameras, by link: sites with a part of it in view
};

// The result of the service of this name; nullptr where there is none.
ServiceResult const* find_service(std::span<ServiceResult const> results, std::string_view name);
// A further figure of a service, by its name. Throws InternalFault when the service does not tell it.
double extra_of(ServiceResult const& result, std::string_view name);

// Somebody may go on: his stay ends then.
struct Release {
    std::uint32_t stay = 0;
    Millis leave_ms = 0;  // `never`: he stays for the night, and makes none of the legs that he planned
};

// The vehicle of a leg has come to the place of the stay that follows, or to where its driver was sent to look for a space.
struct VehicleComing {
    std::uint32_t traveller = 0;
    std::uint32_t leg = 0;
    Millis time_ms = 0;
};

// What becomes of it.
struct Parked {
    enum class Outcome : std::uint8_t {
        at_place,    // it stands; those who came with it go to the place on foot
        drives_on,   // to another car park
        turned_away  // there is no room: who came with it goes on with his next leg
    };
    Outcome outcome = Outcome::at_place;
    Millis time_ms = 0;  // when they are at the place; when it sets out; when they give up. Not before it came
    core::NodeId to;     // of who drives on: at least 1 s after it came
};

// How a spot of a service stands at one moment.
struct SpotNow {
    core::PlaceId place;
    std::int64_t waiting = 0;   // persons
    std::int64_t inside = 0;    // persons
    std::int64_t servers = 0;   // gates that are open; 0: it has none
    std::int64_t capacity = 0;  // persons inside at once; 0: no limit
};

// What a service takes now: of each vehicle that parks at a place, or that enters a link.
struct PriceNow {
    std::string_view service;
    core::PlaceId place;  // of a car park
    core::LinkId link;    // of a toll
    std::int64_t vnd = 0;
};

// One service of a run. Calls come from one thread, in order of simulated time; results must not depend on how events
// are cut into windows. `Plans` and `City` outlive the service.
class Service {
public:
    virtual ~Service() = default;
    // Links whose passages it wants; none by default.
    [[nodiscard]] virtual std::vector<core::LinkId> watched_links() const { return {}; }
    // Of these, the links of which it asks how full they are; none by default. Passages of others have an occupancy of 0.
    [[nodiscard]] virtual std::vector<core::LinkId> links_by_occupancy() const { return {}; }
    // Whether the stay of this number begins with its admission: at the end of a queue. At most one service of a run
    // admits to a stay.
    [[nodiscard]] virtual bool admits(std::uint32_t stay) const
    {
        static_cast<void>(stay);
        return false;
    }
    // Somebody comes to such a stay, in order of (from_ms, stay); `to_ms` is when he would leave if nobody were before
    // him. Gives when he does leave: later when he waited, at once when he is turned away; `never` when that is not known
    // yet, and release() will tell.
    virtual Millis admit(city::Presence const& coming) { return coming.to_ms; }
    // Called once a window, when everybody who came before `now_ms` has been admitted: tells of all whose time was not
    // known when they came what was decided before `now_ms`. Nobody leaves until 1 s after it was decided.
    virtual void release(Millis now_ms, std::vector<Release>& released)
    {
        static_cast<void>(now_ms);
        static_cast<void>(released);
    }
    // Whether vehicles of this mode look for room with it. At most one service of a run says so for a mode.
    [[nodiscard]] virtual bool parks(city::Mode mode) const
    {
        static_cast<void>(mode);
        return false;
    }
    // Such a vehicle has come, in order of (time_ms, leg) over the whole day.
    virtual Parked park(VehicleComing const& coming) { return {Parked::Outcome::at_place, coming.time_ms, {}}; }
    // Somebody who was told to drive on finds no way there that is open at `coming.time_ms`.
    virtual Parked finds_no_way(VehicleComing const& coming) { return {Parked::Outcome::at_place, coming.time_ms, {}}; }
    // Somebody who was told to drive on sets out on a way of this length.
    virtual void drives_on(std::uint32_t traveller, std::int64_t way_mm)
    {
        static_cast<void>(traveller);
        static_cast<void>(way_mm);
    }
    // A vehicle of such a mode sets out with its traveller at `time_ms`; told at least 1 s before, in any order.
    virtual void sets_out(std::uint32_t traveller, Millis time_ms)
    {
        static_cast<void>(traveller);
        static_cast<void>(time_ms);
    }
    // Stays that begin in this window, ordered by (from_ms, stay).
    virtual void presences(std::span<city::Presence const> presences) { static_cast<void>(presences); }
    // Passages in this window on the links that any service of the run watches: those of one leg ordered by exit_ms, else in
    // any order. What a service makes of them must not depend on it.
    virtual void passages(std::span<city::Passage const> passages) { static_cast<void>(passages); }
    // How it takes passages where several processes share them (shared_passages.hpp); every service that takes any says it.
    [[nodiscard]] virtual SharedPassages* shared_passages() { return nullptr; }
    // Brings its own state up to `until_ms`; every event before it has been given.
    virtual void advance(Millis until_ms) = 0;
    // Its spots at `now_ms`, between two windows; none of services that do not tell.
    [[nodiscard]] virtual std::vector<SpotNow> spots(Millis now_ms) const
    {
        static_cast<void>(now_ms);
        return {};
    }
    // From now on a place has so many servers and so much room for whoever comes; members of 0 stay as they are. False
    // when it has no such thing at this place.
    virtual bool change_spot(SpotNow const& wanted, Millis now_ms)
    {
        static_cast<void>(wanted);
        static_cast<void>(now_ms);
        return false;
    }
    // What it takes at its places or links, by these; of vehicles that pay differently, the most.
    [[nodiscard]] virtual std::vector<PriceNow> prices(Millis now_ms) const
    {
        static_cast<void>(now_ms);
        return {};
    }
    // Another price for who comes, or enters a link, at `now_ms` or later, vnd >= 0, part of the state; false where it takes
    // none of this service there. Passages of before may be told afterwards: they pay what was taken then.
    virtual bool change_price(PriceNow const& wanted, Millis now_ms)
    {
        static_cast<void>(wanted);
        static_cast<void>(now_ms);
        return false;
    }
    // The whole state between two calls of advance(), and back into a service that was made with the same arguments.
    virtual void save(core::ArchiveWriter& archive) const = 0;
    virtual void load(core::ArchiveReader& archive) = 0;
    // After the last advance.
    [[nodiscard]] virtual ServiceResult result() const = 0;
};

}  // namespace halong::services
