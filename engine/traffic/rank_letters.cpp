#include "traffic/rank_letters.hpp"

#include "core/error.hpp"

#include <cstring>
#include <set>

namespace halong::traffic {
namespace {

// A message is: how many vehicles entered, as 32 bits; these letters; those of vehicles that left. Empty when there are none.
void pack(Streets& streets, std::uint32_t to, std::string& message)
{
    Layout const& layout = streets.layout;
    message.clear();
    std::uint32_t entries = 0;
    std::size_t leavings = 0;
    for (std::uint32_t region = layout.first_own_region; region < layout.end_own_region; ++region) {
        entries += static_cast<std::uint32_t>(streets.regions[region].entries[to].size());
        leavings += streets.regions[region].leavings[to].size();
    }
    if (entries == 0 && leavings == 0) return;
    message.resize(sizeof entries + entries * sizeof(EntryLetter) + leavings * sizeof(HoleLetter));
    char* place = message.data();
    auto const put = [&place](void const* data, std::size_t size) {
        if (size > 0) std::memcpy(place, data, size);
        place += size;
    };
    put(&entries, sizeof entries);
    for (std::uint32_t region = layout.first_own_region; region < layout.end_own_region; ++region) {
        auto& letters = streets.regions[region].entries[to];
        put(letters.data(), letters.size() * sizeof(EntryLetter));
        letters.clear();
    }
    for (std::uint32_t region = layout.first_own_region; region < layout.end_own_region; ++region) {
        auto& letters = streets.regions[region].leavings[to];
        put(letters.data(), letters.size() * sizeof(HoleLetter));
        letters.clear();
    }
}

constexpr char const* bad_message = "what a rank wrote cannot be read: run the same program on all of them";

void unpack(Streets& streets, std::uint32_t from, std::string const& message)
{
    if (message.empty()) return;
    Region& sender = streets.regions[from];
    std::uint32_t entries = 0;
    core::ensure(message.size() >= sizeof entries, bad_message);
    std::memcpy(&entries, message.data(), sizeof entries);
    std::size_t const end_of_entries = sizeof entries + entries * sizeof(EntryLetter);
    bool const fits = message.size() >= end_of_entries && (message.size() - end_of_entries) % sizeof(HoleLetter) == 0;
    core::ensure(fits, bad_message);
    auto const address_to = [&](std::uint32_t receiver) {
        Layout const& layout = streets.layout;
        core::ensure(receiver >= layout.first_own_region && receiver < layout.end_own_region, bad_message);
        sender.written_to |= std::uint64_t{1} << receiver;
        return receiver;
    };
    for (std::size_t at = sizeof entries; at < end_of_entries; at += sizeof(EntryLetter)) {
        EntryLetter letter;
        std::memcpy(&letter, message.data() + at, sizeof letter);
        core::ensure(letter.exit < streets.exits.size(), bad_message);
        std::uint32_t const entrance = streets.exits[letter.exit].entrance;
        sender.entries[address_to(streets.entrances[entrance].exit_region)].push_back(letter);
    }
    for (std::size_t at = end_of_entries; at < message.size(); at += sizeof(HoleLetter)) {
        HoleLetter letter;
        std::memcpy(&letter, message.data() + at, sizeof letter);
        core::ensure(letter.entrance < streets.entrances.size(), bad_message);
        std::uint32_t const exit = streets.entrances[letter.entrance].exit;
        sender.leavings[address_to(streets.exits[exit].entrance_region)].push_back(letter);
    }
}

}  // namespace

RankLetters::RankLetters(Layout const& layout)
{
    std::set<std::uint32_t> beyond;  // regions
    for (std::size_t link = 0; link < layout.exit_of_link.size(); ++link) {
        std::uint32_t const down = layout.node_of_exit[layout.exit_of_link[link]];
        std::uint32_t const up = layout.node_of_entrance[layout.entrance_of_link[link]];
        if (layout.is_own(down) == layout.is_own(up)) continue;
        beyond.insert(layout.region_of_node(layout.is_own(down) ? up : down));
    }
    for (std::uint32_t const region : beyond) {  // in the order of their ranks
        regions_.push_back(region);
        neighbours_.push_back(static_cast<int>(layout.rank_of_region[region]));
    }
    sent_.resize(neighbours_.size());
    received_.resize(neighbours_.size());
}

void RankLetters::exchange(Streets& streets, Ranks& ranks)
{
    for (std::size_t i = 0; i < regions_.size(); ++i) pack(streets, regions_[i], sent_[i]);
    ranks.exchange(neighbours_, sent_, received_);
    for (std::size_t i = 0; i < regions_.size(); ++i) unpack(streets, regions_[i], received_[i]);
}

}  // namespace halong::traffic
