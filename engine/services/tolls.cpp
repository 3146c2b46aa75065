#include "services/tolls.hpp"

#include "core/archive.hpp"
#include "services/payer.hpp"

#include <algorithm>
#include <string>

namespace halong::services {
namespace {

using network::LinkToll;

class Tolls final : public Service {
public:
    Tolls(city::City const& city, city::Plans const& plans)
        : plans_(plans),
          tolls_(city.network.link_tolls()),
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

    void save(core::ArchiveWriter& archive) const override { transfer(archive, *this); }
    void load(core::ArchiveReader& archive) override { transfer(archive, *this); }
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [plans, tolls, traveller_of_stay, by_zone, paid, vehicles] = self;
        // Given: plans … traveller_of_stay.
        archive.section("toll");
        archive(by_zone);
        archive(paid.vnd[0], paid.vnd[1], paid.vnd[2], vehicles);
    }

private:
    void charge(city::Passage const& passage);

    city::Plans const& plans_;
    std::vector<LinkToll> tolls_;  // by link
    std::vector<std::uint32_t> traveller_of_stay_;
    TallyTable by_zone_;
    Paid paid_;
    std::int64_t vehicles_ = 0;
};

void Tolls::charge(city::Passage const& passage)
{
    city::Mode const mode = plans_.mode[passage.leg];
    if (!city::has_vehicle(mode)) return;
    std::int64_t vnd = 0;
    auto const [first, last] = std::ranges::equal_range(tolls_, passage.link, {}, &LinkToll::link);
    for (auto toll = first; toll != last; ++toll) {
        if (toll->payers.has(city::vehicle_of(mode)) && toll->holds(passage.entry_ms)) vnd += toll->vnd;
    }
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

ServiceResult Tolls::result() const
{
    ServiceResult result;
    result.service = "toll";
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
