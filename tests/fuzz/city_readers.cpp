// Scenarios, options, studies, sweeps and calibrations; tables, timetables, networks, layers and OpenStreetMap files.
#include "fuzz/fuzz.hpp"
#include "hostile/city_subjects.hpp"

namespace {

std::vector<halong::test::Subject> readers()
{
    auto all = halong::test::city_text_subjects();
    for (auto const& part : {halong::test::osm_subjects(), halong::test::geopackage_subjects()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace

HALONG_FUZZ(readers)
