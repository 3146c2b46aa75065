// Incidents to those who pass links: on the road by vehicle-kilometres, on foot by person-hours.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/archive.hpp"
#include "services/exposure.hpp"
#include "services/incident.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::services {

// What incidents are drawn from: a purpose of Stream::operations for each kind, and the mean exposure for each incident,
// vehicle-millimetres and person-milliseconds (infinity: there are none).
struct LinkRisks {  // NOLINT(*-member-init): there is none without `random`
    core::Random random;
    std::uint32_t road_purpose = 0;
    double road_mean_mm = 0;
    std::uint32_t walker_purpose = 0;
    double walker_mean_ms = 0;
};

// Counts passages, which come in any order, and finds the incidents in them. What it finds on a link depends on nothing but
// the passages of that link.
class LinkIncidents {
public:
    // All outlive this object; `traveller_of_stay` names who a leg is of.
    LinkIncidents(city::City const& city, city::Plans const& plans, std::span<std::uint32_t const> traveller_of_stay,
                  LinkRisks const& risks);

    // All but ferries.
    [[nodiscard]] std::vector<core::LinkId> watched_links() const;
    // Those of a stretch of time, after all that were given before.
    void passages(std::span<city::Passage const> passages);
    // What was found since the last call, in the order in which those whom it happened to left their links.
    [[nodiscard]] std::vector<Incident> take();

    // What was found and not yet taken; and what others found, which is taken with it.
    void tell(core::ArchiveWriter& archive) const { archive(found_); }
    void hear(core::ArchiveReader& archive);
    // Links that another one has counted further.
    void take_further(LinkIncidents const& other);

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, plans, traveller_of_stay, length_mm, on_roads, on_foot, found] = self;
        // Given: city … length_mm. Empty between two minutes: found.
        archive(on_roads, on_foot);
    }

private:
    struct Found {
        core::Millis exit_ms = 0;
        std::uint32_t leg = 0;
        core::LinkId link;
        Incident incident;
    };

    [[nodiscard]] Exposure& exposure_on(city::Passage const& passage) { return passage.drives ? on_roads_ : on_foot_; }
    [[nodiscard]] std::int64_t exposure_of(city::Passage const& passage) const;
    void pass(city::Passage const& passage);

    city::City const& city_;
    city::Plans const& plans_;
    std::span<std::uint32_t const> traveller_of_stay_;
    std::vector<std::int32_t> length_mm_;  // by link; 0 for ferries
    Exposure on_roads_;                    // vehicle-millimetres by link
    Exposure on_foot_;                     // person-milliseconds by link
    std::vector<Found> found_;
};

}  // namespace halong::services
