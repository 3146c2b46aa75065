#include "export/matsim/event_text.hpp"

#include "export/matsim/matsim.hpp"

#include <charconv>
#include <cstring>

namespace halong::exporting {
namespace {

using core::LinkId;
using core::NodeId;

// A link that leads to each node, or else one that leads away; the first that vehicles may use.
core::Column<NodeId, std::uint32_t> links_of_nodes(network::Network const& network)
{
    core::Column<NodeId, std::uint32_t> links;
    auto const first_of = [&](auto const& some) {
        for (LinkId const link : some) {
            if (network.access(link).overlaps(network::Access::all_vehicles())) return link.value();
        }
        return no_event_link;
    };
    for (NodeId const node : network.nodes()) {
        auto const in = first_of(network.in_links(node));
        links.push_back(in != no_event_link ? in : first_of(network.out_links(node)));
    }
    return links;
}

}  // namespace

// One element. The longest has about 200 letters: words of ours and numbers of 32 bits.
class EventText::Line {
public:
    void put(std::string_view words)
    {
        std::memcpy(end_, words.data(), words.size());
        end_ += words.size();
    }
    void put(std::uint32_t number) { end_ = std::to_chars(end_, letters_.data() + letters_.size(), number).ptr; }
    void put_time(std::int32_t tenths)
    {
        put("<event time=\"");
        put(static_cast<std::uint32_t>(tenths / 10));
        *end_++ = '.';
        *end_++ = static_cast<char>('0' + tenths % 10);
        put("\" type=\"");
    }
    [[nodiscard]] std::string_view text() const { return {letters_.data(), end_}; }

private:
    std::array<char, 512> letters_;
    char* end_ = letters_.data();
};

EventText::EventText(city::Plans const& plans, std::vector<std::uint32_t> const& traveller_of,
                     network::Network const& network)
    : plans_(plans), traveller_of_(traveller_of), node_link_(links_of_nodes(network))
{
    for (int i = 0; i < city::mode_count; ++i) {
        auto const mode = static_cast<city::Mode>(i);
        if (!city::has_vehicle(mode)) continue;
        vehicle_end_[static_cast<std::size_t>(i)] =
            "_" + std::string(matsim_network_mode(city::vehicle_of(mode))) + '"';
    }
}

void EventText::add_stay(Line& line, std::uint32_t stay) const
{
    auto const node = plans_.node[stay];
    auto const link = node ? node_link_[node] : no_event_link;
    if (link == no_event_link) return;
    line.put(" link=\"");
    line.put(link + 1);
    line.put("\"");
}

void EventText::add_vehicle(Line& line, std::uint32_t leg) const
{
    line.put(" vehicle=\"");
    line.put(traveller_of_[leg] + 1);
    line.put(vehicle_end_[static_cast<std::size_t>(plans_.mode[leg])]);
}

void EventText::add(std::string& text, MatsimEvent const& event) const
{
    auto const leg = event.leg;
    auto const mode = plans_.mode[leg];
    Line line;
    line.put_time(event.time);
    auto const person = [&](std::string_view type) {
        line.put(type);
        line.put("\" person=\"");
        line.put(traveller_of_[leg] + 1);
        line.put("\"");
    };
    auto const activity = [&](std::string_view type, std::uint32_t stay) {
        person(type);
        add_stay(line, stay);
        line.put(" actType=\"");
        line.put(city::name_of(plans_.activity[stay]));
        line.put("\"/>\n");
    };
    auto const of_leg = [&](std::string_view type, std::uint32_t stay) {
        person(type);
        add_stay(line, stay);
        line.put(" legMode=\"");
        line.put(matsim_mode(mode));
        line.put("\"/>\n");
    };
    auto const in_vehicle = [&](std::string_view type) {
        person(type);
        add_vehicle(line, leg);
        line.put("/>\n");
    };
    auto const traffic = [&](std::string_view type, std::string_view position) {
        person(type);
        line.put(" link=\"");
        line.put(event.link + 1);
        line.put("\"");
        add_vehicle(line, leg);
        line.put(" networkMode=\"");
        line.put(matsim_network_mode(city::vehicle_of(mode)));
        line.put("\" relativePosition=\"");
        line.put(position);
        line.put("\"/>\n");
    };
    auto const on_link = [&](std::string_view type) {
        line.put(type);
        line.put("\" link=\"");
        line.put(event.link + 1);
        line.put("\"");
        add_vehicle(line, leg);
        line.put("/>\n");
    };
    switch (event.kind) {
        case EventKind::activity_ends:
            activity("actend", leg);
            break;
        case EventKind::activity_begins:
            activity("actstart", leg + 1);
            break;
        case EventKind::departs:
            of_leg("departure", leg);
            break;
        case EventKind::arrives:
            of_leg("arrival", leg + 1);
            break;
        case EventKind::stuck:
            of_leg("stuckAndAbort", leg);
            break;
        case EventKind::enters_vehicle:
            in_vehicle("PersonEntersVehicle");
            break;
        case EventKind::leaves_vehicle:
            in_vehicle("PersonLeavesVehicle");
            break;
        case EventKind::enters_traffic:
            traffic("vehicle enters traffic", "0.0");
            break;
        case EventKind::leaves_traffic:
            traffic("vehicle leaves traffic", "1.0");
            break;
        case EventKind::leaves_link:
            on_link("left link");
            break;
        case EventKind::enters_link:
            on_link("entered link");
            break;
        case EventKind::aborts:
            on_link("vehicle aborts");
            break;
    }
    text.append(line.text());
}

}  // namespace halong::exporting
