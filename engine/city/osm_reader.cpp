// Two passes over the file: first ways and relations, then only the nodes that they need. So the memory is that of the
// roads, not of the whole extract.
#include "city/build.hpp"
#include "city/osm_assembly.hpp"
#include "core/error.hpp"
#include "core/input_file.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <osmium/io/any_input.hpp>
#include <osmium/osm.hpp>

namespace halong::city {
namespace {

// PBF does not forbid texts with a zero byte, which libosmium takes for the end of one: where such bytes leave a key without
// its value, its loops would go on behind the list.
bool has_pairs(osmium::TagList const& list)
{
    auto const* const first = reinterpret_cast<unsigned char const*>(list.cbegin().operator->());
    auto const* const last = reinterpret_cast<unsigned char const*>(list.cend().operator->());
    return std::count(first, last, 0) % 2 == 0;
}

std::string name_of(osmium::OSMObject const& object)
{
    return fmt::format("osm/{}/{}", osmium::item_type_to_name(object.type()), object.id());
}

// Whose tags have no pairs loses all of them: which value is whose cannot be told. False then, and counted.
bool has_tags(osmium::OSMObject const& object, IssueTally& lost)
{
    if (has_pairs(object.tags())) return true;
    lost.add(IssueKind::bad_tag, Severity::warning, name_of(object),
             "its tags hold a zero byte, so that keys and values cannot be told apart: all of them left out");
    return false;
}

OsmTags tags_of(osmium::OSMObject const& object, IssueTally& lost)
{
    OsmTags tags;
    if (!has_tags(object, lost)) return tags;
    for (auto const& tag : object.tags()) {
        if (core::first_non_text(tag.value())) {  // PBF does not see to it that texts are UTF-8
            lost.add(IssueKind::bad_tag, Severity::warning, name_of(object),
                     "the value of one of its tags is not UTF-8: that tag is left out");
        } else {
            tags.add(tag.key(), tag.value());
        }
    }
    return tags;
}

// ---- First pass --------------------------------------------------------------------------------

void add_way(osmium::Way const& way, OsmOptions const& options, FileContent& content)
{
    FileWay result;
    result.reading = read_way_tags(tags_of(way, content.lost), options);
    if (result.reading.use == WayUse::none) return;
    result.reading.way.id = fmt::format("osm/way/{}", way.id());
    result.nodes.reserve(way.nodes().size());
    for (auto const& node : way.nodes()) result.nodes.push_back(node.ref());
    content.ways.push_back(std::move(result));
}

void add_relation(osmium::Relation const& relation, FileContent& content)
{
    if (!has_tags(relation, content.lost)) return;
    std::string_view const type = relation.tags().get_value_by_key("type", "");
    if (type != "restriction" && !type.starts_with("restriction:")) return;
    auto result = read_restriction_tags(relation.id(), tags_of(relation, content.lost));
    if (type != "restriction" && result.for_class.empty()) result.for_class = type.substr(type.find(':') + 1);
    for (auto const& member : relation.members()) {
        std::string_view const role = member.role();
        bool const is_way = member.type() == osmium::item_type::way;
        if (role == "from" && is_way) result.from_ways.push_back(member.ref());
        if (role == "to" && is_way) result.to_ways.push_back(member.ref());
        if (role == "via" && is_way) result.via_way = true;
        if (role == "via" && member.type() == osmium::item_type::node) result.via_nodes.push_back(member.ref());
    }
    content.restrictions.push_back(std::move(result));
}

void read_ways(osmium::io::File const& file, OsmOptions const& options, FileContent& content)
{
    osmium::io::Reader reader(file, osmium::osm_entity_bits::way | osmium::osm_entity_bits::relation);
    while (auto const buffer = reader.read()) {
        for (auto const& way : buffer.select<osmium::Way>()) add_way(way, options, content);
        for (auto const& relation : buffer.select<osmium::Relation>()) add_relation(relation, content);
    }
    reader.close();
}

// ---- Second pass -------------------------------------------------------------------------------

std::vector<std::int64_t> nodes_needed(std::vector<FileWay> const& ways)
{
    std::vector<std::int64_t> ids;
    for (auto const& way : ways) ids.insert(ids.end(), way.nodes.begin(), way.nodes.end());
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

void read_nodes(osmium::io::File const& file, FileContent& content)
{
    auto const needed = nodes_needed(content.ways);
    content.nodes.reserve(needed.size());
    osmium::io::Reader reader(file, osmium::osm_entity_bits::node);
    while (auto const buffer = reader.read()) {
        for (auto const& node : buffer.select<osmium::Node>()) {
            if (!node.location().valid()) continue;
            if (!std::binary_search(needed.begin(), needed.end(), node.id())) continue;
            bool const has_signal = has_tags(node, content.lost) &&
                                    node.tags().get_value_by_key("highway", "") == std::string_view("traffic_signals");
            content.nodes.push_back({node.id(), {node.location().lon(), node.location().lat()}, has_signal});
        }
    }
    reader.close();
    std::stable_sort(content.nodes.begin(), content.nodes.end(),
                     [](RawNode const& a, RawNode const& b) { return a.id < b.id; });
    auto const same_id = [](RawNode const& a, RawNode const& b) { return a.id == b.id; };
    content.nodes.erase(std::unique(content.nodes.begin(), content.nodes.end(), same_id), content.nodes.end());
}

[[noreturn]] void refuse(std::filesystem::path const& path, std::string const& reason)
{
    throw core::UserError(
        core::Diagnostic{path.string(), 0, 0, fmt::format("cannot be read as OpenStreetMap data: {}", reason),
                         "the file may be incomplete or damaged: compare its size or checksum with the source and "
                         "fetch it again; "
                         "the name must end in .osm, .osm.gz, .osm.bz2 or .osm.pbf"});
}

FileContent read_content(std::filesystem::path const& path, OsmOptions const& options)
{
    if (auto const obstacle = core::obstacle_to_reading(path); !obstacle.empty()) {
        throw core::UserError(core::Diagnostic{path.string(), 0, 0, fmt::format("cannot be read: {}", obstacle),
                                               "give the path of an OpenStreetMap extract"});
    }
    FileContent content;
    try {
        osmium::io::File const file(path.string());
        read_ways(file, options, content);
        read_nodes(file, content);
    } catch (core::InternalFault const&) {
        throw;
    } catch (std::exception const& fault) {  // libosmium, zlib, bzip2, expat and protozero have no common base
        refuse(path, fault.what());
    }
    return content;
}

}  // namespace

RawRoads read_osm(std::filesystem::path const& path, geo::Projection const& projection, ImportIssues& issues,
                  OsmOptions const& options)
{
    ImportIssues found;
    RawRoads roads = assemble(read_content(path, options), projection, found);
    if (roads.ways.empty()) {
        std::string message = "holds no roads: no way with a highway tag has nodes in this file";
        auto const lost = std::ranges::find(found.all(), IssueKind::bad_tag, &ImportIssue::kind);
        if (lost != found.all().end()) message += fmt::format("; {}: {}", lost->subject, lost->message);
        throw core::UserError(
            core::Diagnostic{path.string(), 0, 0, std::move(message),
                             "take an extract with ways and their nodes, for example with osmium extract --strategy "
                             "complete_ways"});
    }
    roads.source = path.filename().string();
    for (auto const& issue : found.all()) issues.add(issue);
    return roads;
}

}  // namespace halong::city
