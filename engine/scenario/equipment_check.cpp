#include "scenario/equipment_check.hpp"

#include "scenario/catalogue.hpp"
#include "scenario/describe.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

// Looks at numbers, choices and rules. Equipment has no other members.
class Checker final : public Visitor {
public:
    [[nodiscard]] std::vector<std::string> take_faults() { return std::move(faults_); }

    void check(std::initializer_list<std::string_view> keys, bool holds, std::string const& message,
               std::string_view help) override
    {
        bool const looked_at = std::ranges::none_of(
            keys, [&](std::string_view key) { return std::ranges::find(wrong_, key) != wrong_.end(); });
        if (!holds && looked_at) faults_.push_back(fmt::format("{}: {}", message, help));
    }
    void document_key(std::string_view, About const&) override {}

private:
    void visit_whole(std::string_view key, std::int64_t& value, About const& about) override
    {
        range(key, static_cast<double>(value), about);
    }
    void visit_number(std::string_view key, double& value, About const& about) override { range(key, value, about); }
    void visit_choice(std::string_view key, std::size_t& index, Words words, About const&) override
    {
        if (index >= words.size())
            add(key, fmt::format("'{}' = {} is none of: {}", key, index, fmt::join(words, ", ")));
    }

    void visit_flag(std::string_view, bool&, About const&) override {}
    void visit_text(std::string_view, std::string&, About const&) override {}
    void visit_words(std::string_view, std::vector<std::string>&, About const&) override {}
    void visit_numbers(std::string_view, std::vector<double>&, About const&) override {}
    void visit_values(std::string_view, ValueList&, About const&) override {}
    void visit_patch(std::string_view, ScenarioPatch&, About const&) override {}
    bool begin_table(std::string_view, About const&) override { return false; }
    void end_table() override {}
    std::size_t begin_list(std::string_view, std::size_t size, About const&) override { return size; }
    void begin_item(std::size_t) override {}
    void end_item() override {}
    void end_list() override {}

    void range(std::string_view key, double value, About const& about)
    {
        if (std::isfinite(value) && about.range.has(value)) return;
        add(key, fmt::format("'{}' = {} is outside the allowed range: {}", key, value, range_text(about.range)));
    }
    void add(std::string_view key, std::string fault)
    {
        wrong_.emplace_back(key);
        faults_.push_back(std::move(fault));
    }

    std::vector<std::string> wrong_;
    std::vector<std::string> faults_;
};

template <class Equipment>
std::vector<std::string> faults_of_any(Equipment equipment)
{
    Checker checker;
    describe(checker, equipment);
    return checker.take_faults();
}

}  // namespace

std::vector<std::string> faults_of(HotspotEquipment const& equipment) { return faults_of_any(equipment); }
std::vector<std::string> faults_of(CameraEquipment const& equipment) { return faults_of_any(equipment); }

}  // namespace halong::scenario
