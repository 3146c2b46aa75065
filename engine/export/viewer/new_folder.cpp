#include "export/viewer/new_folder.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace halong::exporting {

namespace fs = std::filesystem;

NewFolder::NewFolder(fs::path const& final) : final_(final)
{
    auto const parent = fs::absolute(final).lexically_normal().parent_path();
    core::require_writable_folder(parent);
    temporary_ = parent / fmt::format(".{}.{}.tmp", final.filename().string(), ::getpid());
    fs::remove_all(temporary_);
    core::require_writable_folder(temporary_);
}

NewFolder::~NewFolder()
{
    std::error_code ignored;
    fs::remove_all(temporary_, ignored);
}

void NewFolder::take_place()
{
    std::error_code failed;
    fs::remove_all(final_, failed);
    fs::rename(temporary_, final_, failed);
    if (failed) throw core::CannotWrite(final_.string(), failed.message(), "choose another folder with --out");
}

}  // namespace halong::exporting
