#include "export/matsim/event_text.hpp"

#include "core/error.hpp"
#include "export/matsim/matsim.hpp"

#include <algorithm>
#include <fmt/format.h>

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

// The longest element has about 200 letters, and a passage has two of them: words of ours and numbers of 32 bits.
constexpr std::size_t most_letters = 1'024;
constexpr std::string_view row_begin = "<event time=\"";
constexpr std::string_view behind_time = "\" type=\"";

std::string_view words_of(EventKind kind)
{
    switch (kind) {
        case EventKind::activity_ends:
            return "actend\" person=\"";
        case EventKind::departs:
            return "departure\" person=\"";
        case EventKind::enters_vehicle:
            return "PersonEntersVehicle\" person=\"";
        case EventKind::enters_traffic:
            return "vehicle enters traffic\" person=\"";
        case EventKind::leaves_link:
            return "left link\" link=\"";
        case EventKind::enters_link:
            return "entered link\" link=\"";
        case EventKind::leaves_traffic:
            return "vehicle leaves traffic\" person=\"";
        case EventKind::aborts:
            return "vehicle aborts\" link=\"";
        case EventKind::leaves_vehicle:
            return "PersonLeavesVehicle\" person=\"";
        case EventKind::arrives:
            return "arrival\" person=\"";
        case EventKind::stuck:
            return "stuckAndAbort\" person=\"";
        case EventKind::activity_begins:
            return "actstart\" person=\"";
    }
    core::ensure(false, "an event has one of the kinds");
    return {};
}

// What a passage of an ordinary day takes: 16 digits, and four repeats.
geo::ExpectedRows expected_rows()
{
    geo::ExpectedRows rows;
    rows.add_letters("0123456789", 160);
    rows.add_repeat(45, 190, 100);
    rows.add_repeat(11, 80, 100);
    rows.add_repeat(60, 190, 100);
    rows.add_repeat(31, 80, 100);
    return rows;
}

void append(EventPhrase& phrase, std::string_view words)
{
    core::ensure(phrase.size + words.size() <= phrase.letters.size(), "a phrase of an event has few letters");
    std::ranges::copy(words, phrase.letters.begin() + static_cast<std::ptrdiff_t>(phrase.size));
    phrase.size += words.size();
}

std::string_view text_of(EventPhrase const& phrase) { return {phrase.letters.data(), phrase.size}; }

// How far back it stands; too far, where it stands nowhere.
std::size_t distance_to(geo::RowPen const& pen, std::int64_t at)
{
    return static_cast<std::size_t>(static_cast<std::int64_t>(pen.at()) - at);
}

}  // namespace

EventPhrase::EventPhrase(std::string_view words) { append(*this, words); }

EventWords::EventWords(city::Plans const& plans, std::vector<std::uint32_t> const& traveller_of,
                       network::Network const& network)
    : plans_(plans), node_link_(links_of_nodes(network)), code_(expected_rows())
{
    legs_.reserve(traveller_of.size());
    for (std::size_t stay = 0; stay < traveller_of.size(); ++stay)
        legs_.push_back({traveller_of[stay] + 1, plans.mode[stay]});
    for (std::size_t i = 0; i < city::mode_count; ++i) {
        auto const mode = static_cast<city::Mode>(i);
        leg_end_[i] = EventPhrase(fmt::format("\" legMode=\"{}\"/>\n", matsim_mode(mode)));
        if (!city::has_vehicle(mode)) continue;
        auto const name = matsim_network_mode(city::vehicle_of(mode));
        auto const traffic_end = [name](char const* position) {
            return EventPhrase(
                fmt::format("_{}\" networkMode=\"{}\" relativePosition=\"{}\"/>\n", name, name, position));
        };
        vehicle_end_[i] = EventPhrase(fmt::format("_{}\"/>\n", name));
        enters_end_[i] = traffic_end("0.0");
        leaves_end_[i] = traffic_end("1.0");
    }
    for (int i = 0; i <= static_cast<int>(city::Activity::escort); ++i) {
        activity_end_.push_back(
            EventPhrase(fmt::format("\" actType=\"{}\"/>\n", city::name_of(static_cast<city::Activity>(i)))));
    }
}

EventText::EventText(EventWords const& words, std::string& members)
    : words_(words),
      members_(members),
      gzip_(words.code_, member_letters + most_letters),
      vehicle_end_(words.vehicle_end_),
      leg_end_(words.leg_end_),
      enters_end_(words.enters_end_),
      leaves_end_(words.leaves_end_),
      activity_end_(words.activity_end_)
{}

void EventText::set_time(std::int32_t tenths)
{
    if (tenths == time_) return;
    time_ = tenths;
    begin_.size = 0;
    append(begin_, row_begin);
    append(begin_, fmt::format("{}.{}", tenths / 10, tenths % 10));
    append(begin_, behind_time);
}

void EventText::put(Pen& pen, EventPhrase& phrase) const
{
    auto const distance = distance_to(pen, phrase.at);
    phrase.at = static_cast<std::int64_t>(pen.at());
    if (distance > geo::farthest_repeat) return pen.words(text_of(phrase));
    if (phrase.size <= 32) return pen.repeat<32>(phrase.letters.data(), phrase.size, distance);
    if (phrase.size <= 64) return pen.repeat<64>(phrase.letters.data(), phrase.size, distance);
    pen.repeat<EventPhrase::most_letters>(phrase.letters.data(), phrase.size, distance);
}

void EventText::put_head(Pen& pen, EventKind kind)
{
    Head& head = heads_[static_cast<std::size_t>(kind)];
    if (head.time != time_) return begin_head(pen, kind);
    last_begin_.at = static_cast<std::int64_t>(pen.at());
    put(pen, head.phrase);
}

// The first of a kind and time. Its time begins as that of the row before does, and its words as those of the kind's last row.
void EventText::begin_head(Pen& pen, EventKind kind)
{
    Head& head = heads_[static_cast<std::size_t>(kind)];
    auto const last_end = head.phrase.at + static_cast<std::int64_t>(head.phrase.size);
    auto const at = static_cast<std::int64_t>(pen.at());
    head.phrase.size = 0;
    append(head.phrase, text_of(begin_));
    append(head.phrase, words_of(kind));
    head.time = time_;
    auto const words = text_of(head.phrase);

    std::size_t same = 0;
    auto const back = distance_to(pen, last_begin_.at);
    if (back <= geo::farthest_repeat) {
        auto const& last = last_begin_;
        while (same < std::min(begin_.size, last.size) && begin_.letters[same] == last.letters[same]) ++same;
    }
    if (same >= geo::shortest_repeat) {
        pen.repeat<EventPhrase::most_letters>(words.data(), same, back);
    } else {
        same = 0;
    }
    // Up to the words behind the time, which are as long as those of the last row of the kind.
    std::size_t const time_end = begin_.size - behind_time.size();
    if (same < time_end) {
        pen.words(words.substr(same, time_end - same));
        same = time_end;
    }
    auto const rest = words.substr(same);
    auto const distance = distance_to(pen, last_end - static_cast<std::int64_t>(rest.size()));
    if (distance <= geo::farthest_repeat) {
        pen.repeat(rest.size(), distance);
    } else {
        pen.words(rest);
    }
    head.phrase.at = at;
    last_begin_.at = at;
    last_begin_.size = begin_.size;
    last_begin_.letters = begin_.letters;
}

void EventText::put_between(Pen& pen, std::size_t mode)
{
    Head& between = between_[mode];
    if (between.time != time_) return begin_between(pen, mode);
    auto const end = static_cast<std::int64_t>(pen.at() + vehicle_end_[mode].size);
    last_begin_.at = end;
    heads_[static_cast<std::size_t>(EventKind::enters_link)].phrase.at = end;
    put(pen, between.phrase);
}

void EventText::begin_between(Pen& pen, std::size_t mode)
{
    Head& between = between_[mode];
    between.phrase.at = static_cast<std::int64_t>(pen.at());
    put(pen, vehicle_end_[mode]);
    put_head(pen, EventKind::enters_link);
    between.time = time_;
    between.phrase.size = 0;
    append(between.phrase, text_of(vehicle_end_[mode]));
    append(between.phrase, text_of(heads_[static_cast<std::size_t>(EventKind::enters_link)].phrase));
}

void EventText::add(LinkPassage const& passage)
{
    set_time(passage.time);
    gzip_.need(most_letters);
    Pen pen = gzip_.pen();
    auto const& leg = words_.legs_[passage.leg];
    auto const mode = static_cast<std::size_t>(leg.mode);
    put_head(pen, EventKind::leaves_link);
    pen.number(passage.from + 1);
    std::size_t const vehicle_at = pen.at();
    put(pen, vehicle_);
    pen.number(leg.person);
    std::size_t const vehicle_size = pen.at() - vehicle_at + vehicle_end_[mode].size;
    put_between(pen, mode);
    pen.number(passage.to + 1);
    vehicle_.at = static_cast<std::int64_t>(pen.at());
    vehicle_end_[mode].at = static_cast<std::int64_t>(pen.at() + vehicle_size - vehicle_end_[mode].size);
    pen.repeat<48>(vehicle_size, pen.at() - vehicle_at);
    gzip_.set(pen);
    if (pen.at() >= member_letters) close_member();
}

void EventText::put_vehicle(Pen& pen, std::uint32_t leg)
{
    put(pen, vehicle_);
    pen.number(words_.legs_[leg].person);
    put(pen, vehicle_end_[static_cast<std::size_t>(words_.legs_[leg].mode)]);
}

// The person, and the link at which the stay is, where there is one.
void EventText::put_place(Pen& pen, std::uint32_t person, std::uint32_t stay)
{
    auto const node = words_.plans_.node[stay];
    auto const link = node ? words_.node_link_[node] : no_event_link;
    auto const distance = distance_to(pen, place_at_);
    bool const is_same = person == place_person_ && link == place_link_ && place_size_ >= geo::shortest_repeat;
    place_at_ = static_cast<std::int64_t>(pen.at());
    if (is_same && distance <= geo::farthest_repeat) return pen.repeat(place_size_, distance);
    pen.number(person);
    if (link != no_event_link) {
        put(pen, link_);
        pen.number(link + 1);
    }
    place_person_ = person;
    place_link_ = link;
    place_size_ = pen.at() - static_cast<std::size_t>(place_at_);
}

void EventText::put_traffic(Pen& pen, MatsimEvent const& event, EventWords::OfMode& end)
{
    auto const& leg = words_.legs_[event.leg];
    pen.number(leg.person);
    put(pen, link_);
    pen.number(event.link + 1);
    put(pen, vehicle_);
    pen.number(leg.person);
    put(pen, end[static_cast<std::size_t>(leg.mode)]);
}

void EventText::add(MatsimEvent const& event)
{
    set_time(event.time);
    gzip_.need(most_letters);
    Pen pen = gzip_.pen();
    auto const& leg = words_.legs_[event.leg];
    auto const put_activity = [&](std::uint32_t stay) {
        put_place(pen, leg.person, stay);
        put(pen, activity_end_[static_cast<std::size_t>(words_.plans_.activity[stay])]);
    };
    auto const put_leg_end = [&](std::uint32_t stay) {
        put_place(pen, leg.person, stay);
        put(pen, leg_end_[static_cast<std::size_t>(leg.mode)]);
    };
    put_head(pen, event.kind);
    switch (event.kind) {
        case EventKind::activity_ends:
            put_activity(event.leg);
            break;
        case EventKind::activity_begins:
            put_activity(event.leg + 1);
            break;
        case EventKind::departs:
        case EventKind::stuck:
            put_leg_end(event.leg);
            break;
        case EventKind::arrives:
            put_leg_end(event.leg + 1);
            break;
        case EventKind::enters_vehicle:
        case EventKind::leaves_vehicle:
            pen.number(leg.person);
            put_vehicle(pen, event.leg);
            break;
        case EventKind::enters_traffic:
            put_traffic(pen, event, enters_end_);
            break;
        case EventKind::leaves_traffic:
            put_traffic(pen, event, leaves_end_);
            break;
        case EventKind::leaves_link:
        case EventKind::enters_link:
        case EventKind::aborts:
            pen.number(event.link + 1);
            put_vehicle(pen, event.leg);
            break;
    }
    gzip_.set(pen);
    if (pen.at() >= member_letters) close_member();
}

void EventText::finish() { close_member(); }

// Nothing stands before the next member.
void EventText::close_member()
{
    gzip_.close(members_);
    auto const forget = [](auto& phrases) {
        for (EventPhrase& phrase : phrases) phrase.at = EventPhrase::nowhere;
    };
    for (auto* const of_mode : {&vehicle_end_, &leg_end_, &enters_end_, &leaves_end_}) forget(*of_mode);
    forget(activity_end_);
    for (Head& head : heads_) head.phrase.at = EventPhrase::nowhere;
    for (Head& between : between_) between.phrase.at = EventPhrase::nowhere;
    vehicle_.at = link_.at = last_begin_.at = place_at_ = EventPhrase::nowhere;
}

}  // namespace halong::exporting
