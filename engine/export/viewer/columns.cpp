#include "export/viewer/columns.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"

#include <bit>
#include <nlohmann/json.hpp>
#include <utility>

namespace halong::exporting {
namespace {

constexpr std::size_t alignment = 4;  // of the widest type, as typed arrays ask for
static_assert(std::endian::native == std::endian::little, "columns are written as they lie in memory");

}  // namespace

std::string hash_of_rows(std::vector<std::string> const& link_ids, std::vector<std::string> const& zone_ids)
{
    core::Digest rows;
    for (auto const* const ids : {&link_ids, &zone_ids}) {
        rows.add(std::uint64_t{ids->size()});
        for (std::string const& id : *ids) {
            rows.add(std::uint64_t{id.size()});
            rows.add(std::string_view(id));
        }
    }
    return core::hex(rows.value());
}

ColumnFiles::ColumnFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

void ColumnFiles::start_file(std::string name)
{
    core::ensure(file_.empty(), "one file of columns at a time");
    file_ = std::move(name);
    content_.clear();
}

template <class T>
void ColumnFiles::append(std::string const& name, char const* type, std::span<T const> values)
{
    core::ensure(!file_.empty(), "a column goes into a file");
    columns_.push_back({name, file_, type, content_.size(), values.size()});
    content_.append(reinterpret_cast<char const*>(values.data()), values.size_bytes());
    content_.resize((content_.size() + alignment - 1) / alignment * alignment, '\0');
}

void ColumnFiles::add(std::string const& name, std::span<std::uint8_t const> values) { append(name, "u8", values); }
void ColumnFiles::add(std::string const& name, std::span<std::uint16_t const> values) { append(name, "u16", values); }
void ColumnFiles::add(std::string const& name, std::span<std::uint32_t const> values) { append(name, "u32", values); }
void ColumnFiles::add(std::string const& name, std::span<std::int32_t const> values) { append(name, "i32", values); }
void ColumnFiles::add(std::string const& name, std::span<float const> values) { append(name, "f32", values); }

void ColumnFiles::finish_file()
{
    write(std::exchange(file_, {}), content_);
    content_.clear();
}

void ColumnFiles::write(std::string const& name, std::string_view content)
{
    core::write_file(folder_ / name, content);
    files_.push_back({name, content.size(), core::hex(core::hash_of(content))});
}

std::string ColumnFiles::list() const
{
    auto columns = nlohmann::ordered_json::object();
    for (ColumnPlace const& column : columns_) {
        columns[column.name] = {
            {"file", column.file}, {"type", column.type}, {"offset", column.offset}, {"length", column.length}};
    }
    auto files = nlohmann::ordered_json::object();
    for (FilePlace const& file : files_) files[file.name] = {{"bytes", file.bytes}, {"xxh3", file.hash}};
    return nlohmann::ordered_json{{"columns", columns}, {"files", files}}.dump();
}

}  // namespace halong::exporting
