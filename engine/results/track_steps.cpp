#include "results/track_steps.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "geo/varint.hpp"

#include <limits>

namespace halong::results {
namespace {

using core::LinkId;

constexpr std::string_view chunk_magic = "HLT1";
constexpr core::Millis ms_per_tenth = 100;

// Numbers out of bytes that may be cut or of another file.
class NumberReader {
public:
    NumberReader(std::string_view text, std::filesystem::path const& path) : text_(text), path_(path) {}

    [[noreturn]] void refuse() const
    {
        throw core::UserError(core::Diagnostic{path_.string(), 0, 0, "has tracks that are not those of this city",
                                               "make the run again with `halong run --tracks`"});
    }
    void expect(std::string_view magic)
    {
        if (text_.substr(at_, magic.size()) != magic) refuse();
        at_ += magic.size();
    }
    std::uint64_t number()
    {
        if (at_ < text_.size() && static_cast<unsigned char>(text_[at_]) < 128) [[likely]]
            return static_cast<unsigned char>(text_[at_++]);
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (at_ >= text_.size()) refuse();
            auto const byte = static_cast<unsigned char>(text_[at_++]);
            value |= std::uint64_t{byte & 127U} << shift;
            if (byte < 128) return value;
        }
        refuse();
    }
    // A count of things that take a byte each at least.
    std::size_t count()
    {
        auto const value = number();
        if (value > text_.size()) refuse();
        return static_cast<std::size_t>(value);
    }
    std::int32_t small()
    {
        auto const value = number();
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())) refuse();
        return static_cast<std::int32_t>(value);
    }
    std::int32_t small_signed()
    {
        auto const value = number();
        if (value > std::numeric_limits<std::uint32_t>::max()) refuse();
        auto const half = static_cast<std::int64_t>(value / 2);
        return static_cast<std::int32_t>(value % 2 == 0 ? half : -half - 1);
    }
    // A number that rises by what stands next. Legs have 32 bits.
    std::uint32_t risen(std::uint32_t from)
    {
        auto const step = number();
        if (step > std::numeric_limits<std::uint32_t>::max() - from) refuse();
        return from + static_cast<std::uint32_t>(step);
    }
    // A time of the day that is `later` tenths after another one, before it where negative.
    [[nodiscard]] std::int32_t time_after(std::int32_t from, std::int64_t later) const
    {
        constexpr std::int64_t latest = std::numeric_limits<std::int32_t>::max();
        if (later < -std::int64_t{from} || later > latest - from) refuse();
        return static_cast<std::int32_t>(from + later);
    }
    [[nodiscard]] std::int32_t time_after(std::int32_t from, std::uint64_t later) const
    {
        if (later > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())) refuse();
        return time_after(from, static_cast<std::int64_t>(later));
    }
    [[nodiscard]] bool at_end() const { return at_ == text_.size(); }

private:
    std::string_view text_;
    std::filesystem::path const& path_;
    std::size_t at_ = 0;
};

// The links that begin where a link ends, in one look-up: a day has tens of millions of steps.
struct WaysOn {
    LinkId const* first = nullptr;
    std::uint64_t choices = 1;  // the ways, and to end
};

std::vector<WaysOn> ways_on(network::Network const& network)
{
    std::vector<WaysOn> ways;
    ways.reserve(network.link_count());
    for (LinkId const link : network.links()) {
        auto const on = network.out_links(network.to(link));
        ways.push_back({on.data(), on.size() + 1});
    }
    return ways;
}

}  // namespace

std::span<TrackStep const> TrackSteps::steps_of(std::size_t track) const
{
    std::size_t const end = track + 1 < tracks.size() ? tracks[track + 1].first_step : steps.size();
    return std::span(steps).subspan(tracks[track].first_step, end - tracks[track].first_step);
}

std::int32_t start_of_chunk(std::string_view chunk, std::filesystem::path const& path)
{
    NumberReader reader(chunk, path);
    reader.expect(chunk_magic);
    return reader.small();
}

TrackSteps read_track_steps(std::string_view chunk, network::Network const& network, std::filesystem::path const& path)
{
    NumberReader reader(chunk, path);
    reader.expect(chunk_magic);
    TrackSteps result;
    result.start_tenths = reader.small();
    result.tracks.resize(reader.count());
    result.steps.reserve(reader.count());
    auto const ways_of = ways_on(network);
    std::uint32_t leg = 0;
    for (Track& track : result.tracks) {
        track.leg = leg = reader.risen(leg);
        track.kind = reader.small();
        std::uint64_t link = reader.number();
        track.entry_tenths = reader.time_after(result.start_tenths, std::int64_t{reader.small_signed()});
        track.first_step = result.steps.size();
        std::int32_t time = track.entry_tenths;
        auto const steps = reader.count();
        for (std::size_t step = 0; step < steps; ++step) {
            if (link >= ways_of.size()) reader.refuse();
            auto const here = static_cast<std::uint32_t>(link);
            auto const& ways = ways_of[here];
            auto const code = reader.number();
            time = reader.time_after(time, std::uint64_t{code / ways.choices});
            result.steps.push_back({here, time});
            auto const way = code % ways.choices;
            bool const ends = way + 1 == ways.choices;
            if (ends && step + 1 < steps) reader.refuse();
            if (!ends) link = ways.first[way].value();
        }
    }
    if (!reader.at_end()) reader.refuse();
    return result;
}

std::string encoded_leg_times(std::span<simulation::LegResult const> legs, core::Millis end_ms)
{
    std::string text;
    std::size_t last = 0;
    for (std::size_t leg = 0; leg < legs.size(); ++leg) {
        if (legs[leg].departure_ms >= end_ms) continue;
        auto const departure = legs[leg].departure_ms / ms_per_tenth;
        geo::put_varint(text, leg - last);
        geo::put_varint(text, static_cast<std::uint64_t>(departure));
        bool const is_open = legs[leg].arrival_ms == core::never;
        geo::put_varint(text,
                        is_open ? 0 : static_cast<std::uint64_t>(legs[leg].arrival_ms / ms_per_tenth - departure + 1));
        last = leg;
    }
    return text;
}

std::vector<LegTimes> read_leg_times(std::string_view text, std::filesystem::path const& path)
{
    NumberReader reader(text, path);
    std::vector<LegTimes> legs;
    while (!reader.at_end()) {
        std::uint32_t const last = legs.empty() ? 0 : legs.back().leg;
        std::uint32_t const leg = reader.risen(last);
        if (!legs.empty() && leg == last) reader.refuse();
        auto const departure = reader.small();
        auto const took = std::int64_t{reader.small()};
        legs.push_back({leg, departure, took == 0 ? never_tenths : reader.time_after(departure, took - 1)});
    }
    return legs;
}

std::string plans_stamp(city::Plans const& plans)
{
    core::Digest digest;
    digest.add(plans.traveller_key);
    digest.add(plans.first_stay);
    digest.add(plans.mode);
    return core::hex(digest.value());
}

}  // namespace halong::results
