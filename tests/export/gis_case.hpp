// A small result, once for all cases of the forms of GIS, and how they look at what was written.
#pragma once

#include "core/error.hpp"
#include "export/geopackage.hpp"
#include "results/toy_result.hpp"
#include "scenario/save.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <cpl_vsi.h>
#include <filesystem>
#include <gdal_priv.h>
#include <memory>
#include <string>
#include <vector>

namespace halong::test {

namespace fs = std::filesystem;

// Made once: all cases read it.
inline fs::path const& toy_run()
{
    static ScratchFolder const folder;
    static bool const is_made = [] {
        ToyResult toy(true);
        toy.scenario.id = "toy";
        toy.scenario.title = {"Thử <b>&</b>", "Toy <b>&</b>"};
        toy.town.sites[core::SiteId{0}].id = "../<điểm> \"a\" & b/0";
        toy.provenance.scenario_toml = scenario::to_toml(toy.scenario);
        toy.write(folder.path() / "run.h5");
        exporting::write_geopackage(folder.path() / "results.gpkg", toy.town, toy.run);
        return true;
    }();
    REQUIRE(is_made);
    return folder.path();
}

struct Closer {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<GDALDataset, Closer>;

inline Dataset opened(fs::path const& path, unsigned kind = GDAL_OF_VECTOR)
{
    GDALAllRegister();
    return Dataset(static_cast<GDALDataset*>(GDALOpenEx(path.c_str(), kind, nullptr, nullptr, nullptr)));
}

// The project's XML, out of its archive.
inline std::string project_in(fs::path const& qgz)
{
    std::string const name = "/vsizip/{" + qgz.string() + "}/halong.qgs";
    VSILFILE* const file = VSIFOpenL(name.c_str(), "rb");
    REQUIRE(file != nullptr);
    std::string text(std::size_t{1} << 22, '\0');
    text.resize(VSIFReadL(text.data(), 1, text.size(), file));
    VSIFCloseL(file);
    return text;
}

inline std::size_t count_of(std::string const& text, std::string const& part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

inline bool is_balanced(std::string const& xml)
{
    std::vector<std::string> open;
    for (auto at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
        auto const end = xml.find('>', at);
        std::string const tag = xml.substr(at + 1, end - at - 1);
        if (tag.starts_with('!') || tag.starts_with('?') || tag.ends_with('/')) continue;
        if (tag.starts_with('/')) {
            if (open.empty() || open.back() != tag.substr(1)) return false;
            open.pop_back();
        } else {
            open.push_back(tag.substr(0, tag.find(' ')));
        }
    }
    return open.empty();
}

inline void refuses(std::string const& what, auto&& call)
{
    try {
        call();
        FAIL("nothing was refused; wanted: " << what);
    } catch (core::UserError const& error) {
        CHECK_THAT(std::string(error.what()), Catch::Contains(what));
    }
}

}  // namespace halong::test
