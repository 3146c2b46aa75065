// Lists and columns of which each rank has its own part, brought together on all of them.
#pragma once

#include "core/archive.hpp"
#include "traffic/ranks.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halong::traffic {

inline constexpr char const* other_rank = "another rank";  // in messages of what it wrote

// Lists that ranks have written, behind one another.
template <class Item>
std::vector<Item> joined_lists(std::vector<std::string> const& of_ranks)
{
    std::vector<Item> all;
    for (std::string const& bytes : of_ranks) {
        core::ArchiveReader reader(bytes, other_rank);
        std::vector<Item> items;
        reader(items);
        reader.finish();
        all.insert(all.end(), items.begin(), items.end());
    }
    return all;
}

// The items of all ranks in the order of these; items take part in archives.
template <class Item>
std::vector<Item> gathered(Ranks& ranks, std::vector<Item> const& own)
{
    return joined_lists<Item>(ranks.gather(core::archive_of(own)));
}

// The same on the first rank; on others nothing.
template <class Item>
std::vector<Item> gathered_on_first(Ranks& ranks, std::vector<Item> const& own)
{
    return joined_lists<Item>(ranks.tell_first(core::archive_of(own)));
}

// The cells of a column that are not 0; and what was so written, added to another of the same length.
template <class Number>
void write_sparse(core::ArchiveWriter& writer, std::vector<Number> const& column)
{
    std::vector<std::uint64_t> cells;
    std::vector<Number> values;
    for (std::size_t i = 0; i < column.size(); ++i) {
        if (column[i] == Number{}) continue;
        cells.push_back(i);
        values.push_back(column[i]);
    }
    writer(cells, values);
}
template <class Number>
void add_sparse(core::ArchiveReader& reader, std::vector<Number>& column)
{
    std::vector<std::uint64_t> cells;
    std::vector<Number> values;
    reader(cells, values);
    for (std::size_t i = 0; i < cells.size(); ++i) column.at(cells[i]) += values.at(i);
}

// Adds to each cell what it holds on all other ranks; only cells that are not 0 are sent.
template <class Number>
void add_of_others(Ranks& ranks, std::vector<Number>& column)
{
    core::ArchiveWriter writer;
    write_sparse(writer, column);
    auto const all = ranks.gather(writer.bytes());
    for (int rank = 0; rank < ranks.count(); ++rank) {
        if (rank == ranks.rank()) continue;
        core::ArchiveReader reader(all[static_cast<std::size_t>(rank)], other_rank);
        add_sparse(reader, column);
        reader.finish();
    }
}

}  // namespace halong::traffic
