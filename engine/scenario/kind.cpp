#include "scenario/kind.hpp"

#include "core/error.hpp"

namespace halong::scenario {
namespace {

struct KindInfo {
    Kind kind;
    std::string_view word;
    std::string_view name;
    std::string_view format;
    std::string_view schema_file_name;
};

constexpr std::array<KindInfo, all_kinds.size()> kinds{{
    {Kind::scenario, "scenario", "scenario", "halong-scenario/1", "scenario-1.schema.json"},
    {Kind::option, "option", "option", "halong-option/1", "option-1.schema.json"},
    {Kind::study, "study", "study", "halong-study/1", "study-1.schema.json"},
    {Kind::sites, "sites", "site rules", "halong-sites/1", "sites-1.schema.json"},
    {Kind::calibration, "calibration", "calibration", "halong-calibration/1", "calibration-1.schema.json"},
    {Kind::sweep, "sweep", "sweep", "halong-sweep/1", "sweep-1.schema.json"},
}};

KindInfo const& info(Kind kind)
{
    for (auto const& entry : kinds) {
        if (entry.kind == kind) return entry;
    }
    throw core::InternalFault("a kind of file without an entry");
}

}  // namespace

std::string_view name_of(Kind kind) { return info(kind).name; }
std::string_view format_of(Kind kind) { return info(kind).format; }
std::string_view schema_file_name(Kind kind) { return info(kind).schema_file_name; }

std::optional<Kind> find_kind(std::string_view word)
{
    for (auto const& entry : kinds) {
        if (entry.word == word) return entry.kind;
    }
    return std::nullopt;
}

}  // namespace halong::scenario
