// The module halong._engine: the engine's rooms as Python sees them. What users call lies in the package around it.
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "core/version.hpp"
#include "rooms.hpp"

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <stdexcept>
#include <string>
#include <string_view>

namespace halong::python {
namespace {

namespace py = pybind11;

// (file, line, column, message, help) of each finding.
py::list findings(std::vector<core::Diagnostic> const& diagnostics)
{
    py::list list;
    for (core::Diagnostic const& one : diagnostics) {
        list.append(py::make_tuple(one.file, one.line, one.column, one.message, one.help));
    }
    return list;
}

template <class... Arguments>
void raise(char const* type, std::string_view text, Arguments&&... more)
{
    py::object const error = py::module_::import("halong.errors").attr(type);
    PyErr_SetObject(error.ptr(), error(py::str(text.data(), text.size()), more...).ptr());
}

// The engine's errors as exceptions of the package, with the same text.
void translate(std::exception_ptr thrown)
{
    try {
        if (thrown) std::rethrow_exception(thrown);
    } catch (core::UserError const& error) {
        raise("InputError", error.what(), findings(error.diagnostics()));
    } catch (core::CannotWrite const& error) {
        raise("CannotWrite", error.what());
    } catch (core::InternalFault const& error) {
        raise("InternalFault", error.what());
    }
}

// Limits all that the engine does in this process while it is entered.
class Threads {
public:
    explicit Threads(int threads) : threads_(threads) {}
    void enter() { limit_ = std::make_unique<core::ThreadLimit>(threads_); }
    void leave() { limit_.reset(); }

private:
    int threads_;
    std::unique_ptr<core::ThreadLimit> limit_;
};

}  // namespace
}  // namespace halong::python

PYBIND11_MODULE(_engine, module)
{
    using namespace halong;
    namespace py = pybind11;
    module.doc() = "The engine of Hạ Long Twin. Use the package `halong`, not this module.";
    module.attr("version") = std::string(core::program_version);
    module.attr("commit") = std::string(core::git_commit());
    py::register_exception_translator(python::translate);
    py::class_<python::Threads>(module, "Threads", "With this, the engine uses at most so many threads (0: all cores).")
        .def(py::init<int>(), py::arg("threads"))
        .def("__enter__", &python::Threads::enter)
        .def("__exit__", [](python::Threads& self, py::args const&) { self.leave(); });
    module.def("thread_count", &core::thread_count, "Threads that the engine may use now.");
    python::add_scenario(module);
    python::add_city(module);
    python::add_simulation(module);
    python::add_results(module);
    python::add_study(module);
}
