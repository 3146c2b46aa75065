#include "export/matsim/event_text.hpp"

#include "core/error.hpp"
#include "export/matsim/matsim.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

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

// The longest element has about 200 letters: words of ours and numbers of 32 bits.
constexpr std::size_t most_letters = 512;

}  // namespace

EventWords::EventWords(city::Plans const& plans, std::vector<std::uint32_t> const& traveller_of,
                       network::Network const& network)
    : plans_(plans), node_link_(links_of_nodes(network))
{
    legs_.reserve(traveller_of.size());
    for (std::size_t stay = 0; stay < traveller_of.size(); ++stay)
        legs_.push_back({traveller_of[stay] + 1, plans.mode[stay]});
    for (int i = 0; i < city::mode_count; ++i) {
        auto const mode = static_cast<city::Mode>(i);
        if (!city::has_vehicle(mode)) continue;
        std::string const end = "_" + std::string(matsim_network_mode(city::vehicle_of(mode))) + '"';
        Ending& ending = vehicle_end_[static_cast<std::size_t>(i)];
        core::ensure(end.size() <= ending.letters.size(), "a mode's name has few letters");
        std::ranges::copy(end, ending.letters.begin());
        ending.size = static_cast<std::uint32_t>(end.size());
    }
}

EventText::EventText(EventWords const& words, GzipText& out)
    : words_(words), out_(out), letters_(GzipText::piece_bytes + most_letters), end_(letters_.data())
{}

template <std::size_t size>
void EventText::put(char const (&words)[size])
{
    std::memcpy(end_, words, size - 1);  // without the zero at its end
    end_ += size - 1;
}

void EventText::put(std::string_view words)
{
    std::memcpy(end_, words.data(), words.size());
    end_ += words.size();
}

void EventText::put(std::uint32_t number) { end_ = std::to_chars(end_, letters_.data() + letters_.size(), number).ptr; }

void EventText::put_time(std::int32_t tenths)
{
    if (tenths != time_) {
        char* const begin = end_;
        put("<event time=\"");
        put(static_cast<std::uint32_t>(tenths / 10));
        *end_++ = '.';
        *end_++ = static_cast<char>('0' + tenths % 10);
        time_words_.size = static_cast<std::uint32_t>(end_ - begin);
        std::copy(begin, end_, time_words_.letters.begin());
        time_ = tenths;
    } else {
        std::memcpy(end_, time_words_.letters.data(), time_words_.letters.size());
        end_ += time_words_.size;
    }
    put("\" type=\"");
}

void EventText::put_vehicle(std::uint32_t leg)
{
    put(" vehicle=\"");
    put(words_.legs_[leg].person);
    auto const& ending = words_.vehicle_end_[static_cast<std::size_t>(words_.legs_[leg].mode)];
    std::memcpy(end_, ending.letters.data(), ending.letters.size());
    end_ += ending.size;
}

void EventText::put_person(std::uint32_t leg)
{
    put("\" person=\"");
    put(words_.legs_[leg].person);
    put("\"");
}

void EventText::put_stay(std::uint32_t stay)
{
    auto const node = words_.plans_.node[stay];
    auto const link = node ? words_.node_link_[node] : no_event_link;
    if (link == no_event_link) return;
    put(" link=\"");
    put(link + 1);
    put("\"");
}

void EventText::put_activity(std::uint32_t stay)
{
    put_stay(stay);
    put(" actType=\"");
    put(city::name_of(words_.plans_.activity[stay]));
    put("\"/>\n");
}

void EventText::put_leg_end(MatsimEvent const& event, std::uint32_t stay)
{
    put_person(event.leg);
    put_stay(stay);
    put(" legMode=\"");
    put(matsim_mode(words_.legs_[event.leg].mode));
    put("\"/>\n");
}

void EventText::put_traffic(MatsimEvent const& event)
{
    put_person(event.leg);
    put(" link=\"");
    put(event.link + 1);
    put("\"");
    put_vehicle(event.leg);
    put(" networkMode=\"");
    put(matsim_network_mode(city::vehicle_of(words_.legs_[event.leg].mode)));
}

void EventText::put_on_link(MatsimEvent const& event)
{
    put(event.link + 1);
    put("\"");
    put_vehicle(event.leg);
    put("/>\n");
}

void EventText::add(MatsimEvent const& event)
{
    put_time(event.time);
    switch (event.kind) {
        case EventKind::activity_ends:
            put("actend");
            put_person(event.leg);
            put_activity(event.leg);
            break;
        case EventKind::activity_begins:
            put("actstart");
            put_person(event.leg);
            put_activity(event.leg + 1);
            break;
        case EventKind::departs:
            put("departure");
            put_leg_end(event, event.leg);
            break;
        case EventKind::arrives:
            put("arrival");
            put_leg_end(event, event.leg + 1);
            break;
        case EventKind::stuck:
            put("stuckAndAbort");
            put_leg_end(event, event.leg);
            break;
        case EventKind::enters_vehicle:
            put("PersonEntersVehicle");
            put_person(event.leg);
            put_vehicle(event.leg);
            put("/>\n");
            break;
        case EventKind::leaves_vehicle:
            put("PersonLeavesVehicle");
            put_person(event.leg);
            put_vehicle(event.leg);
            put("/>\n");
            break;
        case EventKind::enters_traffic:
            put("vehicle enters traffic");
            put_traffic(event);
            put("\" relativePosition=\"0.0\"/>\n");
            break;
        case EventKind::leaves_traffic:
            put("vehicle leaves traffic");
            put_traffic(event);
            put("\" relativePosition=\"1.0\"/>\n");
            break;
        case EventKind::leaves_link:
            put("left link\" link=\"");
            put_on_link(event);
            break;
        case EventKind::enters_link:
            put("entered link\" link=\"");
            put_on_link(event);
            break;
        case EventKind::aborts:
            put("vehicle aborts\" link=\"");
            put_on_link(event);
            break;
    }
    if (end_ >= letters_.data() + GzipText::piece_bytes) finish();
}

void EventText::finish()
{
    if (end_ == letters_.data()) return;
    out_.add_piece(text());
    end_ = letters_.data();
}

}  // namespace halong::exporting
