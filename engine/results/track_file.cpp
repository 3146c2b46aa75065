#include "results/track_file.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/input_file.hpp"
#include "core/json_whole.hpp"
#include "geo/varint.hpp"
#include "results/track_steps.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace halong::results {
namespace {

namespace fs = std::filesystem;
using core::Millis;
using nlohmann::ordered_json;
using traffic::track_ends;
using traffic::TrackEvent;

constexpr std::string_view magic = "halong-tracks/1\n";
constexpr std::size_t most_chunks_kept = 6;
constexpr int walker_kind = network::vehicle_class_count;

int tenths(Millis time_ms) { return time_ms / ms_per_tenth; }

int kind_of(city::TransitKind kind) { return walker_kind + (kind == city::TransitKind::boat ? 1 : 2); }

}  // namespace

std::vector<std::string> track_kinds()
{
    std::vector<std::string> kinds;
    kinds.reserve(network::vehicle_class_count);
    for (int i = 0; i < network::vehicle_class_count; ++i) {
        kinds.emplace_back(network::info(static_cast<network::VehicleClass>(i)).name);
    }
    for (auto const* const name : {"walker", "boat", "cabin"}) kinds.emplace_back(name);
    return kinds;
}

TrackWriter::TrackWriter(fs::path const& path, city::City const& city, city::Plans const& plans)
    : city_(city),
      plans_(plans),
      path_(path),
      file_(path),
      stream_(file_.temporary_path(), std::ios::binary),
      out_first_(city.network.node_count() + 1, 0)
{
    network::Network const& network = city.network;
    for (auto const link : network.links()) ++out_first_[network.from(link).value() + std::size_t{1}];
    for (std::size_t node = 0; node + 1 < out_first_.size(); ++node) out_first_[node + 1] += out_first_[node];
    std::vector<std::uint32_t> next(out_first_.begin(), out_first_.end() - 1);
    out_links_.resize(network.link_count());
    for (auto const link : network.links()) out_links_[next[network.from(link).value()]++] = link.value();
    if (!stream_) {
        throw core::CannotWrite(path_.string(), "cannot be created",
                                "check the rights of its folder, or run without --tracks");
    }
}

void TrackWriter::write(std::string const& text)
{
    stream_.write(text.data(), static_cast<std::streamsize>(text.size()));
    if (!stream_)
        throw core::CannotWrite(path_.string(), "no more can be written", "free space, or run without --tracks");
    bytes_ += text.size();
}

std::uint32_t TrackWriter::ways_on(std::uint32_t link) const
{
    std::size_t const node = city_.network.to(core::LinkId{link}).value();
    return out_first_[node + 1] - out_first_[node];
}

std::uint32_t TrackWriter::way_of(std::uint32_t link, std::uint32_t next) const
{
    std::uint32_t const ways = ways_on(link);
    if (next == track_ends) return ways;
    auto const* const first = out_links_.data() + out_first_[city_.network.to(core::LinkId{link}).value()];
    auto const* const found = std::lower_bound(first, first + ways, next);
    core::ensure(found != first + ways && *found == next, "a track goes on where its link does not lead");
    return static_cast<std::uint32_t>(found - first);
}

void TrackWriter::add_chunk(std::span<TrackEvent const> events, Millis end_ms)
{
    settle(events);
    Chunk chunk;
    chunk.start_ms = start_ms_;
    std::vector<Open> still_open;
    auto open = open_.begin();
    for (std::size_t i = 0; i < events.size() || open != open_.end();) {
        bool const was_open = open != open_.end() && (i == events.size() || open->leg <= events[i].leg);
        Open here = was_open ? *open++ : Open{events[i].leg, events[i].link, events[i].time_ms};
        if (!was_open) ++i;
        if (here.link == track_ends) continue;  // entered and left nothing
        chunk.tracks.push_back({here.leg, here.entry_ms, chunk.steps.size()});
        for (; i < events.size() && events[i].leg == here.leg && here.link != track_ends; ++i) {
            chunk.steps.push_back({here.link, events[i].time_ms, events[i].link});
            here.link = events[i].link;
            here.entry_ms = events[i].time_ms;
        }
        if (here.link == track_ends) continue;
        chunk.unknown.push_back({here.leg, chunk.steps.size()});
        chunk.steps.push_back({here.link, core::never, track_ends});
        still_open.push_back(here);
    }
    open_ = std::move(still_open);
    chunks_.push_back(std::move(chunk));
    if (chunks_.size() > most_chunks_kept) settle_all(chunks_.front(), end_ms);
    while (!chunks_.empty() && chunks_.front().unknown.empty()) write_front();
    start_ms_ = end_ms;
}

// Those who have left since the link on which they were at the end of earlier chunks.
void TrackWriter::settle(std::span<TrackEvent const> events)
{
    for (Chunk& chunk : chunks_) {
        auto event = events.begin();
        std::erase_if(chunk.unknown, [&](Unknown const& one) {
            while (event != events.end() && event->leg < one.leg) ++event;
            if (event == events.end() || event->leg != one.leg) return false;
            chunk.steps[one.step].exit_ms = event->time_ms;
            chunk.steps[one.step].next = event->link;
            return true;
        });
    }
}

void TrackWriter::settle_all(Chunk& chunk, Millis time_ms)
{
    for (Unknown const& one : chunk.unknown) chunk.steps[one.step].exit_ms = time_ms;
    chunk.unknown.clear();
}

std::string TrackWriter::encoded(Chunk const& chunk) const
{
    std::string text(track_chunk_magic);
    geo::put_varint(text, static_cast<std::uint64_t>(tenths(chunk.start_ms)));
    geo::put_varint(text, chunk.tracks.size());
    geo::put_varint(text, chunk.steps.size());
    std::uint32_t last_leg = 0;
    for (std::size_t i = 0; i < chunk.tracks.size(); ++i) {
        Track const& track = chunk.tracks[i];
        std::size_t const end = i + 1 < chunk.tracks.size() ? chunk.tracks[i + 1].first_step : chunk.steps.size();
        city::Mode const mode = plans_.mode[track.leg];
        geo::put_varint(text, track.leg - last_leg);
        geo::put_varint(text, city::has_vehicle(mode) ? static_cast<std::uint64_t>(city::vehicle_of(mode))
                                                      : static_cast<std::uint64_t>(walker_kind));
        geo::put_varint(text, chunk.steps[track.first_step].link);
        geo::put_varint(text, geo::zigzag(tenths(track.entry_ms) - tenths(chunk.start_ms)));
        geo::put_varint(text, end - track.first_step);
        int from = tenths(track.entry_ms);
        for (std::size_t step = track.first_step; step < end; ++step) {
            Step const& one = chunk.steps[step];
            int const to = tenths(one.exit_ms);
            std::uint64_t const ways = ways_on(one.link);
            geo::put_varint(text, static_cast<std::uint64_t>(to - from) * (ways + 1) + way_of(one.link, one.next));
            from = to;
        }
        last_leg = track.leg;
    }
    return text;
}

void TrackWriter::write_front()
{
    Chunk const& chunk = chunks_.front();
    std::string const text = encoded(chunk);
    written_.push_back({bytes_, text.size(), chunk.tracks.size(), chunk.steps.size()});
    write(text);
    chunks_.pop_front();
}

void TrackWriter::finish(std::span<traffic::Crossing const> crossings, Millis end_ms, std::uint64_t digest,
                         std::span<simulation::LegResult const> legs)
{
    for (; !chunks_.empty(); write_front()) settle_all(chunks_.front(), end_ms);
    std::string const times = encoded_leg_times(legs, end_ms);
    std::uint64_t const times_at = bytes_;
    write(times);
    ordered_json chunks = ordered_json::array();
    for (TrackChunk const& chunk : written_) chunks.push_back({chunk.offset, chunk.bytes, chunk.tracks, chunk.steps});
    ordered_json rows = ordered_json::array();
    for (traffic::Crossing const& one : crossings) {
        city::TransitLine const& line = city_.transit.lines[one.line];
        auto const from = city_.transit.stops[line.stops[one.position]].position;
        auto const to = city_.transit.stops[line.stops[one.position + 1]].position;
        rows.push_back({kind_of(line.kind), from.x_m, from.y_m, to.x_m, to.y_m, one.leaves_ms, one.arrives_ms});
    }
    std::string text = ordered_json{{"digest", core::hex(digest)},
                                    {"plans", plans_stamp(plans_)},
                                    {"end_ms", end_ms},
                                    {"legs", {times_at, times.size()}},
                                    {"chunk_ms", track_chunk_ms},
                                    {"kinds", track_kinds()},
                                    {"chunks", chunks},
                                    {"crossings", rows}}
                           .dump();
    std::uint64_t const length = text.size();
    for (int byte = 0; byte < 8; ++byte) text.push_back(static_cast<char>(length >> (8 * byte) & 255U));
    text += magic;
    write(text);
    stream_.close();
    if (!stream_) throw core::CannotWrite(path_.string(), "cannot be completed", "free space, or run without --tracks");
    file_.commit();
}

// ---- Reading -----------------------------------------------------------------------------------

namespace {

[[noreturn]] void refuse(fs::path const& path, char const* what)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, what,
                                           "make the run again with `halong run --tracks`, or remove the file"});
}

std::string read_part(fs::path const& path, std::uint64_t offset, std::uint64_t bytes)
{
    std::ifstream stream(path, std::ios::binary);
    std::string text(bytes, '\0');
    stream.seekg(static_cast<std::streamoff>(offset));
    stream.read(text.data(), static_cast<std::streamsize>(bytes));
    if (!stream) refuse(path, "is truncated");
    return text;
}

}  // namespace

TrackFile read_track_file(fs::path const& path)
{
    core::require_ordinary_file(path);
    std::error_code failed;
    auto const size = fs::file_size(path, failed);
    constexpr std::size_t tail = 8 + magic.size();
    if (failed || size < tail) refuse(path, "is no file of tracks");
    std::string const end = read_part(path, size - tail, tail);
    if (!end.ends_with(magic)) refuse(path, "is no complete file of tracks");
    std::uint64_t length = 0;
    for (std::size_t byte = 0; byte < 8; ++byte) {
        length |= std::uint64_t{static_cast<unsigned char>(end[byte])} << (8 * byte);
    }
    if (length > size - tail) refuse(path, "is truncated");
    std::uint64_t const contents = size - tail - length;  // bytes of all chunks
    TrackFile file;
    auto const whole = [](nlohmann::json const& number) { return core::whole_of<std::uint64_t>(number); };
    try {
        auto const json = nlohmann::json::parse(read_part(path, contents, length));
        json.at("digest").get_to(file.digest);
        core::get_whole(json.at("chunk_ms"), file.chunk_ms);
        file.plans = json.value("plans", "");
        if (json.contains("end_ms")) core::get_whole(json.at("end_ms"), file.end_ms);
        if (json.contains("legs")) {
            auto const& legs = json.at("legs");
            file.legs = {whole(legs.at(0)), whole(legs.at(1)), 0, 0};
            if (file.legs.bytes > contents || file.legs.offset > contents - file.legs.bytes)
                refuse(path, "is truncated");
        }
        json.at("kinds").get_to(file.kinds);
        for (auto const& row : json.at("chunks")) {
            TrackChunk const chunk{whole(row.at(0)), whole(row.at(1)), whole(row.at(2)), whole(row.at(3))};
            if (chunk.bytes > contents || chunk.offset > contents - chunk.bytes) refuse(path, "is truncated");
            file.chunks.push_back(chunk);
        }
        for (auto const& row : json.at("crossings")) {
            file.crossings.push_back({core::whole_of<int>(row.at(0)),
                                      {row.at(1), row.at(2)},
                                      {row.at(3), row.at(4)},
                                      core::whole_of<core::Millis>(row.at(5)),
                                      core::whole_of<core::Millis>(row.at(6))});
        }
    } catch (nlohmann::json::exception const&) {
        refuse(path, "has a table of contents that cannot be read");
    }
    return file;
}

std::string read_track_chunk(fs::path const& path, TrackChunk const& chunk)
{
    return read_part(path, chunk.offset, chunk.bytes);
}

}  // namespace halong::results
