#include "scenario/load_calibration.hpp"

#include "core/input_file.hpp"
#include "scenario/catalogue.hpp"
#include "scenario/explain.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/reader.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>

namespace halong::scenario {
namespace {

// The description of a key of scenarios; nothing for an unknown one.
KeyInfo const* scenario_key(std::string_view path)
{
    KeyInfo const* info = &catalogue_of(Kind::scenario);
    while (!path.empty()) {
        std::string_view const step = path.substr(0, path.find('.'));
        path.remove_prefix(std::min(path.size(), step.size() + 1));
        auto const child = std::ranges::find(info->children, step, &KeyInfo::key);
        if (child == info->children.end() || info->type == KeyType::list) return nullptr;  // no items of lists
        info = &*child;
    }
    return info;
}

class CrossCheck {
public:
    CrossCheck(Document& document, Calibration const& calibration) : document_(document), calibration_(calibration) {}

    void run()
    {
        Node const* const base = find(document_.root, "scenario");
        auto const base_day = day_of(calibration_.scenario, *base);
        check_items("parameters", [this](Node const& item, std::size_t i) { check_parameter(item, i); });
        check_items("targets", [&](Node const& item, std::size_t i) { check_target(item, i, base_day); });
    }

private:
    template <class Check>
    void check_items(std::string_view list, Check const& check)
    {
        auto const& items = *find(document_.root, list)->array();
        for (std::size_t i = 0; i < items.size(); ++i) check(items[i], i);
    }

    void refuse(Node const& item, std::string_view key, std::string message, std::string help)
    {
        Node const* const node = find(item, key);
        Origin const& origin = node == nullptr ? item.origin : node->origin;
        document_.findings.push_back({origin.file, origin.line, origin.column, std::move(message), std::move(help)});
    }

    // The kind of day of a scenario's file; nothing, and findings, where it cannot be read.
    std::optional<DayKind> day_of(std::string const& path, Node const& said)
    {
        if (auto const known = days_.find(path); known != days_.end()) return known->second;
        std::optional<DayKind> day;
        if (!core::obstacle_to_reading(path).empty()) {
            document_.findings.push_back({said.origin.file, said.origin.line, said.origin.column,
                                          fmt::format("there is no file '{}'", path),
                                          "'scenario' is relative to this file"});
        } else {
            try {
                day = load_scenario(path).day;
            } catch (core::UserError const& error) {
                for (auto const& finding : error.diagnostics()) document_.findings.push_back(finding);
            }
        }
        return days_[path] = day;
    }

    void check_parameter(Node const& item, std::size_t index)
    {
        CalibrationParameter const& parameter = calibration_.parameters[index];
        KeyInfo const* const info = scenario_key(parameter.key);
        if (info == nullptr || info->type != KeyType::number) {
            auto const near = info == nullptr ? nearest_path(parameter.key, Kind::scenario) : "";
            refuse(item, "key",
                   fmt::format("'{}' is {} of a scenario", parameter.key, info == nullptr ? "no key" : "no number"),
                   near.empty() ? "`halong explain scenario` lists the keys" : fmt::format("did you mean '{}'?", near));
            return;
        }
        if (!keys_.insert(parameter.key).second) {
            refuse(item, "key", fmt::format("'{}' is a parameter twice", parameter.key), "keep one of them");
        }
        for (auto const& [key, value] : {std::pair{"low", parameter.low}, std::pair{"high", parameter.high}}) {
            if (info->about.range.has(value)) continue;
            refuse(item, key,
                   fmt::format("'{}' = {} is beyond what {} may be: {}", key, value, parameter.key,
                               range_text(info->about.range)),
                   "stay within the range of the key");
        }
    }

    void check_target(Node const& item, std::size_t index, std::optional<DayKind> day)
    {
        CalibrationTarget const& target = calibration_.targets[index];
        if (!target.scenario.empty()) day_of(target.scenario, *find(item, "scenario"));
        bool const is_count =
            target.quantity == Quantity::gateway_vehicles || target.quantity == Quantity::gateway_vehicles_at_hour;
        if (target.role == TargetRole::fit && is_count && day == DayKind::holiday) {
            refuse(item, "role", "counts of a holiday are never fitted: they are kept back to judge the fit",
                   "write role = \"validation\", or calibrate an ordinary day");
        }
    }

    Document& document_;
    Calibration const& calibration_;
    std::map<std::string, std::optional<DayKind>> days_;
    std::set<std::string> keys_;
};

}  // namespace

Calibration calibration_of(Document& document)
{
    auto calibration = read_document<Calibration>(document);
    calibration.id = std::filesystem::path{document.files.front()}.stem().string();
    CrossCheck(document, calibration).run();
    if (!document.findings.empty()) throw core::UserError(document.findings);
    return calibration;
}

Calibration load_calibration(std::filesystem::path const& path, Overrides const& overrides)
{
    Document document = load_document(path, Kind::calibration, overrides);
    return calibration_of(document);
}

NumberInForce number_in_force(std::string_view key, std::filesystem::path const& scenario)
{
    auto const explained = explain(key, scenario);
    core::ensure(!explained.empty() && !explained.front().values.empty(), "a scenario's key without a value");
    ValueInForce const& found = explained.front().values.front();
    std::string digits = found.text;
    std::erase(digits, '_');
    NumberInForce number{0, found.set_at};
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number.value);
    core::ensure(error == std::errc() && end == digits.data() + digits.size(), "a scenario's number that is none");
    return number;
}

}  // namespace halong::scenario
