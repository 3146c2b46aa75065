// Files of plain numbers for the browser: little-endian columns behind one another, which it maps without parsing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halong::exporting {

// Where a column lies. `type` is u8, u16, u32, i32 or f32; `offset` is in bytes, a multiple of 4; `length` in values.
struct ColumnPlace {
    std::string name;
    std::string file;
    std::string type;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};
struct FilePlace {
    std::string name;
    std::uint64_t bytes = 0;
    std::string hash;  // core::hash_of of the content, 16 hex digits
};

// Tells whose rows columns have: a hash of the ids of links and zones in their order, 16 hex digits.
std::string hash_of_rows(std::vector<std::string> const& link_ids, std::vector<std::string> const& zone_ids);

// Writes files into one folder, each durably, and keeps the list of what lies where.
class ColumnFiles {
public:
    explicit ColumnFiles(std::filesystem::path folder);

    // Columns that follow go into this file, until finish_file().
    void start_file(std::string name);
    void add(std::string const& name, std::span<std::uint8_t const> values);
    void add(std::string const& name, std::span<std::uint16_t const> values);
    void add(std::string const& name, std::span<std::uint32_t const> values);
    void add(std::string const& name, std::span<std::int32_t const> values);
    void add(std::string const& name, std::span<float const> values);
    // Throws CannotWrite.
    void finish_file();
    // A whole file of another kind, which the list names, too. Throws CannotWrite.
    void write(std::string const& name, std::string_view content);

    // What a manifest says of all that has been written: an object of JSON with `columns` and `files`.
    [[nodiscard]] std::string list() const;

private:
    template <class T>
    void append(std::string const& name, char const* type, std::span<T const> values);

    std::filesystem::path folder_;
    std::string file_;
    std::string content_;
    std::vector<ColumnPlace> columns_;
    std::vector<FilePlace> files_;
};

}  // namespace halong::exporting
