#include "core/archive.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"

#include <fmt/format.h>

namespace halong::core {

void ArchiveWriter::section(std::string_view name)
{
    std::uint64_t const mark = hash_of(name);
    fill(archive_detail::bytes_to_place<std::uint64_t>(size()));
    write(mark);
}

void ArchiveWriter::append(void const* data, std::size_t size)
{
    if (is_counter_) {
        counted_ += size;
    } else {
        bytes_.append(static_cast<char const*>(data), size);
    }
}

void ArchiveWriter::fill(std::size_t size)
{
    if (is_counter_) {
        counted_ += size;
    } else {
        bytes_.append(size, '\0');
    }
}

void ArchiveReader::section(std::string_view name)
{
    std::uint64_t mark = 0;
    static_cast<void>(take_place<std::uint64_t>(1));
    read(mark);
    section_ = name;
    if (mark != hash_of(name)) fail("it does not begin here");
}

void ArchiveReader::finish() const
{
    if (!rest_.empty()) fail(fmt::format("{} bytes are left over", rest_.size()));
}

void ArchiveReader::take(void* data, std::size_t size)
{
    if (size > rest_.size()) fail("it ends too early");
    if (size > 0) std::memcpy(data, rest_.data(), size);
    rest_.remove_prefix(size);
}

void ArchiveReader::fail(std::string_view what) const
{
    throw UserError(Diagnostic{source_, 0, 0, fmt::format("cannot be read at the part '{}': {}", section_, what),
                               "it was written by another build of the program; begin the run again"});
}

}  // namespace halong::core
