#include "city/byte_source.hpp"
#include "city/text_output.hpp"
#include "core/compiled_cache.hpp"
#include "core/csv_cell.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/input_file.hpp"
#include "demand/leg_check.hpp"
#include "demand/leg_order.hpp"
#include "demand/routed_legs.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace halong::demand {
namespace {

using core::LinkId;

constexpr std::array<std::string_view, 4> columns{"id", "class", "departure_ms", "links"};
constexpr core::SealedKind compiled_kind{"HLROUTES", "compiled route file", 1};
constexpr std::size_t most_faults_told = 20;
constexpr std::size_t longest_line_bytes = std::size_t{64} << 20U;

// ---- Writing -----------------------------------------------------------------------------------

// Nothing for what is left out.
std::string cell_of(std::string const& text)
{
    return text.empty() ? text : core::csv_cell(text, core::CsvFor::programs);
}

// ---- Reading -----------------------------------------------------------------------------------

// The rows of a CSV file, one after the other. A quoted cell may hold line breaks.
class Rows {
public:
    explicit Rows(std::filesystem::path path)
        : path_(std::move(path)), source_(city::open_bytes(path_)), buffer_(1 << 18)
    {}

    // Fills the cells of the next row; false at the end. Empty lines are passed over.
    bool next(std::vector<std::string>& cells)
    {
        do {
            if (!read_row(cells)) return false;
        } while (cells.size() == 1 && cells[0].empty());
        return true;
    }
    [[nodiscard]] int line() const { return row_line_; }

private:
    // -1 at the end.
    int get()
    {
        if (at_ == size_) {
            size_ = source_->read(buffer_);
            at_ = 0;
            if (size_ == 0) return -1;
        }
        return static_cast<unsigned char>(buffer_[at_++]);
    }

    bool read_row(std::vector<std::string>& cells)
    {
        cells.assign(1, "");
        row_line_ = next_line_;
        bool quoted = false;
        bool any = false;
        std::size_t size = 0;
        for (int letter = get(); letter >= 0; letter = get(), any = true) {
            if (++size > longest_line_bytes) {
                throw core::UserError(core::Diagnostic{path_.string(), row_line_, 0, "a row is longer than 64 MiB",
                                                       "see whether a quotation mark is missing"});
            }
            if (letter == '\n') ++next_line_;
            if (letter == '"')
                quoted = !quoted, doubled(quoted, cells.back());
            else if (!quoted && letter == ',')
                cells.emplace_back();
            else if (!quoted && letter == '\n')
                return true;
            else if (quoted || letter != '\r')
                cells.back() += static_cast<char>(letter);
            after_quote_ = letter == '"' && !quoted;
        }
        return any;
    }
    // A quote that opens right after one that closed stands for a quotation mark.
    void doubled(bool opens, std::string& cell) const
    {
        if (opens && after_quote_) cell += '"';
    }

    std::filesystem::path path_;
    std::unique_ptr<city::ByteSource> source_;
    std::vector<char> buffer_;
    std::size_t at_ = 0;
    std::size_t size_ = 0;
    int next_line_ = 1;
    int row_line_ = 1;
    bool after_quote_ = false;
};

template <class Number>
bool parse_whole(std::string_view text, Number& value, int base)
{
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc{} && end == text.data() + text.size();
}

class Reader {
public:
    Reader(std::filesystem::path const& path, network::Network const& network)
        : path_(path), rows_(path), network_(network)
    {
        for (LinkId const link : network.links()) link_of_.emplace(network.stable_id(link), link);
    }

    RoutedLegs read()
    {
        std::vector<std::string> cells;
        if (rows_.next(cells))
            read_header(cells);
        else
            find("is empty", fmt::format("the first row names the columns: {}", fmt::join(columns, ",")));
        while (findings_.empty() && rows_.next(cells)) read_leg(cells);
        while (findings_.size() < most_faults_told && rows_.next(cells)) read_leg(cells);
        if (!findings_.empty()) throw core::UserError(std::move(findings_));
        return in_order_of_departure(std::move(legs_));
    }

private:
    void find(std::string message, std::string help)
    {
        findings_.push_back({path_.string(), rows_.line(), 0, std::move(message), std::move(help)});
    }

    void read_header(std::vector<std::string> const& cells)
    {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            auto const found = std::ranges::find(cells, columns[i]);
            position_[i] = static_cast<std::size_t>(found - cells.begin());
            if (found == cells.end()) {
                find(fmt::format("there is no column '{}'", columns[i]),
                     fmt::format("the columns are {}", fmt::join(columns, ",")));
            }
        }
        if (!findings_.empty()) throw core::UserError(std::move(findings_));
    }

    void read_leg(std::vector<std::string> const& cells)
    {
        for (std::size_t const position : position_) {
            if (position < cells.size()) continue;
            return find(fmt::format("the row has {} cells", cells.size()), "give every column a cell");
        }
        std::string const& id = cells[position_[0]];
        auto const vehicle = network::find_vehicle_class(cells[position_[1]]);
        core::Millis departure_ms = 0;
        if (id.empty()) return find("the id is empty", "give every leg its own id");
        if (auto const place = core::first_non_text(id)) {
            return find(fmt::format("the id '{}' holds {}", id, place->why), "save the file with the encoding UTF-8");
        }
        if (!vehicle) {
            return find(fmt::format("'{}' is no class of vehicle", cells[position_[1]]),
                        "the classes are motorbike, car, van, bus, coach, lorry and bicycle");
        }
        if (!parse_whole(cells[position_[2]], departure_ms, 10) || departure_ms < 0 || departure_ms == core::never) {
            return find(fmt::format("departure_ms is '{}'", cells[position_[2]]),
                        "give whole milliseconds after 00:00, from 0 to 2,147,483,646");
        }
        if (!read_links(cells[position_[3]])) return;
        if (auto const fault = fault_of_route(network_, route_, *vehicle); !fault.empty()) {
            return find(fmt::format("the leg '{}' {}", id, fault), "correct its links, or leave it out");
        }
        if (!ids_.insert(id).second) return find(fmt::format("the id '{}' stands before", id), "ids must differ");
        legs_.id.push_back(id);
        legs_.vehicle.push_back(*vehicle);
        legs_.departure_ms.push_back(departure_ms);
        legs_.routes.links.insert(legs_.routes.links.end(), route_.begin(), route_.end());
        if (legs_.routes.links.size() >= UINT32_MAX) {
            return find("a route file holds at most 2^32 links", "run its legs in several parts");
        }
        legs_.routes.offset.push_back(static_cast<std::uint32_t>(legs_.routes.links.size()));
    }

    bool read_links(std::string_view text)
    {
        route_.clear();
        while (!text.empty()) {
            auto const word = text.substr(0, text.find(' '));
            text.remove_prefix(std::min(word.size() + 1, text.size()));
            std::uint64_t stable_id = 0;
            auto const link = parse_whole(word, stable_id, 16) ? link_of_.find(stable_id) : link_of_.end();
            if (link == link_of_.end()) {
                find(fmt::format("'{}' is no link of this network", word),
                     "links are stable ids of the city's layer 'links', with one blank between");
                return false;
            }
            route_.push_back(link->second);
        }
        return true;
    }

    std::filesystem::path const& path_;
    Rows rows_;
    network::Network const& network_;
    std::unordered_map<std::uint64_t, LinkId> link_of_;  // looked up only, never walked
    std::unordered_set<std::string> ids_;                // asked only, never walked
    std::array<std::size_t, columns.size()> position_{};
    std::vector<LinkId> route_;
    std::vector<core::Diagnostic> findings_;
    RoutedLegs legs_;
};

}  // namespace

void write_route_file(std::filesystem::path const& path, RoutedLegs const& legs, network::Network const& network)
{
    city::TextOutput output(path);
    output.write(fmt::format("{}\n", fmt::join(columns, ",")));
    std::string row;
    for (std::size_t leg = 0; leg < legs.size(); ++leg) {
        row = fmt::format("{},{},{}", cell_of(legs.id[leg]), network::info(legs.vehicle[leg]).name,
                          legs.departure_ms[leg]);
        char separator = ',';
        for (LinkId const link : legs.routes[leg]) {
            row += separator;
            row += core::hex(network.stable_id(link));
            separator = ' ';
        }
        row += '\n';
        output.write(row);
    }
    output.commit();
}

RoutedLegs read_route_file(std::filesystem::path const& path, network::Network const& network)
{
    core::CompiledKey key(compiled_kind);
    try {
        key.add_file(path);
    } catch (core::UserError const&) {  // the reader says better what is wrong
        return Reader(path, network).read();
    }
    key.add_number(core::hash_of_archive(network));
    return core::compiled<RoutedLegs>(key, [&] { return Reader(path, network).read(); });
}

}  // namespace halong::demand
