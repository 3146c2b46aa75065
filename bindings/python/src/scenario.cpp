#include "scenario/scenario.hpp"

#include "core/error.hpp"
#include "rooms.hpp"
#include "scenario/explain.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"
#include "scenario/schema.hpp"
#include "study/check_in_city.hpp"

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

// Of an option's own file, or of a study, with all that it combines; `id` may be empty where there is only one.
scenario::Option load_option(std::filesystem::path const& file, std::string const& id)
{
    std::vector<scenario::Option> options;
    if (scenario::kind_of_file(file) == scenario::Kind::option) {
        options.push_back(scenario::load_option(file));
    } else {
        options = scenario::load_study(file).options;
    }
    if (id.empty() && options.size() == 1) return scenario::whole_option(options.front(), options);
    std::vector<std::string> ids;
    for (scenario::Option const& option : options) {
        if (option.id == id) return scenario::whole_option(option, options);
        ids.push_back(option.id);
    }
    throw core::UserError(core::Diagnostic{file.string(), 0, 0,
                                           id.empty() ? fmt::format("holds {} options, and none is named", ids.size())
                                                      : fmt::format("holds no option '{}'", id),
                                           ids.empty() ? "give the file of an option, or a study with options"
                                                       : fmt::format("its options are: {}", fmt::join(ids, ", "))});
}

std::vector<std::string> check(std::filesystem::path const& file)
{
    std::vector<std::string> texts;
    for (auto const& finding : study::check_whole(file).faults) texts.push_back(core::text_of(finding));
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
    py::class_<scenario::Option, std::shared_ptr<scenario::Option>>(
        module, "Option", "A change to a scenario and its city, with its cost. Never changes.")
        .def_readonly("id", &scenario::Option::id)
        .def_property_readonly("title_vi", [](scenario::Option const& self) { return self.title.vi; })
        .def_property_readonly("title_en", [](scenario::Option const& self) { return self.title.en; })
        .def("to_toml", [](scenario::Option const& self) { return scenario::to_toml(self); });
    module.def("load_option", &load_option, py::arg("path"), py::arg("id"));
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
