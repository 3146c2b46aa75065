#include "results/track_steps.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "geo/varint.hpp"

#include <limits>

namespace halong::results {
namespace {

using core::LinkId;

[[noreturn, gnu::cold]] void refuse_tracks(std::filesystem::path const& path)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, "has tracks that are not those of this city",
                                           "make the run again with `halong run --tracks`"});
}

// Numbers out of bytes that may be cut or of another file. What stands for each step is made part of its caller, so that where
// it reads stays in a register.
class NumberReader {
public:
    NumberReader(std::string_view text, std::filesystem::path const& path)
        : at_(text.data()), end_(at_ + text.size()), path_(path)
    {}

    [[noreturn]] void refuse() const { refuse_tracks(path_); }
    void expect(std::string_view magic)
    {
        if (std::string_view(at_, left()).substr(0, magic.size()) != magic) refuse();
        at_ += magic.size();
    }
    [[gnu::always_inline]] std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (at_ == end_) [[unlikely]]
                refuse();
            auto const byte = static_cast<unsigned char>(*at_++);
            value |= std::uint64_t{byte & 127U} << shift;
            if (byte < 128) return value;
        }
        refuse();
    }
    // A count of things that take a byte each at least.
    std::size_t count()
    {
        auto const value = number();
        if (value > size_) refuse();
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
    // A time of the day, 0 or later, that is `later` tenths after another one, before it where negative.
    [[nodiscard]] std::int32_t time_after(std::int32_t from, std::int64_t later) const
    {
        constexpr std::int64_t latest = std::numeric_limits<std::int32_t>::max();
        if (later < -std::int64_t{from} || later > latest - from) refuse();
        return static_cast<std::int32_t>(from + later);
    }
    [[nodiscard, gnu::always_inline]] std::int32_t time_after(std::int32_t from, std::uint64_t later) const
    {
        auto const latest = static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max());
        if (later > latest - static_cast<std::uint64_t>(from)) [[unlikely]]
            refuse();
        return static_cast<std::int32_t>(static_cast<std::uint64_t>(from) + later);
    }
    [[nodiscard]] bool at_end() const { return at_ == end_; }

private:
    [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

    char const* at_;
    char const* end_;
    std::size_t size_ = left();  // of all of it
    std::filesystem::path const& path_;
};

// Divides by a number of choices without the processor's division, which takes longer than all else of a step.
class Choices {
public:
    // `count`: 1 or more.
    explicit Choices(std::uint64_t count) : count_(count), inverse_(count == 1 ? 0 : most / count + 1) {}

    // How often all choices go into `code`.
    [[nodiscard, gnu::always_inline]] std::uint64_t rounds_of(std::uint64_t code) const
    {
        // Exact for 32 bits: the inverse is less than `count` too large in 2^64, and `code` times that stays below 2^64.
        constexpr std::uint64_t low = std::numeric_limits<std::uint32_t>::max();
        if (inverse_ == 0 || code > low) [[unlikely]]
            return code / count_;
        std::uint64_t const lower = (inverse_ & low) * code >> 32U;
        return ((inverse_ >> 32U) * code + lower) >> 32U;
    }
    [[nodiscard]] std::uint64_t count() const { return count_; }

private:
    static constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t count_;
    std::uint64_t inverse_;  // 0 of 1, which is rare
};

// The links that begin where a link ends, in one look-up: a day has tens of millions of steps.
struct WaysOn {
    LinkId const* first;
    Choices choices;  // the ways, and to end
};

std::vector<WaysOn> ways_on(network::Network const& network)
{
    std::vector<WaysOn> ways;
    ways.reserve(network.link_count());
    for (LinkId const link : network.links()) {
        auto const on = network.out_links(network.to(link));
        ways.push_back({on.data(), Choices(on.size() + 1)});
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
    reader.expect(track_chunk_magic);
    return reader.small();
}

TrackSteps read_track_steps(std::string_view chunk, network::Network const& network, std::filesystem::path const& path)
{
    NumberReader reader(chunk, path);
    reader.expect(track_chunk_magic);
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
            auto const rounds = ways.choices.rounds_of(code);
            time = reader.time_after(time, rounds);
            result.steps.push_back({here, time});
            auto const way = code - rounds * ways.choices.count();
            bool const ends = way + 1 == ways.choices.count();
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
