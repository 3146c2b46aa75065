// How long work in the engine is followed from Python: told how far it is, and ended by Ctrl-C.
#pragma once

#include <pybind11/pybind11.h>
#include <string>
#include <utility>

namespace halong::python {

namespace py = pybind11;

// Called while the interpreter is free for others; takes it for as long as the call lasts.
class Watch {
public:
    // `progress`: None, or a function of the share that is done, 0 … 1, and of a text.
    explicit Watch(py::object progress) : progress_(std::move(progress)) {}

    // Throws what a handler of a signal (KeyboardInterrupt) or the function raises.
    void operator()(double done, std::string const& text) const
    {
        py::gil_scoped_acquire const interpreter;
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        if (!progress_.is_none()) progress_(done, text);
    }

private:
    py::object progress_;
};

}  // namespace halong::python
