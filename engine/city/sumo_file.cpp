#include "city/sumo_file.hpp"

#include "city/sumo_words.hpp"
#include "city/xml_file.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace halong::city {
namespace {

// "x,y" as a point; NaN where it is none.
geo::PointMetric parse_pair(std::string_view text)
{
    auto const comma = std::min(text.find(','), text.size());
    auto const rest = text.substr(std::min(comma + 1, text.size()));
    return {parse_number(text.substr(0, comma)), parse_number(rest)};
}

class NetVisitor final : public XmlVisitor {
public:
    SumoFile file;

    void start(XmlElement const& element) override
    {
        auto const name = element.name();
        if (name == "lane") {
            if (in_edge_) file.edges.back().lanes.push_back(lane_of(element));
        } else if (name == "connection") {
            add_connection(element);
        } else if (name == "phase") {
            if (in_program_) add_phase(element);
        } else if (name == "edge") {
            add_edge(element);
        } else if (name == "junction") {
            add_junction(element);
        } else if (name == "tlLogic") {
            add_program(element);
        } else if (name == "location") {
            file.projection = element.text("projParameter");
            file.net_offset = parse_pair(element.text("netOffset", "0,0"));
        }
    }

    void end(std::string_view name) override
    {
        if (name == "edge") in_edge_ = false;
        if (name == "tlLogic") in_program_ = false;
    }

private:
    static SumoLane lane_of(XmlElement const& element)
    {
        return {element.number("speed"), element.number("length"), element.number("width"),
                access_of_sumo(element.text("allow"), element.text("disallow"))};
    }

    void add_edge(XmlElement const& element)
    {
        auto const function = element.text("function", "normal");
        if (function != "normal" && function != "connector") return;
        file.edges.push_back({std::string(element.required("id")),
                              std::string(element.required("from")),
                              std::string(element.required("to")),
                              std::string(element.text("name")),
                              std::string(element.text("type")),
                              std::string(element.text("shape")),
                              {},
                              element.line()});
        in_edge_ = true;
    }

    void add_junction(XmlElement const& element)
    {
        auto const type = element.text("type");
        if (type == "internal") return;
        file.junctions.push_back({std::string(element.required("id")),
                                  std::string(type),
                                  {element.number("x"), element.number("y")},
                                  element.line()});
    }

    void add_connection(XmlElement const& element)
    {
        auto const from = element.required("from");
        auto const to = element.required("to");
        if (from.front() == ':' || to.front() == ':') return;
        file.connections.push_back({std::string(from), std::string(to), std::string(element.text("tl")),
                                    element.number("linkIndex"), element.line()});
    }

    void add_program(XmlElement const& element)
    {
        file.programs.push_back({std::string(element.required("id")),
                                 std::string(element.text("type", "static")),
                                 parse_sumo_time(element.text("offset", "0")),
                                 {},
                                 element.line()});
        in_program_ = true;
    }

    void add_phase(XmlElement const& element)
    {
        file.programs.back().phases.push_back(
            {parse_sumo_time(element.required("duration")), std::string(element.required("state"))});
    }

    bool in_edge_ = false;
    bool in_program_ = false;
};

}  // namespace

SumoFile read_sumo_file(std::filesystem::path const& path, std::vector<std::filesystem::path> const& additional)
{
    NetVisitor visitor;
    read_xml(path, {"net"}, visitor);
    for (auto const& more : additional) {
        NetVisitor other;
        read_xml(more, {"additional", "add"}, other);
        std::ranges::move(other.file.programs, std::back_inserter(visitor.file.programs));
    }
    return std::move(visitor.file);
}

}  // namespace halong::city
