// XML read as a stream, element by element, so that the memory is that of what is kept. Expat stays inside the .cpp.
#pragma once

#include "core/error.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halong::city {

// The start of an element. Names and values live until the visitor returns.
class XmlElement {
public:
    // `attributes`: names and values in turn, ended by a null pointer.
    XmlElement(std::string const& file, char const* name, char const* const* attributes, int line, int column)
        : file_(file), name_(name), attributes_(attributes), line_(line), column_(column)
    {}

    [[nodiscard]] std::string_view name() const { return name_; }
    [[nodiscard]] int line() const { return line_; }
    // The value of an attribute, or nothing.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view attribute) const;
    // The value, or `otherwise` when the attribute is not there.
    [[nodiscard]] std::string_view text(std::string_view attribute, std::string_view otherwise = "") const;
    // The value of an attribute that must be there and not be empty. Throws UserError.
    [[nodiscard]] std::string_view required(std::string_view attribute) const;
    // The value as a number; NaN when it is missing or is no number.
    [[nodiscard]] double number(std::string_view attribute) const;
    // A fault at this element, to be thrown.
    [[nodiscard]] core::UserError fault(std::string message, std::string help) const;

private:
    std::string const& file_;
    std::string_view name_;
    char const* const* attributes_;
    int line_;
    int column_;
};

class XmlVisitor {
public:
    XmlVisitor() = default;
    XmlVisitor(XmlVisitor const&) = delete;
    XmlVisitor& operator=(XmlVisitor const&) = delete;
    virtual ~XmlVisitor() = default;

    // An exception ends the reading and leaves read_xml.
    virtual void start(XmlElement const& element) = 0;
    virtual void end(std::string_view name) = 0;
};

// Reads a file (plain, gzip or xz) whose outermost element is one of `roots`. Throws UserError with line and column:
// not well-formed, cut off, another root, a document type (entities could grow without end), nesting deeper than 100,
// or one tag of more than 64 MiB.
void read_xml(std::filesystem::path const& path, std::vector<std::string_view> const& roots, XmlVisitor& visitor);

// The whole text as a finite or infinite number with a point as decimal sign; NaN when it is none.
double parse_number(std::string_view text);

}  // namespace halong::city
