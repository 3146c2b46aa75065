#include "cluster/shared_day.hpp"

#include "core/hash.hpp"
#include "traffic/rank_gather.hpp"

#include <fmt/format.h>
#include <system_error>
#include <vector>

namespace halong::cluster {
namespace {

constexpr core::SealedKind shared_kind{"HALONGSH", "part of a run that ranks share", 1};

std::filesystem::path folder_in(std::filesystem::path const& results) { return results / "shared"; }

}  // namespace

SharedDay::SharedDay(traffic::Ranks& ranks, std::filesystem::path const& results)
    : ranks_(ranks), folder_(folder_in(results))
{}

SharedDay::~SharedDay()
{
    if (is_first()) remove_shared_day(folder_.parent_path());
}

std::filesystem::path SharedDay::path_of(std::string_view name) const { return folder_ / fmt::format("{}.bin", name); }

std::uint64_t SharedDay::keep(std::string_view name, std::string_view content) const
{
    try {
        core::require_writable_folder(folder_);
        core::write_sealed(path_of(name), shared_kind, content);
        return core::hash_of(content);
    } catch (core::CannotWrite const&) {  // each rank has its own then
        return 0;
    }
}

std::optional<core::LentBytes> SharedDay::find(std::string_view name, std::uint64_t hash) const
{
    if (hash == 0) return std::nullopt;
    try {
        auto content = core::map_sealed(path_of(name), shared_kind);
        if (core::hash_of(content.text()) == hash) return content;  // else of another run, on another disk
    } catch (core::UserError const&) {                              // on another disk
    }
    return std::nullopt;
}

std::uint64_t SharedDay::told_by_first(std::uint64_t number) const
{
    return traffic::gathered(ranks_, std::vector<std::uint64_t>{number}).front();
}

void remove_shared_day(std::filesystem::path const& results)
{
    std::error_code ignored;
    std::filesystem::remove_all(folder_in(results), ignored);
}

}  // namespace halong::cluster
