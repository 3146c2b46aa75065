// Columns of the engine as NumPy arrays: views without copies, read-only, which keep their owner alive.
#pragma once

#include <cstdint>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace halong::python {

namespace py = pybind11;

using Shape = std::vector<py::ssize_t>;

// An array over memory that lives at least as long as `owner`; strides in bytes.
template <class T>
py::array view(T const* first, Shape shape, Shape strides, py::handle owner)
{
    py::array array(py::dtype::of<T>(), std::move(shape), std::move(strides), first, owner);
    array.attr("setflags")(py::arg("write") = false);
    return array;
}

// A whole column of numbers, in any shape whose product is its length, the last index fastest.
template <class T, class Allocator>
py::array view(std::vector<T, Allocator> const& column, Shape const& shape, py::handle owner)
{
    Shape strides(shape.size());
    auto stride = static_cast<py::ssize_t>(sizeof(T));
    for (std::size_t axis = shape.size(); axis-- > 0;) {
        strides[axis] = stride;
        stride *= shape[axis];
    }
    return view(column.data(), shape, std::move(strides), owner);
}

template <class T, class Allocator>
py::array view(std::vector<T, Allocator> const& column, py::handle owner)
{
    return view(column, Shape{static_cast<py::ssize_t>(column.size())}, owner);
}

// A column of something that is laid out as one number: an enumeration, an id, a set of bits.
template <class Number, class T, class Allocator>
py::array view_as(std::vector<T, Allocator> const& column, py::handle owner)
{
    static_assert(sizeof(Number) == sizeof(T) && std::is_trivially_copyable_v<T>);
    return view(reinterpret_cast<Number const*>(column.data()), Shape{static_cast<py::ssize_t>(column.size())},
                Shape{sizeof(T)}, owner);
}

// One member of all rows: every sizeof(Row) bytes.
template <class Number, class Row, class T, class Allocator>
py::array view_of(std::vector<Row, Allocator> const& rows, T Row::*member, py::handle owner)
{
    static_assert(sizeof(Number) == sizeof(T) && std::is_trivially_copyable_v<T>);
    Number const* const first = rows.empty() ? nullptr : reinterpret_cast<Number const*>(&(rows.front().*member));
    return view(first, Shape{static_cast<py::ssize_t>(rows.size())}, Shape{sizeof(Row)}, owner);
}
template <class T, class Row, class Allocator>
py::array view_of(std::vector<Row, Allocator> const& rows, T Row::*member, py::handle owner)
{
    return view_of<T, Row, T, Allocator>(rows, member, owner);
}

// Texts have no form that NumPy could look at: a list of them, made on each call.
template <class Rows, class TextOf>
py::list texts(Rows const& rows, TextOf const& text_of)
{
    py::list list;
    for (auto const& row : rows) list.append(py::str(std::string(text_of(row))));
    return list;
}

// The columns of a table, as the package takes them up: name, unit ("" for none), meaning, values; of categories also
// the words that the numbers stand for.
class Columns {
public:
    void add(char const* name, char const* unit, char const* meaning, py::object values, py::object words = py::none())
    {
        columns_.append(py::make_tuple(name, unit, meaning, std::move(values), std::move(words)));
    }
    [[nodiscard]] py::list take() { return std::move(columns_); }

private:
    py::list columns_;
};

// The words of an enumeration's values 0 … count - 1.
template <class Enumeration, class NameOf>
py::tuple words_of(int count, NameOf const& name_of)
{
    py::tuple words(count);
    for (int i = 0; i < count; ++i) words[i] = py::str(std::string(name_of(static_cast<Enumeration>(i))));
    return words;
}

}  // namespace halong::python
