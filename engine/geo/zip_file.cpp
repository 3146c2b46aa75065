#include "geo/zip_file.hpp"

#include "core/durable_file.hpp"
#include "geo/ogr_output.hpp"

#include <cpl_conv.h>

namespace halong::geo {

void write_zip(std::filesystem::path const& path, std::vector<std::pair<std::string, std::string>> const& files)
{
    core::DurableFile file(path);
    GdalMessages messages;
    WriteTarget const target{path, messages};
    void* const zip = CPLCreateZip(file.temporary_path().c_str(), nullptr);
    target.require(zip != nullptr);
    bool good = true;
    for (auto const& [name, content] : files) {
        good = good && CPLCreateFileInZip(zip, name.c_str(), nullptr) == CE_None &&
               CPLWriteFileInZip(zip, content.data(), static_cast<int>(content.size())) == CE_None &&
               CPLCloseFileInZip(zip) == CE_None;
    }
    good = CPLCloseZip(zip) == CE_None && good;
    target.require(good);
    file.commit();
}

}  // namespace halong::geo
