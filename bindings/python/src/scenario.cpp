#include "scenario/scenario.hpp"

#include "core/error.hpp"
#include "rooms.hpp"
#include "scenario/explain.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"
#include "scenario/schema.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

namespace halong::python {
namespace {

namespace py = pybind11;
using scenario::Overrides;
using scenario::Scenario;

std::string schema(std::string const& kind)
{
    auto const found = scenario::find_kind(kind);
    if (!found) {
        throw core::UserError(core::Diagnostic{"", 0, 0, fmt::format("there is no kind of file '{}'", kind),
                                               "kinds are scenario, option, study, sites and calibration"});
    }
    return scenario::json_schema(*found);
}

std::vector<std::string> check(std::filesystem::path const& file)
{
    std::vector<std::string> texts;
    for (auto const& finding : scenario::check_file(file)) texts.push_back(core::text_of(finding));
    return texts;
}

}  // namespace

void add_scenario(py::module_& module)
{
    py::class_<Scenario>(module, "Scenario", "A day in a city: every key with its value. Never changes.")
        .def_readonly("id", &Scenario::id)
        .def_readonly("seed", &Scenario::seed)
        .def_readonly("city", &Scenario::city)
        .def_property_readonly("title_vi", [](Scenario const& self) { return self.title.vi; })
        .def_property_readonly("title_en", [](Scenario const& self) { return self.title.en; })
        .def("to_toml", [](Scenario const& self) { return scenario::to_toml(self); })
        .def("overridden",
             [](Scenario const& self, Overrides const& overrides) { return scenario::overridden(self, overrides); });
    module.def("load_scenario", &scenario::load_scenario, py::arg("path"), py::arg("overrides"));
    module.def("parse_scenario", &scenario::parse_scenario, py::arg("text"), py::arg("file"));
    module.def("check_file", &check, py::arg("path"));
    module.def(
        "explain",
        [](std::string const& key, std::optional<std::filesystem::path> const& file) {
            return scenario::explain_text(key, file);
        },
        py::arg("key"), py::arg("file"));
    module.def("schema", &schema, py::arg("kind"));
}

}  // namespace halong::python
