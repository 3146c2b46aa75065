#include "cluster/part_files.hpp"

#include "cluster/plan.hpp"
#include "core/durable_file.hpp"
#include "core/hash.hpp"

#include <fmt/format.h>
#include <system_error>

namespace halong::cluster {
namespace {

constexpr core::SealedKind part_kind{"HALONGPT", "part of a sweep", 1};

}  // namespace

std::filesystem::path PartFiles::path_of(std::string_view name, std::uint64_t key) const
{
    std::uint64_t const of_this_program = core::combine(key, core::hash_of(own_software()));
    return folder_ / fmt::format("{}-{:016x}.part", name, of_this_program);
}

std::optional<std::string> PartFiles::read(std::string_view name, std::uint64_t key) const
{
    auto const path = path_of(name, key);
    std::error_code failed;
    if (!std::filesystem::exists(path, failed)) return std::nullopt;
    try {
        return core::read_sealed(path, part_kind);
    } catch (core::UserError const&) {
        return std::nullopt;
    }
}

void PartFiles::keep(std::string_view name, std::uint64_t key, std::string_view content) const
{
    try {
        core::require_writable_folder(folder_);
        core::write_sealed(path_of(name, key), part_kind, content);
    } catch (core::CannotWrite const&) {  // only time is lost
    }
}

void PartFiles::remove() const
{
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

}  // namespace halong::cluster
