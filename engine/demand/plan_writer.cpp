#include "demand/plan_writer.hpp"

#include "core/error.hpp"
#include "core/parallel.hpp"

#include <algorithm>

namespace halong::demand {
namespace {

constexpr std::size_t travellers_per_block = 4096;
constexpr std::size_t stays_per_traveller = 5;  // room reserved; more only costs time

}  // namespace

void PlanWriter::begin(Traveller const& traveller)
{
    plans_.traveller_key.push_back(traveller.key);
    plans_.person_class.push_back(traveller.person_class);
    plans_.persons.push_back(traveller.persons);
    plans_.home_zone.push_back(traveller.home_zone);
    last_end_ = 0;
}

void PlanWriter::stay(city::Activity activity, Spot const& spot, Millis min_duration)
{
    plans_.activity.push_back(activity);
    plans_.place.push_back(spot.place);
    plans_.zone.push_back(spot.zone);
    plans_.node.push_back(spot.node);
    plans_.point.push_back(spot.point);
    plans_.outdoor_share.push_back(spot.outdoor_share);
    plans_.planned_end.push_back(core::never);
    plans_.min_duration.push_back(min_duration);
    plans_.mode.push_back(city::Mode::none);
}

void PlanWriter::leave(Millis time, city::Mode mode)
{
    last_end_ = std::max(last_end_, time);
    plans_.planned_end.back() = last_end_;
    plans_.mode.back() = mode;
}

void PlanWriter::apply(core::PlaceId centre, Millis time)
{
    plans_.applications.push_back({static_cast<std::uint32_t>(plans_.traveller_count() - 1), centre, time});
}

void PlanWriter::finish()
{
    core::ensure(plans_.stay_count() > plans_.first_stay.back() && plans_.mode.back() == city::Mode::none,
                 "a plan ends with a stay that no leg follows");
    plans_.first_stay.push_back(static_cast<std::uint32_t>(plans_.stay_count()));
}

std::vector<city::Plans> write_in_blocks(std::size_t count, std::function<void(std::size_t, PlanWriter&)> const& write)
{
    std::vector<city::Plans> parts((count + travellers_per_block - 1) / travellers_per_block);
    core::for_blocks(count, travellers_per_block, [&](std::size_t first, std::size_t last) {
        city::Plans& part = parts[first / travellers_per_block];
        city::reserve(part, last - first, (last - first) * stays_per_traveller);
        PlanWriter writer(part);
        for (std::size_t i = first; i < last; ++i) write(i, writer);
    });
    return parts;
}

city::Plans joined(std::vector<city::Plans> parts)
{
    std::size_t travellers = 0;
    std::size_t stays = 0;
    for (city::Plans const& part : parts) {
        travellers += part.traveller_count();
        stays += part.stay_count();
    }
    city::Plans all;
    city::reserve(all, travellers, stays);
    for (city::Plans& part : parts) {
        city::append_travellers(all, part, 0, static_cast<std::uint32_t>(part.traveller_count()));
        part = city::Plans{};
    }
    return all;
}

}  // namespace halong::demand
