// Scenarios, options, studies, sweeps and calibrations; tables, timetables, networks, layers, rasters and OpenStreetMap files.
#include "fuzz/fuzz.hpp"
#include "hostile/city_subjects.hpp"

namespace {

std::vector<halong::test::Subject> readers()
{
    using namespace halong::test;
    auto all = city_text_subjects();
    for (auto const& part : {osm_subjects(), geopackage_subjects(), binary_layer_subjects()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace

HALONG_FUZZ(readers)
