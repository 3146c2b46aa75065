// The state of a run as bytes and back: one function for both directions, so that saving and loading cannot drift apart.
//
// A type takes part in one of three ways:
//   * it is trivially copyable: written as it lies in memory (it must hold no pointers);
//   * it is a vector or string of types that take part (of values as they lie in memory: at a place where the machine can
//     use them);
//   * it has a public  template <class Archive, class Self> static void transfer(Archive& archive, Self& self)
//     which names every member in one structured binding and hands on those that make up its state. Whoever adds a
//     member has to name it there too, or nothing compiles; so none is forgotten.
// `Self` is const when the archive writes. Bytes are read back by the same build of the program on the same kind of
// machine only; whoever keeps them says which that was (sealed_file.hpp).
#pragma once

#include "core/kept_column.hpp"
#include "core/mapped_file.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace halong::core {

class ArchiveWriter;

namespace archive_detail {

template <class T>
concept HasTransfer = requires(ArchiveWriter& archive, T const& value)
{
    T::transfer(archive, value);
};

template <class T>
concept List = !HasTransfer<T> && requires(T & list)
{
    typename T::value_type;
    list.resize(list.size());
    list.data();
};

template <class T>
concept Plain = std::is_trivially_copyable_v<T> && !std::is_pointer_v<T> && !HasTransfer<T> && !List<T>;

template <class T>
inline constexpr bool is_kept_column = false;
template <class T>
inline constexpr bool is_kept_column<KeptColumn<T>> = true;

// Bytes from `position` to the next place for such values.
template <class Item>
constexpr std::size_t bytes_to_place(std::size_t position)
{
    return (alignof(Item) - position % alignof(Item)) % alignof(Item);
}

}  // namespace archive_detail

// Collects bytes in memory.
class ArchiveWriter {
public:
    // Writes each part in turn.
    template <class... Parts>
    void operator()(Parts const&... parts)
    {
        (write(parts), ...);
    }
    // The same; the reader insists on the length that its own list has already.
    template <class... Lists>
    void fixed(Lists const&... lists)
    {
        (write(lists), ...);
    }
    // Marks where a part begins, so that a reader that has lost its way finds out at once, and where.
    void section(std::string_view name);

    // The bytes that these parts take at the begin of an archive.
    template <class... Parts>
    [[nodiscard]] static std::size_t size_of(Parts const&... parts)
    {
        ArchiveWriter counter;
        counter.is_counter_ = true;
        counter(parts...);
        return counter.size();
    }

    // Makes room for about this many bytes.
    void reserve(std::size_t size) { bytes_.reserve(size); }
    [[nodiscard]] std::size_t size() const { return is_counter_ ? counted_ : bytes_.size(); }
    [[nodiscard]] std::string const& bytes() const { return bytes_; }
    // The bytes themselves; the writer is spent.
    [[nodiscard]] std::string take() { return std::move(bytes_); }

private:
    template <archive_detail::HasTransfer T>
    void write(T const& value)
    {
        T::transfer(*this, value);
    }
    template <archive_detail::Plain T>
    void write(T const& value)
    {
        append(&value, sizeof value);
    }
    template <archive_detail::List T>
    void write(T const& list)
    {
        using Item = typename T::value_type;
        write(std::uint64_t{list.size()});
        write(static_cast<std::uint32_t>(sizeof(Item)));
        if constexpr (archive_detail::Plain<Item>) {
            fill(archive_detail::bytes_to_place<Item>(size()));
            append(list.data(), list.size() * sizeof(Item));
        } else {
            for (Item const& item : list) write(item);
        }
    }
    void append(void const* data, std::size_t size);
    void fill(std::size_t size);  // with zeros

    bool is_counter_ = false;  // bytes are counted, not kept
    std::size_t counted_ = 0;
    std::string bytes_;
};

// The parts as bytes, in a text that is no longer than they are: a growing one takes up to thrice their size.
template <class... Parts>
[[nodiscard]] std::string archive_of(Parts const&... parts)
{
    ArchiveWriter writer;
    writer.reserve(ArchiveWriter::size_of(parts...));
    writer(parts...);
    return writer.take();
}

// Reads what a writer wrote, in the same order. Never reads past the end and never makes a list longer than the bytes
// that are left; whatever does not fit is a UserError that names the source.
class ArchiveReader {
public:
    // `bytes` outlive the reader; `source` is the file that messages name.
    ArchiveReader(std::string_view bytes, std::string source)
        : size_(bytes.size()), rest_(bytes), source_(std::move(source))
    {}
    // Values of columns stay where they lie among these bytes, which are read once.
    ArchiveReader(LentBytes const& bytes, std::string source)
        : size_(bytes.size), rest_(bytes.text()), source_(std::move(source)), lender_(bytes.lender)
    {}

    template <class... Parts>
    void operator()(Parts&... parts)
    {
        (read(parts), ...);
    }
    // Lists whose length was settled when they were made.
    template <class... Lists>
    void fixed(Lists&... lists)
    {
        (read_fixed(lists), ...);
    }
    void section(std::string_view name);
    // Everything must have been read.
    void finish() const;

private:
    template <archive_detail::HasTransfer T>
    void read(T& value)
    {
        T::transfer(*this, value);
    }
    template <archive_detail::Plain T>
    void read(T& value)
    {
        take(&value, sizeof value);
    }
    template <archive_detail::List T>
    void read(T& list)
    {
        using Item = typename T::value_type;
        std::size_t const count = read_size<Item>();
        if constexpr (archive_detail::is_kept_column<T>) {
            if (lender_ != nullptr && take_place<Item>(count)) {
                // The lender lends writable bytes, and nobody else reads these. NOLINTNEXTLINE(*-const-cast)
                auto* const values = const_cast<Item*>(reinterpret_cast<Item const*>(rest_.data()));
                list = T(count, KeptAllocator<Item>(values, count, lender_));
                rest_.remove_prefix(count * sizeof(Item));
                return;
            }
        }
        list.resize(count);
        read_items(list);
    }
    template <archive_detail::List T>
    void read_fixed(T& list)
    {
        if (read_size<typename T::value_type>() != list.size()) fail("a list has another length");
        read_items(list);
    }
    template <class Item>
    std::size_t read_size()
    {
        std::uint64_t count = 0;
        std::uint32_t item_bytes = 0;
        read(count);
        read(item_bytes);
        if (item_bytes != sizeof(Item)) fail("items have another size");
        std::size_t const least_bytes = archive_detail::Plain<Item> ? sizeof(Item) : 1;
        if (count > rest_.size() / least_bytes) fail("a list is longer than the file");
        return static_cast<std::size_t>(count);
    }
    template <class T>
    void read_items(T& list)
    {
        using Item = typename T::value_type;
        if constexpr (archive_detail::Plain<Item>) {
            static_cast<void>(take_place<Item>(list.size()));
            take(list.data(), list.size() * sizeof(Item));
        } else {
            for (Item& item : list) read(item);
        }
    }
    // Goes on to where so many values begin. Whether they can be used there.
    template <class Item>
    bool take_place(std::size_t count)
    {
        std::size_t const gap = archive_detail::bytes_to_place<Item>(size_ - rest_.size());
        if (gap > rest_.size() || count > (rest_.size() - gap) / sizeof(Item)) fail("a list is longer than the file");
        rest_.remove_prefix(gap);
        return reinterpret_cast<std::uintptr_t>(rest_.data()) % alignof(Item) == 0;
    }
    void take(void* data, std::size_t size);
    [[noreturn]] void fail(std::string_view what) const;

    std::size_t size_;
    std::string_view rest_;
    std::string source_;
    std::string section_;
    std::shared_ptr<void const> lender_;  // nullptr: values are copied
};

}  // namespace halong::core
