// FORMAT.md against a file that was really written, both ways: nothing missing, nothing more, and each dataset with
// the type, dimensions, unit and meaning that the tables give.
#include "results/toy_result.hpp"
#include "support/scratch_folder.hpp"
#include "support/test_data.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <map>
#include <set>
#include <sstream>

using namespace halong::test;

namespace {

// ---- The document ------------------------------------------------------------------------------

using Cells = std::vector<std::string>;

std::string trimmed(std::string text)
{
    auto const is_frame = [](char c) { return c == ' ' || c == '`'; };
    while (!text.empty() && is_frame(text.back())) text.pop_back();
    while (!text.empty() && is_frame(text.front())) text.erase(text.begin());
    return text;
}

Cells split(std::string const& text, char separator)
{
    Cells cells;
    std::istringstream stream(text);
    for (std::string cell; std::getline(stream, cell, separator);) cells.push_back(trimmed(cell));
    return cells;
}

std::string replaced(std::string text, std::string const& mark, std::string const& by)
{
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) text.replace(at, mark.size(), by);
    return text;
}

std::vector<std::string> for_each_service(std::string const& text)
{
    if (text.find("<desk>") != std::string::npos) {
        return {replaced(text, "<desk>", "counter"), replaced(text, "<desk>", "clinic")};
    }
    if (text.find("<parking>") != std::string::npos) {
        return {replaced(text, "<parking>", "motorbike_parking"), replaced(text, "<parking>", "car_parking"),
                replaced(text, "<parking>", "coach_parking")};
    }
    if (text.find("<charging>") != std::string::npos) {
        return {replaced(text, "<charging>", "motorbike_charging"), replaced(text, "<charging>", "car_charging")};
    }
    if (text.find("<service>") == std::string::npos) return {text};
    return {replaced(replaced(text, "<service>", "wifi"), "<unit>", "person_min"),
            replaced(replaced(text, "<service>", "camera"), "<unit>", "passage"),
            replaced(replaced(text, "<service>", "operations"), "<unit>", "incident")};
}

// The rows of the table whose head begins with this cell; rows with `<service>` once for each service, with the
// service's unit for `<unit>`.
std::vector<Cells> table(std::string const& first_head)
{
    std::ifstream file(repository_path("engine/results/FORMAT.md"));
    REQUIRE(file);
    std::vector<Cells> rows;
    bool inside = false;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("|")) {
            inside = false;
        } else if (split(line.substr(1), '|')[0] == first_head) {
            inside = true;
        } else if (inside && !line.starts_with("|---")) {
            for (std::string const& text : for_each_service(line)) rows.push_back(split(text.substr(1), '|'));
        }
    }
    REQUIRE(!rows.empty());
    return rows;
}

// "type | dimensions | unit | meaning" by path.
std::map<std::string, std::string> documented_datasets()
{
    std::map<std::string, std::string> all;
    for (Cells const& row : table("dataset")) {
        CAPTURE(row);
        REQUIRE(row.size() == 5);
        bool const is_bare = row[1] == "dimension";  // netCDF keeps no words with them
        std::string const meaning = is_bare ? "" : row[4];
        REQUIRE(all.emplace(row[0], row[1] + " | " + row[2] + " | " + row[3] + " | " + meaning).second);
    }
    return all;
}

std::set<std::string> documented_groups()
{
    std::set<std::string> all;
    for (Cells const& row : table("group")) all.insert(row[0]);
    return all;
}

// "object attribute type".
std::set<std::string> documented_attributes()
{
    std::set<std::string> all;
    for (Cells const& row : table("attribute")) {
        CAPTURE(row);
        REQUIRE(row.size() == 4);
        for (std::string const& object : split(row[2], ',')) {
            REQUIRE(all.insert(object + " " + row[0] + " " + row[1]).second);
        }
    }
    return all;
}

// ---- The file ----------------------------------------------------------------------------------

struct FileContents {
    std::set<std::string> groups;
    std::map<std::string, std::string> datasets;
    std::set<std::string> attributes;  // without units and long_name, which stand in the table of datasets
};

std::string type_name(hid_t type)
{
    std::size_t const size = H5Tget_size(type);
    if (H5Tget_class(type) == H5T_STRING) {
        CHECK(H5Tget_cset(type) == H5T_CSET_UTF8);
        return "text";
    }
    return (H5Tget_class(type) == H5T_FLOAT ? "float" : "int") + std::to_string(8 * size);
}

std::string text_attribute(hid_t object, char const* name)
{
    if (H5Aexists(object, name) <= 0) return "";
    hid_t const attribute = H5Aopen(object, name, H5P_DEFAULT);
    hid_t const type = H5Aget_type(attribute);
    std::string text(H5Tget_size(type), '\0');
    H5Aread(attribute, type, text.data());
    H5Tclose(type);
    H5Aclose(attribute);
    return text.substr(0, text.find('\0'));
}

herr_t note_scale(hid_t, unsigned, hid_t scale, void* name)
{
    char path[256] = {};
    H5Iget_name(scale, path, sizeof path);
    *static_cast<std::string*>(name) = path;
    return 1;
}

std::string dimension_names(hid_t set, std::string const& path)
{
    hid_t const space = H5Dget_space(set);
    int const rank = H5Sget_simple_extent_ndims(space);
    H5Sclose(space);
    if (H5DSis_scale(set) > 0) return path;
    std::string names;
    for (int i = 0; i < rank; ++i) {
        std::string name = "?";
        H5DSiterate_scales(set, static_cast<unsigned>(i), nullptr, note_scale, &name);
        names += (i > 0 ? ", " : "") + name;
    }
    return names.empty() ? "-" : names;
}

std::string describe_dataset(hid_t set, std::string const& path)
{
    hid_t const type = H5Dget_type(set);
    bool const is_bare =
        text_attribute(set, "NAME").starts_with("This is a netCDF dimension but not a netCDF variable");
    std::string const kind = is_bare ? "dimension" : type_name(type);
    H5Tclose(type);
    std::string const unit = text_attribute(set, "units");
    std::string const meaning = text_attribute(set, "long_name");
    return kind + " | " + dimension_names(set, path) + " | " + (unit.empty() ? "-" : unit) + " | " + meaning;
}

herr_t visit_attribute(hid_t object, char const* name, H5A_info_t const*, void* list)
{
    static std::set<std::string> const of_netcdf{"CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST"};
    static std::set<std::string> const of_datasets{"units", "long_name"};
    if (of_netcdf.contains(name)) return 0;
    char path[256] = {};
    H5Iget_name(object, path, sizeof path);
    bool const is_dataset = H5Iget_type(object) == H5I_DATASET;
    if (is_dataset && of_datasets.contains(name)) return 0;
    hid_t const attribute = H5Aopen(object, name, H5P_DEFAULT);
    hid_t const type = H5Aget_type(attribute);
    static_cast<std::set<std::string>*>(list)->insert(std::string(path) + " " + name + " " + type_name(type));
    H5Tclose(type);
    H5Aclose(attribute);
    return 0;
}

herr_t visit_object(hid_t root, char const* name, H5O_info_t const* info, void* contents_of)
{
    auto& contents = *static_cast<FileContents*>(contents_of);
    std::string const path = std::string(name) == "." ? "/" : "/" + std::string(name);
    hid_t const object = H5Oopen(root, name, H5P_DEFAULT);
    if (info->type == H5O_TYPE_GROUP) contents.groups.insert(path);
    if (info->type == H5O_TYPE_DATASET) contents.datasets[path] = describe_dataset(object, path);
    H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, visit_attribute, &contents.attributes);
    H5Oclose(object);
    return 0;
}

FileContents contents_of(std::filesystem::path const& path)
{
    FileContents contents;
    hid_t const file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    REQUIRE(file >= 0);
    REQUIRE(H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, visit_object, &contents, H5O_INFO_BASIC) >= 0);
    H5Fclose(file);
    return contents;
}

}  // namespace

TEST_CASE("FORMAT.md lists exactly what a result file holds")
{
    ScratchFolder const folder;
    bool const with_services = GENERATE(true, false);  // also an empty service and no gridlock
    ToyResult(with_services).write(folder.path() / "run.h5");
    auto const contents = contents_of(folder.path() / "run.h5");
    CHECK(contents.groups == documented_groups());
    CHECK(contents.attributes == documented_attributes());
    auto const documented = documented_datasets();
    for (auto const& [path, description] : contents.datasets) {
        CAPTURE(path);
        REQUIRE(documented.contains(path));
        CHECK(description == documented.at(path));
    }
    for (auto const& [path, description] : documented) {
        CAPTURE(path);
        CHECK(contents.datasets.contains(path));
    }
}
