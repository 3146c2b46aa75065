#include "demand/demand_change.hpp"

#include "city/csv_table.hpp"
#include "core/csv_cell.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <set>

namespace halong::demand {
namespace {

using city::PersonClass;
using core::Millis;

constexpr std::array<std::string_view, 6> columns{"kind", "person_class", "origin", "destination", "hour", "change"};
constexpr std::size_t most_faults_told = 20;
constexpr double largest_change = 100;

bool names_person(ChangeKind kind) { return kind == ChangeKind::person_hour; }
bool names_origin(ChangeKind kind) { return kind == ChangeKind::origin_hour || kind == ChangeKind::pair; }
bool names_destination(ChangeKind kind) { return kind == ChangeKind::destination_hour || kind == ChangeKind::pair; }
bool names_hour(ChangeKind kind) { return kind != ChangeKind::pair; }

// The way of a hired vehicle to who waits for it (taxi_service.hpp). Routed vehicles begin outside.
bool is_empty_run(city::Plans const& plans, std::uint32_t traveller)
{
    std::uint32_t const first = plans.stays_begin(traveller);
    auto const mode = plans.mode[first];
    return plans.person_class[traveller] == PersonClass::business &&
           plans.activity[first] == city::Activity::transfer &&
           (mode == city::Mode::taxi || mode == city::Mode::ride_hail);
}

std::string cell_of(std::string const& id) { return core::csv_cell(id, core::CsvFor::programs); }

class ChangeReader {
public:
    ChangeReader(std::filesystem::path const& path, city::City const& city) : table_(city::read_csv_table(path))
    {
        for (std::uint32_t i = 0; i < city.zones.size(); ++i) zones_.emplace(city.zones[core::ZoneId{i}].id, i);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            position_[i] = table_.find(columns[i]);
            if (position_[i]) continue;
            findings_.push_back({table_.file, 1, 0, fmt::format("there is no column '{}'", columns[i]),
                                 fmt::format("the columns are {}", fmt::join(columns, ","))});
        }
    }

    std::vector<DemandChange> read()
    {
        if (findings_.empty()) {
            for (row_ = 0; row_ < table_.rows.size() && findings_.size() < most_faults_told; ++row_) read_row();
        }
        if (!findings_.empty()) throw core::UserError(std::move(findings_));
        std::ranges::sort(changes_, {}, &DemandChange::key);
        return std::move(changes_);
    }

private:
    std::string const& cell(std::size_t column) { return table_.cell(row_, position_[column]); }
    void find(std::string message, std::string help)
    {
        findings_.push_back({table_.file, table_.line[row_], 0, std::move(message), std::move(help)});
    }

    void read_row()
    {
        auto const before = findings_.size();
        DemandChange change;
        if (!read_kind(change.key.kind)) return;
        auto& group = change.key.group;
        if (names_person(change.key.kind)) read_person(group.who);
        if (names_origin(change.key.kind)) read_zone(2, group.origin);
        if (names_destination(change.key.kind)) read_zone(3, group.destination);
        if (names_hour(change.key.kind)) read_number(4, 0, 23, group.hour);
        read_number(5, -1, largest_change, change.change);
        if (findings_.size() != before) return;
        if (!keys_.insert(change.key).second) return find("a row before names the same", "keep one of them");
        changes_.push_back(change);
    }

    bool read_kind(ChangeKind& kind)
    {
        std::vector<std::string> names;
        for (int i = 0; i < change_kind_count; ++i) {
            kind = static_cast<ChangeKind>(i);
            if (cell(0) == name_of(kind)) return true;
            names.emplace_back(name_of(kind));
        }
        find(fmt::format("kind is '{}'", cell(0)), fmt::format("the kinds are {}", fmt::join(names, ", ")));
        return false;
    }

    void read_person(PersonClass& who)
    {
        std::vector<std::string> names;
        for (int i = 0; i < city::person_class_count; ++i) {
            who = static_cast<PersonClass>(i);
            if (cell(1) == city::name_of(who)) return;
            names.emplace_back(city::name_of(who));
        }
        find(fmt::format("person_class is '{}'", cell(1)), fmt::format("the classes are {}", fmt::join(names, ", ")));
    }

    void read_zone(std::size_t column, core::ZoneId& zone)
    {
        auto const found = zones_.find(cell(column));
        if (found != zones_.end()) {
            zone = core::ZoneId{found->second};
            return;
        }
        std::vector<std::string> ids;
        for (auto const& [id, index] : zones_) ids.push_back(id);
        auto const near = core::nearest(cell(column), ids);
        find(fmt::format("the city has no zone '{}'", cell(column)),
             near.empty() ? "`halong info` of the city lists them" : fmt::format("did you mean '{}'?", near));
    }

    template <class Number>
    void read_number(std::size_t column, double low, double high, Number& number)
    {
        std::string const& text = cell(column);
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        bool const whole = error == std::errc{} && end == text.data() + text.size();
        if (whole && static_cast<double>(number) >= low && static_cast<double>(number) <= high) return;
        find(fmt::format("{} is '{}'", columns[column], text),
             fmt::format("give a number between {} and {}", low, high));
    }

    city::CsvTable table_;
    std::map<std::string, std::uint32_t> zones_;
    std::array<std::optional<std::size_t>, columns.size()> position_;
    std::size_t row_ = 0;
    std::set<ChangeKey> keys_;
    std::vector<DemandChange> changes_;
    std::vector<core::Diagnostic> findings_;
};

}  // namespace

std::string_view name_of(ChangeKind kind)
{
    constexpr std::array<std::string_view, change_kind_count> names{"person_hour", "origin_hour", "destination_hour",
                                                                    "pair"};
    return names[static_cast<std::size_t>(kind)];
}

std::optional<TravellerGroup> group_of(city::Plans const& plans, std::uint32_t traveller)
{
    std::uint32_t const first = plans.stays_begin(traveller);
    std::uint32_t const last = plans.stays_end(traveller) - 1;
    if (first >= last || is_empty_run(plans, traveller)) return std::nullopt;
    std::uint32_t main = last;
    Millis longest = -1;
    for (std::uint32_t stay = first + 1; stay < last; ++stay) {
        Millis const length = plans.planned_end[stay] - plans.planned_end[stay - 1];
        if (length <= longest) continue;
        longest = length;
        main = stay;
    }
    if (!plans.zone[first].valid() || !plans.zone[main].valid()) return std::nullopt;
    return TravellerGroup{plans.person_class[traveller], plans.zone[first], plans.zone[main],
                          core::hour_of(plans.planned_end[first])};
}

std::vector<std::optional<TravellerGroup>> groups_of(city::Plans const& plans)
{
    std::vector<std::optional<TravellerGroup>> groups(plans.traveller_count());
    for (std::uint32_t i = 0; i < groups.size(); ++i) groups[i] = group_of(plans, i);
    for (city::BusRun const& run : plans.bus_runs) groups[run.traveller].reset();
    return groups;
}

GroupsByKey groups_by_key(city::Plans const& plans)
{
    auto const groups = groups_of(plans);
    GroupsByKey by_key;
    by_key.reserve(groups.size());
    for (std::uint32_t i = 0; i < groups.size(); ++i) by_key.emplace(plans.traveller_key[i], groups[i]);
    return by_key;
}

ChangeKey key_of(ChangeKind kind, TravellerGroup const& group)
{
    ChangeKey key{kind, {}};
    if (names_person(kind)) key.group.who = group.who;
    if (names_origin(kind)) key.group.origin = group.origin;
    if (names_destination(kind)) key.group.destination = group.destination;
    if (names_hour(kind)) key.group.hour = group.hour;
    return key;
}

void write_demand_changes(std::filesystem::path const& path, std::vector<DemandChange> changes, city::City const& city)
{
    std::ranges::sort(changes, {}, &DemandChange::key);
    std::string text = fmt::format("{}\n", fmt::join(columns, ","));
    for (auto const& [key, change] : changes) {
        auto const& group = key.group;
        text += fmt::format("{},{},{},{},{},{:.6f}\n", name_of(key.kind),
                            names_person(key.kind) ? city::name_of(group.who) : "",
                            names_origin(key.kind) ? cell_of(city.zones[group.origin].id) : "",
                            names_destination(key.kind) ? cell_of(city.zones[group.destination].id) : "",
                            names_hour(key.kind) ? fmt::format("{}", group.hour) : "", change);
    }
    core::write_file(path, text);
}

std::vector<DemandChange> read_demand_changes(std::filesystem::path const& path, city::City const& city)
{
    return ChangeReader(path, city).read();
}

std::vector<DemandChange> both_changes(std::vector<DemandChange> first, std::vector<DemandChange> const& second)
{
    std::map<ChangeKey, double> sums;
    for (auto const& changes : {first, second}) {
        for (auto const& [key, change] : changes) sums[key] += change;
    }
    first.clear();
    for (auto const& [key, change] : sums) first.push_back({key, std::max(change, -1.0)});
    return first;
}

double weight_of(TravellerGroup const& group, std::vector<DemandChange> const& changes)
{
    double weight = 1;
    for (int i = 0; i < change_kind_count; ++i) {
        auto const key = key_of(static_cast<ChangeKind>(i), group);
        auto const found = std::ranges::lower_bound(changes, key, {}, &DemandChange::key);
        if (found != changes.end() && found->key == key) weight += found->change;
    }
    return std::max(weight, 0.0);
}

}  // namespace halong::demand
