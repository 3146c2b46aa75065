#include "city/osm_restrictions.hpp"

#include <fmt/format.h>

namespace halong::city {
namespace {

std::string refusal_of(OsmRestriction const& relation)
{
    if (!relation.conditional.empty()) {
        return "holds only under a condition (restriction:conditional): not applied";
    }
    if (!relation.for_class.empty()) {
        return fmt::format("holds only for '{}': not applied", relation.for_class);
    }
    bool const known = relation.restriction.starts_with("no_") || relation.restriction.starts_with("only_");
    if (!known) return fmt::format("restriction={} is unknown", relation.restriction);
    if (relation.via_way) return "leads over a way: only restrictions at one node are applied";
    if (relation.via_nodes.size() != 1) {
        return fmt::format("needs one via node, has {}", relation.via_nodes.size());
    }
    bool const many_from = relation.restriction == "no_entry";
    bool const many_to = relation.restriction == "no_exit";
    if (relation.from_ways.empty() || (relation.from_ways.size() > 1 && !many_from)) {
        return fmt::format("needs one from way, has {}", relation.from_ways.size());
    }
    if (relation.to_ways.empty() || (relation.to_ways.size() > 1 && !many_to)) {
        return fmt::format("needs one to way, has {}", relation.to_ways.size());
    }
    return {};
}

}  // namespace

OsmRestriction read_restriction_tags(std::int64_t id, OsmTags const& tags)
{
    OsmRestriction result;
    result.id = id;
    result.restriction = tags["restriction"];
    result.conditional = tags["restriction:conditional"];
    result.except = tags["except"];
    if (!result.restriction.empty() || !result.conditional.empty()) return result;
    constexpr std::string_view prefix = "restriction:";
    for (auto const& [key, value] : tags.all()) {
        if (!key.starts_with(prefix)) continue;
        result.for_class = key.substr(prefix.size());
        result.restriction = value;
        break;
    }
    return result;
}

RestrictionReading interpret(OsmRestriction const& relation)
{
    RestrictionReading reading;
    reading.refused = refusal_of(relation);
    if (!reading.refused.empty()) return reading;
    if (!relation.except.empty()) {
        reading.remark = fmt::format("exempts '{}', but turns are banned for every vehicle", relation.except);
    }
    for (auto const from : relation.from_ways) {
        for (auto const to : relation.to_ways) {
            RawRestriction restriction;
            restriction.id = fmt::format("osm/relation/{}", relation.id);
            restriction.from_way = fmt::format("osm/way/{}", from);
            restriction.via_node = relation.via_nodes.front();
            restriction.to_way = fmt::format("osm/way/{}", to);
            restriction.only = relation.restriction.starts_with("only_");
            restriction.u_turn = relation.restriction == "no_u_turn";
            reading.restrictions.push_back(std::move(restriction));
        }
    }
    return reading;
}

}  // namespace halong::city
