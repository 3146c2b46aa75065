#include "export/matsim/event_text.hpp"

#include "core/error.hpp"
#include "export/matsim/matsim.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <utility>

namespace halong::exporting {
namespace {

using core::LinkId;
using core::NodeId;
using geo::RowPhrase;

// The longest element has about 200 letters, and a passage has two of them: words of ours and numbers of 32 bits.
constexpr std::size_t most_letters = 1'024;
constexpr std::size_t head_letters = 80;  // the longest, between links, has 66
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

// Letters, and lengths and distances of repeats, in hundreds of a part of an ordinary day of the embedded city.
geo::ExpectedRows expected_rows()
{
    constexpr std::pair<char const*, std::uint64_t> letters[]{
        {"1", 326}, {"23", 298}, {"4", 246},     {"59", 240},  {"67", 228},       {"8", 210},
        {"0", 194}, {"\"e", 15}, {"otri =a", 7}, {"n/>\n", 4}, {"lcksdpMv_.", 3}, {"bywPgmThufx<VEL", 1}};
    constexpr std::pair<std::size_t, std::uint64_t> lengths[]{{8, 40},  {9, 3},    {10, 3},  {11, 186}, {13, 16},
                                                              {15, 5},  {17, 26},  {19, 32}, {23, 57},  {27, 81},
                                                              {31, 87}, {43, 195}, {51, 35}, {59, 121}};
    constexpr std::pair<std::size_t, std::uint64_t> distances[]{
        {65, 367},   {97, 17},    {129, 268},  {193, 18},   {257, 44},   {385, 17},
        {513, 29},   {769, 14},   {1'025, 18}, {1'537, 12}, {2'049, 18}, {3'073, 12},
        {4'097, 18}, {6'145, 11}, {8'193, 12}, {12'289, 6}, {16'385, 5}, {24'577, 3}};
    geo::ExpectedRows rows;
    for (auto const& [letter, times] : letters) rows.add_letters(letter, times);
    for (auto const& [length, times] : lengths) rows.add_length(length, times);
    for (auto const& [distance, times] : distances) rows.add_distance(distance, times);
    return rows;
}

}  // namespace

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

EventWords::EventWords(std::size_t links) : code_(expected_rows())
{
    core::ensure(links < geo::RowCode::numbers_end, "a network has fewer than 10,000,000 links");
    for (std::size_t link = 0; link < links; ++link)
        links_.push_back(code_.number(static_cast<std::uint32_t>(link) + 1));
    for (std::size_t i = 0; i < city::mode_count; ++i) {
        auto const mode = static_cast<city::Mode>(i);
        phrases_.leg_end[i] = RowPhrase(fmt::format("\" legMode=\"{}\"/>\n", matsim_mode(mode)));
        if (!city::has_vehicle(mode)) continue;
        auto const name = matsim_network_mode(city::vehicle_of(mode));
        auto const traffic_end = [name](char const* position) {
            return RowPhrase(fmt::format("_{}\" networkMode=\"{}\" relativePosition=\"{}\"/>\n", name, name, position));
        };
        phrases_.vehicle_end[i] = RowPhrase(fmt::format("_{}\"/>\n", name));
        phrases_.enters_end[i] = traffic_end("0.0");
        phrases_.leaves_end[i] = traffic_end("1.0");
    }
    for (std::size_t i = 0; i < phrases_.activity_end.size(); ++i) {
        phrases_.activity_end[i] =
            RowPhrase(fmt::format("\" actType=\"{}\"/>\n", city::name_of(static_cast<city::Activity>(i))));
    }
}

EventText::EventText(EventWords const& words, std::string& members)
    : words_(words), members_(members), gzip_(words.code_, member_letters + most_letters), phrases_(words.phrases_)
{}

void EventText::begin_time(std::int32_t tenths)
{
    time_ = tenths;
    auto const last = begin_;
    begin_.clear();
    begin_.append(row_begin);
    std::array<char, 16> digits{};
    auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), tenths / 10).ptr;
    *end++ = '.';
    *end++ = static_cast<char>('0' + tenths % 10);
    begin_.append({digits.data(), end});
    begin_.append(behind_time);
    same_ = 0;
    while (same_ < std::min(begin_.size(), last.size()) && begin_.letters()[same_] == last.letters()[same_]) ++same_;
}

// A head that has stood at the same time, and near enough to be repeated.
inline bool EventText::put_again(Pen& pen, Head& head, std::int32_t time)
{
    auto const distance = pen.distance_to(head.at);
    if (head.time != time || distance > geo::farthest_repeat) [[unlikely]]
        return false;
    head.at = static_cast<std::int64_t>(pen.at());
    pen.repeat_row<head_letters>(head.size, distance);
    return true;
}

inline void EventText::put_head(Pen& pen, EventKind kind)
{
    auto const at = static_cast<std::int64_t>(pen.at());
    if (!put_again(pen, heads_[static_cast<std::size_t>(kind)], time_)) [[unlikely]] {
        pen = begin_head(pen, kind);
    } else {
        row_at_ = at;
    }
}

// The first of a kind and time. Its time begins as that of the row before does, and its words as those of the kind's last row.
EventText::Pen EventText::begin_head(Pen pen, EventKind kind)
{
    Head& head = heads_[static_cast<std::size_t>(kind)];
    auto const words = words_of(kind);
    auto const last_end = head.at + static_cast<std::int64_t>(head.size);
    head = {static_cast<std::int64_t>(pen.at()), begin_.size() + words.size(), time_};

    auto const back = pen.distance_to(row_at_);
    std::size_t same = back <= geo::farthest_repeat ? same_ : 0;
    row_at_ = head.at;
    same_ = begin_.size();  // of what comes next
    if (same >= geo::shortest_repeat) {
        pen.repeat_row<32>(same, back);
    } else {
        same = 0;
    }
    // Up to the words behind the time, which are as long as those of the last row of the kind.
    std::size_t const time_end = begin_.size() - behind_time.size();
    if (same < time_end) {
        pen.words(begin_.words().substr(same, time_end - same));
        same = time_end;
    }
    auto const rest = begin_.size() - same + words.size();
    auto const distance = pen.distance_to(last_end - static_cast<std::int64_t>(rest));
    if (distance <= geo::farthest_repeat) {
        pen.repeat_row<head_letters>(rest, distance);
    } else {
        pen.words(begin_.words().substr(same));
        pen.words(words);
    }
    return pen;
}

inline void EventText::put_between(Pen& pen, std::size_t mode)
{
    auto const at = static_cast<std::int64_t>(pen.at() + phrases_.vehicle_end[mode].size());
    if (!put_again(pen, between_[mode], time_)) [[unlikely]] {
        pen = begin_between(pen, mode);
    } else {
        row_at_ = at;
        heads_[static_cast<std::size_t>(EventKind::enters_link)].at = at;
    }
}

EventText::Pen EventText::begin_between(Pen pen, std::size_t mode)
{
    auto const at = pen.at();
    pen.phrase<16>(phrases_.vehicle_end[mode]);
    put_head(pen, EventKind::enters_link);
    between_[mode] = {static_cast<std::int64_t>(at), pen.at() - at, time_};
    return pen;
}

void EventText::add(std::span<LinkPassage const> passages)
{
    Pen pen = gzip_.pen();
    for (LinkPassage const& passage : passages) {
        bool const is_rare = passage.from >= aborted_link || passage.to >= aborted_link;
        if (is_rare || pen.at() >= member_letters) [[unlikely]] {
            gzip_.set(pen);
            if (pen.at() >= member_letters) close_member();
            if (is_rare) add_rare(passage);
            pen = gzip_.pen();
            if (is_rare) continue;
        }
        set_time(passage.time);
        auto const mode = passage.rider.mode();
        put_head(pen, EventKind::leaves_link);
        pen.word(words_.links_[passage.from]);
        std::size_t const vehicle_at = pen.at();
        pen.phrase<16>(phrases_.vehicle);
        pen.number(passage.rider.person());
        RowPhrase& end = phrases_.vehicle_end[mode];
        std::size_t const vehicle_size = pen.at() - vehicle_at + end.size();
        put_between(pen, mode);
        pen.word(words_.links_[passage.to]);
        phrases_.vehicle.at = static_cast<std::int64_t>(pen.at());
        end.at = static_cast<std::int64_t>(pen.at() + vehicle_size - end.size());
        pen.repeat<48>(vehicle_size, pen.at() - vehicle_at);
    }
    gzip_.set(pen);
    if (pen.at() >= member_letters) close_member();
}

// Who enters or leaves traffic, or has not ended.
void EventText::add_rare(LinkPassage const& passage)
{
    set_time(passage.time);
    gzip_.need(most_letters);
    Pen pen = gzip_.pen();
    if (passage.from == no_passage_link) {
        put_traffic(pen, EventKind::enters_traffic, passage.rider, passage.to);
    } else if (passage.to == no_passage_link) {
        put_traffic(pen, EventKind::leaves_traffic, passage.rider, passage.from);
    } else {
        put_head(pen, EventKind::aborts);
        pen.number(passage.from + 1);
        put_vehicle(pen, passage.rider);
    }
    gzip_.set(pen);
    if (pen.at() >= member_letters) close_member();
}

void EventText::put_vehicle(Pen& pen, Rider rider)
{
    pen.phrase<16>(phrases_.vehicle);
    pen.number(rider.person());
    pen.phrase<16>(phrases_.vehicle_end[rider.mode()]);
}

void EventText::put_traffic(Pen& pen, EventKind kind, Rider rider, std::uint32_t link)
{
    put_head(pen, kind);
    pen.number(rider.person());
    pen.phrase<16>(phrases_.link);
    pen.number(link + 1);
    pen.phrase<16>(phrases_.vehicle);
    pen.number(rider.person());
    pen.phrase<64>((kind == EventKind::enters_traffic ? phrases_.enters_end : phrases_.leaves_end)[rider.mode()]);
}

// The person, and the link at which the stay is, where there is one.
void EventText::put_place(Pen& pen, LegEvent const& event)
{
    place_at_ = static_cast<std::int64_t>(pen.at());
    pen.number(event.rider.person());
    if (event.link != no_event_link) {
        pen.phrase<16>(phrases_.link);
        pen.number(event.link + 1);
    }
    place_size_ = pen.at() - static_cast<std::size_t>(place_at_);
}

// Again as in the row before.
void EventText::put_place_again(Pen& pen, Rider rider)
{
    auto const at = static_cast<std::int64_t>(pen.at());
    if (place_size_ < geo::shortest_repeat) {
        pen.number(rider.person());  // a short one, and no link
    } else {
        pen.repeat<32>(place_size_, pen.distance_to(place_at_));
    }
    place_at_ = at;
}

void EventText::put_ride(Pen& pen, EventKind kind, Rider rider)
{
    put_head(pen, kind);
    pen.number(rider.person());
    put_vehicle(pen, rider);
}

std::size_t EventText::add(LegEvent const& event)
{
    set_time(event.time);
    gzip_.need(most_letters);
    Pen pen = gzip_.pen();
    auto const mode = event.rider.mode();
    bool const has_vehicle = phrases_.vehicle_end[mode].size() > 0;
    std::size_t rows = 1;
    switch (event.kind) {
        case LegEvent::Kind::begins:
            put_head(pen, EventKind::activity_ends);
            put_place(pen, event);
            pen.phrase<32>(phrases_.activity_end[static_cast<std::size_t>(event.activity)]);
            put_head(pen, EventKind::departs);
            put_place_again(pen, event.rider);
            pen.phrase<32>(phrases_.leg_end[mode]);
            if (has_vehicle) put_ride(pen, EventKind::enters_vehicle, event.rider);
            rows = has_vehicle ? 3 : 2;
            break;
        case LegEvent::Kind::ends:
            if (has_vehicle) put_ride(pen, EventKind::leaves_vehicle, event.rider);
            put_head(pen, EventKind::arrives);
            put_place(pen, event);
            pen.phrase<32>(phrases_.leg_end[mode]);
            put_head(pen, EventKind::activity_begins);
            put_place_again(pen, event.rider);
            pen.phrase<32>(phrases_.activity_end[static_cast<std::size_t>(event.activity)]);
            rows = has_vehicle ? 3 : 2;
            break;
        case LegEvent::Kind::is_stuck:
            put_head(pen, EventKind::stuck);
            put_place(pen, event);
            pen.phrase<32>(phrases_.leg_end[mode]);
            break;
    }
    gzip_.set(pen);
    if (pen.at() >= member_letters) close_member();
    return rows;
}

void EventText::finish() { close_member(); }

// Nothing stands before the next member.
void EventText::close_member()
{
    gzip_.close(members_);
    phrases_ = words_.phrases_;
    for (Head& head : heads_) head.at = RowPhrase::nowhere;
    for (Head& between : between_) between.at = RowPhrase::nowhere;
    row_at_ = RowPhrase::nowhere;
}

}  // namespace halong::exporting
