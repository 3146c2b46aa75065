#include "cluster/part_files.hpp"

#include "core/durable_file.hpp"
#include "core/hash.hpp"

#include <fmt/format.h>
#include <iterator>
#include <system_error>

namespace halong::cluster {
namespace {

constexpr core::SealedKind part_kind{"HALONGPT", "part of a sweep", 1};

}  // namespace

PartFiles::PartFiles(std::filesystem::path folder, Plan const& plan)
    : folder_(std::move(folder)), base_(core::hash_of(own_software()))
{
    for (city::InputFile const& input : plan.inputs()) {
        base_ = core::combine(core::combine(base_, core::hash_of(input.path)), core::hash_of(input.hash));
    }
}

std::filesystem::path PartFiles::path_of(std::string_view name, std::uint64_t key) const
{
    return folder_ / fmt::format("{}-{:016x}.part", name, core::combine(base_, key));
}

std::optional<core::LentBytes> PartFiles::find(std::string_view name, std::uint64_t key) const
{
    auto const path = path_of(name, key);
    std::error_code failed;
    if (!std::filesystem::exists(path, failed)) return std::nullopt;
    try {
        return core::map_sealed(path, part_kind);
    } catch (core::UserError const&) {
        return std::nullopt;
    }
}

void PartFiles::keep(std::string_view name, std::uint64_t key, std::string_view content) const
{
    try {
        core::require_writable_folder(folder_);
        auto const kept = std::distance(std::filesystem::directory_iterator(folder_), {});
        if (static_cast<std::size_t>(kept) >= most_part_files) return;
        core::write_sealed(path_of(name, key), part_kind, content);
    } catch (core::CannotWrite const&) {  // only time is lost
    }
}

void remove_part_files(std::filesystem::path const& folder)
{
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
}

}  // namespace halong::cluster
