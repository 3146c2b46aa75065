#include "services/parking.hpp"

#include "core/archive.hpp"
#include "core/error.hpp"
#include "services/figures.hpp"
#include "services/payer.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace halong::services {
namespace {

using city::Mode;
using Outcome = Parked::Outcome;
using core::millis;

// Somebody who looks for a space.
struct Search {
    std::uint32_t traveller = 0;
    std::uint32_t lot = 0;  // where he is bound
    Millis since_ms = 0;
    std::vector<std::uint32_t> tried;  // and full

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [traveller, lot, since_ms, tried] = self;
        archive(traveller, lot, since_ms, tried);
    }
};

class Parking final : public Service {
public:
    Parking(city::City const& city, city::Plans const& plans, ParkedKind kind,
            scenario::ParkingParameters const& parameters, city::ValueOfTime const& values);

    [[nodiscard]] bool parks(Mode mode) const override { return mode == about(kind_).mode; }
    Parked park(VehicleComing const& coming) override;
    Parked finds_no_way(VehicleComing const& coming) override;
    void drives_on(std::uint32_t traveller, std::int64_t way_mm) override;
    void sets_out(std::uint32_t traveller, Millis time_ms) override;
    void advance(Millis until_ms) override { static_cast<void>(until_ms); }  // all is told when it happens
    [[nodiscard]] ServiceResult result() const override;
    [[nodiscard]] std::vector<PriceNow> prices(Millis now_ms) const override;
    bool change_price(PriceNow const& wanted, Millis now_ms) override;

    void save(core::ArchiveWriter& archive) const override { transfer(archive, *this); }
    void load(core::ArchiveReader& archive) override { transfer(archive, *this); }
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [plans, kind, parameters, values, parks, lot_of, searches, by_site, by_zone, waits, cruising_mm,
               search_ms, walk_ms, elsewhere, kerb, turned_away, fees] = self;
        // Given: plans … values.
        archive.section(about(kind).service);
        archive(parks);
        archive.fixed(lot_of);
        archive(searches, by_site, by_zone);
        archive.fixed(waits.expected_ms, waits.expected_persons);
        archive(cruising_mm, search_ms, walk_ms, elsewhere, kerb, turned_away);
        archive(fees.vnd[0], fees.vnd[1], fees.vnd[2]);
    }

private:
    static constexpr std::uint32_t none = CarParks::none;

    [[nodiscard]] std::uint32_t row_of(std::uint32_t leg) const { return parks_.rows().of(plans_.place[leg + 1]); }
    [[nodiscard]] std::vector<Search>::iterator search_of(std::uint32_t traveller);
    [[nodiscard]] double vnd_per_min(std::uint32_t traveller) const
    {
        if (parameters_.vnd_per_min > 0) return parameters_.vnd_per_min;
        if (kind_ != ParkedKind::coach) return values_.vnd_per_min(plans_, traveller);
        // The party has got off, and the driver is no traveller.
        return values_.vnd_per_min(plans_.traveller_key[traveller], city::PersonClass::business, 1);
    }
    [[nodiscard]] std::uint32_t choose(VehicleComing const& coming, std::uint32_t row,
                                       std::span<std::uint32_t const> tried) const
    {
        return parks_.choose(row, tried, vnd_per_min(coming.traveller));
    }
    Parked begin_search(VehicleComing const& coming, std::uint32_t row);
    Parked try_lot(VehicleComing const& coming, std::uint32_t row, Search& search);
    Parked look_further(VehicleComing const& coming, std::uint32_t row, Search& search, Millis from_ms);
    Parked stand(VehicleComing const& coming, std::uint32_t row, Search const& search);
    Parked give_up(VehicleComing const& coming, std::uint32_t row, Search const& search);
    Parked set_down(VehicleComing const& coming, std::uint32_t row);
    void count(VehicleComing const& coming, std::uint32_t row, Millis since_ms, Tally const& tally);
    void expect(std::uint32_t row, Millis since_ms, Millis time_ms);
    void pay(VehicleComing const& coming, std::uint32_t lot)
    {
        fees_.by(payer_of(plans_.person_class[coming.traveller])) += parks_.fee_vnd(lot);
    }

    city::Plans const& plans_;
    ParkedKind kind_;
    scenario::ParkingParameters parameters_;
    city::ValueOfTime values_;
    CarParks parks_;
    std::vector<std::uint32_t> lot_of_;  // by traveller: where his vehicle stands
    std::vector<Search> searches_;       // by traveller
    TallyTable by_site_;
    TallyTable by_zone_;
    WaitTable waits_;  // only what experience counts
    std::int64_t cruising_mm_ = 0;
    std::int64_t search_ms_ = 0;
    std::int64_t walk_ms_ = 0;
    std::int64_t elsewhere_ = 0;
    std::int64_t kerb_ = 0;
    std::int64_t turned_away_ = 0;
    Paid fees_;
};

Parking::Parking(city::City const& city, city::Plans const& plans, ParkedKind kind,
                 scenario::ParkingParameters const& parameters, city::ValueOfTime const& values)
    : plans_(plans),
      kind_(kind),
      parameters_(parameters),
      values_(values),
      parks_(city, kind, parameters),
      lot_of_(plans.traveller_count(), none),
      by_site_(parks_.rows().size()),
      by_zone_(city.zones.size())
{
    waits_.expected_ms.assign(parks_.rows().size() * core::hours_per_day, 0);
    waits_.expected_persons.assign(parks_.rows().size() * core::hours_per_day, 0);
}

std::vector<Search>::iterator Parking::search_of(std::uint32_t traveller)
{
    return std::ranges::lower_bound(searches_, traveller, {}, &Search::traveller);
}

void Parking::count(VehicleComing const& coming, std::uint32_t row, Millis since_ms, Tally const& tally)
{
    int const hour = core::hour_of(since_ms);
    city::PersonClass const person_class = plans_.person_class[coming.traveller];
    by_site_.at(row, hour, person_class) += tally;
    by_zone_.at(plans_.zone[coming.leg + 1].value(), hour, person_class) += tally;
}

void Parking::expect(std::uint32_t row, Millis since_ms, Millis time_ms)
{
    std::size_t const cell = row * std::size_t{core::hours_per_day} + static_cast<std::size_t>(core::hour_of(since_ms));
    waits_.expected_ms[cell] += std::min(time_ms, core::ms_per_hour);
    ++waits_.expected_persons[cell];
}

Parked Parking::park(VehicleComing const& coming)
{
    parks_.leave_before(coming.time_ms + 1);
    std::uint32_t const row = row_of(coming.leg);
    auto const found = search_of(coming.traveller);
    if (found != searches_.end() && found->traveller == coming.traveller) {
        Search search = std::move(*found);
        searches_.erase(found);
        return try_lot(coming, row, search);
    }
    bool const is_day_over = coming.time_ms >= core::ms_per_day;
    if (row == none || is_day_over) return {Outcome::at_place, coming.time_ms, {}};
    count(coming, row, coming.time_ms, {thousandths, parks_.has_reach(row) ? thousandths : 0, 0});
    return kind_ == ParkedKind::coach ? set_down(coming, row) : begin_search(coming, row);
}

// Straight to the best car park as things are; drivers who know the place go nowhere else first.
Parked Parking::begin_search(VehicleComing const& coming, std::uint32_t row)
{
    Search search{coming.traveller, choose(coming, row, {}), coming.time_ms, {}};
    if (search.lot == none) {  // nothing is known of car parks there
        ++kerb_;
        return {Outcome::at_place, coming.time_ms, {}};
    }
    core::NodeId const node = parks_.place(search.lot).vehicle_node;
    if (search.lot == row || node == plans_.node[coming.leg + 1]) return try_lot(coming, row, search);
    searches_.insert(search_of(coming.traveller), std::move(search));
    return {Outcome::drives_on, coming.time_ms + core::ms_per_second, node};
}

Parked Parking::try_lot(VehicleComing const& coming, std::uint32_t row, Search& search)
{
    if (!parks_.is_full(search.lot)) return stand(coming, row, search);
    return look_further(coming, row, search, coming.time_ms + millis(parameters_.look_s, core::ms_per_second));
}

// From the car park that he has tried to the next, from `from_ms` on.
Parked Parking::look_further(VehicleComing const& coming, std::uint32_t row, Search& search, Millis from_ms)
{
    search.tried.push_back(search.lot);
    search.lot = choose(coming, row, search.tried);
    bool const is_patient = from_ms - search.since_ms < millis(parameters_.search_patience_min, core::ms_per_minute);
    if (search.lot == none || !is_patient) return give_up(coming, row, search);
    core::NodeId const node = parks_.place(search.lot).vehicle_node;
    searches_.insert(search_of(coming.traveller), std::move(search));
    return {Outcome::drives_on, from_ms, node};
}

Parked Parking::finds_no_way(VehicleComing const& coming)
{
    auto const found = search_of(coming.traveller);
    core::ensure(found != searches_.end() && found->traveller == coming.traveller, "nobody looks for a space");
    Search search = std::move(*found);
    searches_.erase(found);
    return look_further(coming, row_of(coming.leg), search, coming.time_ms);
}

Parked Parking::stand(VehicleComing const& coming, std::uint32_t row, Search const& search)
{
    Millis const inside_ms = millis(parks_.search_min(search.lot), core::ms_per_minute);
    Millis const walk_ms = millis(parks_.walk_min(search.lot, row), core::ms_per_minute);
    Millis const at_place_ms = coming.time_ms + inside_ms + walk_ms;
    parks_.take(search.lot, coming.time_ms);
    lot_of_[coming.traveller] = search.lot;
    pay(coming, search.lot);
    if (search.lot != row) ++elsewhere_;
    search_ms_ += coming.time_ms + inside_ms - search.since_ms;
    walk_ms_ += std::int64_t{walk_ms} * plans_.persons[coming.traveller];
    count(coming, row, search.since_ms, {0, 0, thousandths});
    expect(row, search.since_ms, at_place_ms - search.since_ms);
    return {Outcome::at_place, at_place_ms, {}};
}

Parked Parking::give_up(VehicleComing const& coming, std::uint32_t row, Search const& search)
{
    Millis const given_up_ms = coming.time_ms + millis(parameters_.look_s, core::ms_per_second);
    search_ms_ += given_up_ms - search.since_ms;
    // Who takes a cabin there has a ride to keep.
    bool const boards = plans_.mode[coming.leg + 1] == city::Mode::transit;
    if (!boards && !parks_anywhere(plans_.activity[coming.leg + 1])) {
        ++turned_away_;
        expect(row, search.since_ms, core::ms_per_hour);
        return {Outcome::turned_away, given_up_ms, {}};
    }
    double const walk_min = parking_detour * parameters_.walk_m / (parameters_.walk_kmh * 1000 / 60);
    Millis const walk_ms = millis(walk_min, core::ms_per_minute);
    ++kerb_;
    walk_ms_ += std::int64_t{walk_ms} * plans_.persons[coming.traveller];
    expect(row, search.since_ms, given_up_ms + walk_ms - search.since_ms);
    return {Outcome::at_place, given_up_ms + walk_ms, {}};
}

// A coach looks for a space when its party has got off.
Parked Parking::set_down(VehicleComing const& coming, std::uint32_t row)
{
    std::vector<std::uint32_t> tried;
    std::uint32_t at = row;
    std::uint32_t lot = choose(coming, row, tried);
    while (lot != none) {
        double const metres = parks_.metres_between(at, lot);
        cruising_mm_ += std::llround(1000 * metres);
        search_ms_ += std::llround(metres * 3600 / parameters_.search_kmh);
        if (!parks_.is_full(lot)) break;
        tried.push_back(lot);
        at = lot;
        lot = choose(coming, row, tried);
    }
    if (lot == none) {
        ++turned_away_;
    } else {
        if (lot != row) ++elsewhere_;
        parks_.take(lot, coming.time_ms);
        lot_of_[coming.traveller] = lot;
        pay(coming, lot);
        count(coming, row, coming.time_ms, {0, 0, thousandths});
    }
    return {Outcome::at_place, coming.time_ms, {}};
}

void Parking::drives_on(std::uint32_t traveller, std::int64_t way_mm)
{
    static_cast<void>(traveller);
    cruising_mm_ += way_mm;
}

void Parking::sets_out(std::uint32_t traveller, Millis time_ms)
{
    std::uint32_t const lot = std::exchange(lot_of_[traveller], none);
    if (lot != none) parks_.leave(lot, time_ms, traveller);
}

std::vector<PriceNow> Parking::prices(Millis now_ms) const
{
    static_cast<void>(now_ms);
    std::vector<PriceNow> all;
    for (std::uint32_t lot = 0; lot < parks_.rows().size(); ++lot) {
        if (parks_.spaces(lot) > 0) all.push_back({about(kind_).service, parks_.rows()[lot], {}, parks_.fee_vnd(lot)});
    }
    return all;
}

bool Parking::change_price(PriceNow const& wanted, Millis now_ms)
{
    static_cast<void>(now_ms);  // who has parked has paid
    if (wanted.service != about(kind_).service || !wanted.place.valid()) return false;
    std::uint32_t const lot = parks_.rows().of(wanted.place);
    if (lot == none || parks_.spaces(lot) == 0) return false;
    parks_.set_fee(lot, wanted.vnd);
    return true;
}

ServiceResult Parking::result() const
{
    ServiceResult result;
    result.service = std::string(about(kind_).service);
    result.unit = "vehicle";
    result.places = parks_.rows().places();
    result.by_site = by_site_;
    result.by_zone = by_zone_;
    CarParks::Day day = parks_.day();
    result.peaks = std::move(day.peaks);
    result.busy_ms = std::move(day.busy_ms);
    result.duty_ms = std::move(day.duty_ms);
    result.waits = waits_;
    result.extras = {{"spaces", static_cast<double>(day.spaces)},
                     {"turned_away", static_cast<double>(turned_away_)},
                     {"kerb", static_cast<double>(kerb_)},
                     {"elsewhere", static_cast<double>(elsewhere_)},
                     {"cruising_km", static_cast<double>(cruising_mm_) / 1e6},
                     {"search_h", hours(search_ms_)},
                     {"walk_h", hours(walk_ms_)},
                     {"occupancy_p95_pct", day.occupancy_p95_pct},
                     {"hours_above_85_pct", static_cast<double>(day.hours_above_target)},
                     {"pier_peak_pct", day.pier_peak_pct}};
    for (std::size_t payer = 0; payer < payer_names.size(); ++payer) {
        result.extras.emplace_back("fees_" + std::string(payer_names[payer]) + "_vnd",
                                   static_cast<double>(fees_.vnd[payer]));
    }
    return result;
}

}  // namespace

bool parks_anywhere(city::Activity activity)
{
    using city::Activity;
    switch (activity) {
        case Activity::visit:
        case Activity::leisure:
        case Activity::shopping:
        case Activity::meal:
            return false;
        default:
            return true;
    }
}

std::unique_ptr<Service> make_parking(city::City const& city, city::Plans const& plans, ParkedKind kind,
                                      scenario::ParkingParameters const& parameters, city::ValueOfTime const& values)
{
    if (std::ranges::none_of(city.places, has_car_park)) return nullptr;
    return std::make_unique<Parking>(city, plans, kind, parameters, values);
}

}  // namespace halong::services
