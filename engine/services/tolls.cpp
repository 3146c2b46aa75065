#include "services/tolls.hpp"

#include "core/archive.hpp"
#include "network/toll_now.hpp"
#include "services/payer.hpp"
#include "services/shared_passages.hpp"

#include <algorithm>
#include <string>
#include <type_traits>

namespace halong::services {
namespace {

using network::LinkToll;

constexpr std::string_view service_word = "toll";

class Tolls final : public Service, public SharedPassages {
public:
    Tolls(city::City const& city, city::Plans const& plans)
        : plans_(plans),
          planned_(city.network.link_tolls()),
          tolls_(planned_),
          traveller_of_stay_(travellers_by_stay(plans)),
          by_zone_(city.zones.size())
    {}

    [[nodiscard]] std::vector<core::LinkId> watched_links() const override
    {
        std::vector<core::LinkId> links;
        for (LinkToll const& toll : tolls_) {
            if (links.empty() || links.back() != toll.link) links.push_back(toll.link);
        }
        return links;
    }
    void passages(std::span<city::Passage const> passages) override
    {
        for (city::Passage const& passage : passages) charge(passage);
    }
    void advance(Millis until_ms) override { static_cast<void>(until_ms); }  // paid when it is passed
    [[nodiscard]] ServiceResult result() const override;
    [[nodiscard]] std::vector<PriceNow> prices(Millis now_ms) const override;
    bool change_price(PriceNow const& wanted, Millis now_ms) override;

    // Sums of money and vehicles, whose order does not matter.
    [[nodiscard]] SharedPassages* shared_passages() override { return this; }
    void write_own(core::ArchiveWriter& archive) const override { archive(by_zone_, paid_, vehicles_); }
    void take_in(core::ArchiveReader& archive) override;
    void let_go() override;

    void save(core::ArchiveWriter& archive) const override { transfer(archive, *this); }
    void load(core::ArchiveReader& archive) override { transfer(archive, *this); }
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [plans, planned, tolls, traveller_of_stay, by_zone, changed, paid, vehicles] = self;
        // Given: plans, planned, traveller_of_stay. Made from what has changed: tolls.
        archive.section("toll");
        archive(by_zone, changed);
        if constexpr (!std::is_const_v<Self>) tolls = network::with_prices(planned, changed);
        archive(paid.vnd[0], paid.vnd[1], paid.vnd[2], vehicles);
    }

private:
    void charge(city::Passage const& passage);

    city::Plans const& plans_;
    std::vector<LinkToll> planned_;  // by link
    std::vector<LinkToll> tolls_;    // as they are since the last changes, by link
    std::vector<std::uint32_t> traveller_of_stay_;
    TallyTable by_zone_;
    std::vector<network::TollNow>
        changed_;  // since the day began, by link and time: passages of before any of them may still be told
    Paid paid_;
    std::int64_t vehicles_ = 0;
};

std::vector<PriceNow> Tolls::prices(Millis now_ms) const
{
    std::vector<PriceNow> all;
    for (auto first = tolls_.begin(); first != tolls_.end();) {
        auto const last =
            std::find_if(first, tolls_.end(), [&](LinkToll const& one) { return one.link != first->link; });
        std::int64_t most = 0;
        for (int i = 0; i < network::vehicle_class_count; ++i) {
            std::int64_t vnd = 0;
            for (auto toll = first; toll != last; ++toll) {
                if (toll->payers.has(static_cast<network::VehicleClass>(i)) && toll->holds(now_ms)) vnd += toll->vnd;
            }
            most = std::max(most, vnd);
        }
        all.push_back({service_word, {}, first->link, most});
        first = last;
    }
    return all;
}

bool Tolls::change_price(PriceNow const& wanted, Millis now_ms)
{
    if (wanted.service != service_word || !wanted.link.valid()) return false;
    if (std::ranges::find(planned_, wanted.link, &LinkToll::link) == planned_.end()) return false;
    network::put_price(changed_, {wanted.link, wanted.vnd, now_ms});
    tolls_ = network::with_prices(planned_, changed_);
    return true;
}

void Tolls::charge(city::Passage const& passage)
{
    city::Mode const mode = plans_.mode[passage.leg];
    if (!city::has_vehicle(mode)) return;
    std::int64_t const vnd =
        network::vnd_at(planned_, changed_, passage.link, city::vehicle_of(mode), passage.entry_ms);
    if (vnd == 0) return;
    std::uint32_t const traveller = traveller_of_stay_[passage.leg];
    city::PersonClass const person_class = plans_.person_class[traveller];
    paid_.by(payer_of(person_class)) += vnd;
    ++vehicles_;
    core::ZoneId const home = plans_.home_zone[traveller];
    core::ZoneId const zone = home.valid() ? home : plans_.zone[passage.leg];
    if (!zone.valid()) return;
    std::int64_t const amount = vnd * thousandths;
    by_zone_.at(zone.value(), core::hour_of(passage.entry_ms), person_class) += {amount, amount, amount};
}

void Tolls::take_in(core::ArchiveReader& archive)
{
    TallyTable by_zone(by_zone_.rows());
    Paid paid;
    std::int64_t vehicles = 0;
    archive(by_zone, paid, vehicles);
    by_zone_ += by_zone;
    for (std::size_t payer = 0; payer < paid_.vnd.size(); ++payer) paid_.vnd[payer] += paid.vnd[payer];
    vehicles_ += vehicles;
}

void Tolls::let_go()
{
    by_zone_ = TallyTable(by_zone_.rows());
    paid_ = {};
    vehicles_ = 0;
}

ServiceResult Tolls::result() const
{
    ServiceResult result;
    result.service = service_word;
    result.unit = "VND";
    result.by_zone = by_zone_;
    for (std::size_t payer = 0; payer < payer_names.size(); ++payer) {
        result.extras.emplace_back(std::string(payer_names[payer]) + "_vnd", static_cast<double>(paid_.vnd[payer]));
    }
    result.extras.emplace_back("vehicles", static_cast<double>(vehicles_));
    return result;
}

}  // namespace

std::unique_ptr<Service> make_tolls(city::City const& city, city::Plans const& plans)
{
    if (city.network.link_tolls().empty()) return nullptr;
    return std::make_unique<Tolls>(city, plans);
}

}  // namespace halong::services
