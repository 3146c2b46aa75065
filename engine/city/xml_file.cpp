#include "city/xml_file.hpp"

#include "city/byte_source.hpp"

#include <algorithm>
#include <charconv>
#include <exception>
#include <expat.h>
#include <fmt/format.h>
#include <limits>
#include <memory>
#include <type_traits>

namespace halong::city {
namespace {

constexpr int deepest_nesting = 100;
constexpr long longest_tag_bytes = 64L << 20;
constexpr int piece_bytes = 1 << 18;

using Parser = std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)>;

// One pass over one file. Exceptions must not cross expat's C frames: they wait here until it has returned.
class Reading {
public:
    Reading(std::filesystem::path const& path, std::vector<std::string_view> const& roots, XmlVisitor& visitor)
        : file_(path.string()), roots_(roots), visitor_(visitor), parser_(XML_ParserCreate(nullptr), &XML_ParserFree)
    {
        if (!parser_) throw std::bad_alloc();
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(parser_.get(), &Reading::on_start, &Reading::on_end);
        XML_SetStartDoctypeDeclHandler(parser_.get(), &Reading::on_doctype);
    }

    void run(ByteSource& source)
    {
        for (bool at_end = false; !at_end;) {
            void* const buffer = XML_GetBuffer(parser_.get(), piece_bytes);
            if (buffer == nullptr) throw std::bad_alloc();
            auto const size = source.read({static_cast<char*>(buffer), piece_bytes});
            fed_bytes_ += static_cast<long>(size);
            at_end = size == 0;
            auto const status = XML_ParseBuffer(parser_.get(), static_cast<int>(size), at_end ? 1 : 0);
            if (exception_) std::rethrow_exception(exception_);
            if (status != XML_STATUS_OK) {
                char const* const reason = XML_ErrorString(XML_GetErrorCode(parser_.get()));
                throw fault(fmt::format("this is not well-formed XML: {}", reason),
                            "the file may be incomplete or damaged: make or fetch it again");
            }
            if (fed_bytes_ - XML_GetCurrentByteIndex(parser_.get()) > longest_tag_bytes) {
                throw fault("a tag is longer than 64 MiB", "the file is damaged, or is not what its name says");
            }
        }
    }

private:
    [[nodiscard]] int line() const { return static_cast<int>(XML_GetCurrentLineNumber(parser_.get())); }
    [[nodiscard]] int column() const { return static_cast<int>(XML_GetCurrentColumnNumber(parser_.get())) + 1; }
    [[nodiscard]] core::UserError fault(std::string message, std::string help) const
    {
        return core::UserError(core::Diagnostic{file_, line(), column(), std::move(message), std::move(help)});
    }

    void start(char const* name, char const* const* attributes)
    {
        if (depth_ == 0 && std::ranges::find(roots_, name) == roots_.end()) {
            throw fault(fmt::format("the outermost element is <{}>, not <{}>", name, fmt::join(roots_, "> or <")),
                        fmt::format("give a file of the kind that begins with <{}>", roots_[0]));
        }
        if (++depth_ > deepest_nesting) {
            throw fault(fmt::format("elements are nested deeper than {}", deepest_nesting),
                        "the file is damaged, or is not what its name says");
        }
        visitor_.start(XmlElement(file_, name, attributes, line(), column()));
    }

    template <class Action>
    void guard(Action const& action)
    {
        if (exception_) return;
        try {
            action();
        } catch (...) {
            exception_ = std::current_exception();
            XML_StopParser(parser_.get(), XML_FALSE);
        }
    }
    static void on_start(void* self, char const* name, char const** attributes)
    {
        auto& reading = *static_cast<Reading*>(self);
        reading.guard([&] { reading.start(name, attributes); });
    }
    static void on_end(void* self, char const* name)
    {
        auto& reading = *static_cast<Reading*>(self);
        --reading.depth_;
        reading.guard([&] { reading.visitor_.end(name); });
    }
    static void on_doctype(void* self, char const* /*name*/, char const* /*system*/, char const* /*public_id*/,
                           int /*has_subset*/)
    {
        auto& reading = *static_cast<Reading*>(self);
        reading.guard([&] { throw reading.fault("a document type is not allowed here", "remove <!DOCTYPE …>"); });
    }

    std::string file_;
    std::vector<std::string_view> const& roots_;
    XmlVisitor& visitor_;
    Parser parser_;
    std::exception_ptr exception_;
    int depth_ = 0;
    long fed_bytes_ = 0;
};

}  // namespace

double parse_number(std::string_view text)
{
    double value = 0;
    char const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data(), end, value);
    bool const whole = error == std::errc{} && stop == end && !text.empty();
    return whole ? value : std::numeric_limits<double>::quiet_NaN();
}

std::optional<std::string_view> XmlElement::find(std::string_view attribute) const
{
    for (char const* const* pair = attributes_; *pair != nullptr; pair += 2) {
        if (attribute == pair[0]) return pair[1];
    }
    return std::nullopt;
}

std::string_view XmlElement::text(std::string_view attribute, std::string_view otherwise) const
{
    return find(attribute).value_or(otherwise);
}

std::string_view XmlElement::required(std::string_view attribute) const
{
    auto const value = find(attribute);
    if (value && !value->empty()) return *value;
    throw fault(fmt::format("<{}> has no attribute '{}'", name_, attribute),
                "add it, or make the file again with the program that wrote it");
}

double XmlElement::number(std::string_view attribute) const
{
    auto const value = find(attribute);
    return value ? parse_number(*value) : std::numeric_limits<double>::quiet_NaN();
}

core::UserError XmlElement::fault(std::string message, std::string help) const
{
    return core::UserError(core::Diagnostic{file_, line_, column_, std::move(message), std::move(help)});
}

void read_xml(std::filesystem::path const& path, std::vector<std::string_view> const& roots, XmlVisitor& visitor)
{
    auto const source = open_bytes(path);
    Reading(path, roots, visitor).run(*source);
}

}  // namespace halong::city
