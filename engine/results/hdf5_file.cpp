#include "results/hdf5_file.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "results/file_seal.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <map>
#include <mutex>
#include <utility>

namespace halong::results {
namespace {

// HDF5 as Debian builds it is not thread-safe: one call at a time in the whole program.
std::recursive_mutex& library()
{
    static std::recursive_mutex mutex;
    return mutex;
}

class Handle {
public:
    using Close = herr_t (*)(hid_t);
    Handle(hid_t id, Close close) : id_(id), close_(close) {}
    Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
    Handle(Handle const&) = delete;
    Handle& operator=(Handle const&) = delete;
    Handle& operator=(Handle&&) = delete;
    ~Handle()
    {
        if (id_ >= 0) close_(id_);
    }
    [[nodiscard]] hid_t get() const { return id_; }
    [[nodiscard]] bool valid() const { return id_ >= 0; }

private:
    hid_t id_;
    Close close_;
};

herr_t keep_message(unsigned, H5E_error2_t const* error, void* text)
{
    if (error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
    return 0;
}

// The innermost message of HDF5.
std::string reason()
{
    std::string text = "unknown reason";
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, keep_message, &text);
    return text;
}

void silence() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

constexpr hsize_t chunk_values = hsize_t{1} << 17;
constexpr std::size_t memory_step = std::size_t{1} << 22;  // bytes by which a file in memory grows

Handle text_type(std::size_t size)
{
    Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type.get(), size);
    H5Tset_cset(type.get(), H5T_CSET_UTF8);
    return type;
}

// Texts as HDF5 takes those of variable length, the only ones that the netCDF library reads. Points into `values`.
std::vector<char const*> pointers_to(std::vector<std::string> const& values)
{
    std::vector<char const*> pointers;
    pointers.reserve(values.size());
    for (auto const& value : values) pointers.push_back(value.c_str());
    return pointers;
}

}  // namespace

struct Hdf5Writer::File {
    std::string path;
    hid_t id = -1;
    std::map<std::string, std::size_t> sizes;  // of dimensions

    void check(bool good) const
    {
        if (good) return;
        throw core::CannotWrite(path, reason(), "choose another folder with --out, or free space");
    }
    [[nodiscard]] Handle open_object(std::string const& name) const
    {
        Handle object(H5Oopen(id, name.c_str(), H5P_DEFAULT), H5Oclose);
        check(object.valid());
        return object;
    }
    [[nodiscard]] std::vector<hsize_t> extent(Dimensions const& dimensions) const
    {
        std::vector<hsize_t> extent;
        for (auto const& name : dimensions) {
            auto const found = sizes.find(name);
            core::ensure(found != sizes.end(), "Hdf5Writer: a dataset names an unknown dimension");
            extent.push_back(found->second);
        }
        return extent;
    }
    // Compressed in chunks of at most chunk_values, whole rows of the last dimensions first.
    [[nodiscard]] Handle creation_list(std::vector<hsize_t> const& extent) const
    {
        Handle list(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
        H5Pset_obj_track_times(list.get(), false);
        bool const empty = std::ranges::any_of(extent, [](hsize_t size) { return size == 0; });
        if (extent.empty() || empty) return list;
        std::vector<hsize_t> chunk(extent.size());
        hsize_t room = chunk_values;
        for (std::size_t i = extent.size(); i-- > 0;) {
            chunk[i] = std::clamp<hsize_t>(room, 1, extent[i]);
            room /= chunk[i];
        }
        check(H5Pset_chunk(list.get(), static_cast<int>(chunk.size()), chunk.data()) >= 0);
        H5Pset_shuffle(list.get());
        H5Pset_deflate(list.get(), 1);
        return list;
    }
    void write_scalar(std::string const& name, hid_t type, void const* data) const
    {
        Handle const space(H5Screate(H5S_SCALAR), H5Sclose);
        Handle const list = creation_list({});
        Handle const set(H5Dcreate2(id, name.c_str(), type, space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
                         H5Dclose);
        check(set.valid());
        check(H5Dwrite(set.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0);
    }
    void write_coordinate(std::string const& name, hid_t type, void const* data, std::size_t count)
    {
        hsize_t const extent = count;
        Handle const space(H5Screate_simple(1, &extent, nullptr), H5Sclose);
        Handle const list = creation_list({});
        Handle const set(H5Dcreate2(id, name.c_str(), type, space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
                         H5Dclose);
        check(set.valid());
        check(H5Dwrite(set.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0);
        check(H5DSset_scale(set.get(), name.substr(name.rfind('/') + 1).c_str()) >= 0);
        sizes[name] = count;
    }
    void write(std::string const& name, hid_t type, void const* data, std::size_t count,
               Dimensions const& dimensions) const
    {
        auto const size = extent(dimensions);
        hsize_t product = 1;
        for (hsize_t const n : size) product *= n;
        core::ensure(product == count, "Hdf5Writer: a dataset's values do not fill its dimensions");
        Handle const space(H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr), H5Sclose);
        bool const is_text = H5Tget_class(type) == H5T_STRING;  // texts lie in heaps, which no filter reaches
        Handle const list = creation_list(is_text ? std::vector<hsize_t>{} : size);
        Handle const set(H5Dcreate2(id, name.c_str(), type, space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
                         H5Dclose);
        check(set.valid());
        if (count > 0) check(H5Dwrite(set.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0);
        for (std::size_t i = 0; i < dimensions.size(); ++i) {
            Handle const scale(H5Dopen2(id, dimensions[i].c_str(), H5P_DEFAULT), H5Dclose);
            check(H5DSattach_scale(set.get(), scale.get(), static_cast<unsigned>(i)) >= 0);
        }
    }
    void write_attribute(std::string const& object_name, std::string const& name, hid_t type, void const* data) const
    {
        Handle const object = open_object(object_name);
        Handle const space(H5Screate(H5S_SCALAR), H5Sclose);
        Handle const attribute(H5Acreate2(object.get(), name.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
                               H5Aclose);
        check(attribute.valid());
        check(H5Awrite(attribute.get(), type, data) >= 0);
    }
};

Hdf5Writer::Hdf5Writer(std::filesystem::path const& path) : file_(std::make_unique<File>())
{
    std::scoped_lock const lock(library());
    silence();
    file_->path = path.string();
    Handle const memory(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    file_->check(H5Pset_fapl_core(memory.get(), memory_step, false) >= 0);
    Handle const list(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
    H5Pset_obj_track_times(list.get(), false);
    file_->id = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, list.get(), memory.get());
    file_->check(file_->id >= 0);
}

Hdf5Writer::~Hdf5Writer()
{
    std::scoped_lock const lock(library());
    if (file_->id >= 0) H5Fclose(file_->id);
}

void Hdf5Writer::add_group(std::string const& path)
{
    std::scoped_lock const lock(library());
    Handle const group(H5Gcreate2(file_->id, path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
    file_->check(group.valid());
}

// netCDF-4 marks a dimension without values by this name of the scale (netCDF-4 file format, dimension scales).
void Hdf5Writer::add_dimension(std::string const& path, std::size_t size)
{
    std::scoped_lock const lock(library());
    hsize_t const extent = size;
    Handle const space(H5Screate_simple(1, &extent, nullptr), H5Sclose);
    Handle const list = file_->creation_list({});
    Handle const set(
        H5Dcreate2(file_->id, path.c_str(), H5T_IEEE_F32BE, space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
        H5Dclose);
    file_->check(set.valid());
    auto const name = fmt::format("This is a netCDF dimension but not a netCDF variable. {:10d}", size);
    file_->check(H5DSset_scale(set.get(), name.c_str()) >= 0);
    file_->sizes[path] = size;
}

void Hdf5Writer::add_coordinate(std::string const& path, std::span<double const> values)
{
    std::scoped_lock const lock(library());
    file_->write_coordinate(path, H5T_NATIVE_DOUBLE, values.data(), values.size());
}

void Hdf5Writer::add_coordinate(std::string const& path, std::vector<std::string> const& values)
{
    std::scoped_lock const lock(library());
    file_->write_coordinate(path, text_type(H5T_VARIABLE).get(), pointers_to(values).data(), values.size());
}

void Hdf5Writer::add(std::string const& path, std::span<float const> values, Dimensions const& dimensions)
{
    std::scoped_lock const lock(library());
    file_->write(path, H5T_NATIVE_FLOAT, values.data(), values.size(), dimensions);
}

void Hdf5Writer::add(std::string const& path, std::span<double const> values, Dimensions const& dimensions)
{
    std::scoped_lock const lock(library());
    file_->write(path, H5T_NATIVE_DOUBLE, values.data(), values.size(), dimensions);
}

void Hdf5Writer::add(std::string const& path, std::span<std::int32_t const> values, Dimensions const& dimensions)
{
    std::scoped_lock const lock(library());
    file_->write(path, H5T_NATIVE_INT32, values.data(), values.size(), dimensions);
}

void Hdf5Writer::add(std::string const& path, std::span<std::int64_t const> values, Dimensions const& dimensions)
{
    std::scoped_lock const lock(library());
    file_->write(path, H5T_NATIVE_INT64, values.data(), values.size(), dimensions);
}

void Hdf5Writer::add(std::string const& path, std::vector<std::string> const& values, Dimensions const& dimensions)
{
    std::scoped_lock const lock(library());
    file_->write(path, text_type(H5T_VARIABLE).get(), pointers_to(values).data(), values.size(), dimensions);
}

void Hdf5Writer::add_matrix(std::string const& path, std::span<double const> values, std::size_t rows,
                            std::size_t columns)
{
    std::scoped_lock const lock(library());
    core::ensure(values.size() == rows * columns, "Hdf5Writer: a matrix's values do not fill it");
    std::vector<hsize_t> const extent{rows, columns};
    Handle const space(H5Screate_simple(2, extent.data(), nullptr), H5Sclose);
    Handle const list = file_->creation_list(extent);
    Handle const set(
        H5Dcreate2(file_->id, path.c_str(), H5T_NATIVE_DOUBLE, space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
        H5Dclose);
    file_->check(set.valid());
    if (values.empty()) return;
    file_->check(H5Dwrite(set.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
}

void Hdf5Writer::add_list(std::string const& path, std::vector<std::int32_t> const& values)
{
    std::scoped_lock const lock(library());
    hsize_t const extent = values.size();
    Handle const space(H5Screate_simple(1, &extent, nullptr), H5Sclose);
    Handle const list = file_->creation_list({});
    Handle const set(
        H5Dcreate2(file_->id, path.c_str(), H5T_NATIVE_INT32, space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
        H5Dclose);
    file_->check(set.valid());
    if (values.empty()) return;
    file_->check(H5Dwrite(set.get(), H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
}

void Hdf5Writer::add_fixed_texts(std::string const& path, std::vector<std::string> const& values)
{
    std::scoped_lock const lock(library());
    std::size_t width = 1;
    for (auto const& value : values) width = std::max(width, value.size());
    std::string cells;
    for (auto const& value : values) cells += value + std::string(width - value.size(), '\0');
    hsize_t const extent = values.size();
    Handle const type = text_type(width);
    H5Tset_strpad(type.get(), H5T_STR_NULLPAD);
    Handle const space(H5Screate_simple(1, &extent, nullptr), H5Sclose);
    Handle const list = file_->creation_list({});
    Handle const set(H5Dcreate2(file_->id, path.c_str(), type.get(), space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
                     H5Dclose);
    file_->check(set.valid());
    if (!values.empty())
        file_->check(H5Dwrite(set.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, cells.data()) >= 0);
}

void Hdf5Writer::add_scalar(std::string const& path, std::int32_t value)
{
    std::scoped_lock const lock(library());
    file_->write_scalar(path, H5T_NATIVE_INT32, &value);
}

void Hdf5Writer::add_scalar(std::string const& path, std::string const& value)
{
    std::scoped_lock const lock(library());
    char const* const text = value.c_str();
    file_->write_scalar(path, text_type(H5T_VARIABLE).get(), &text);
}

void Hdf5Writer::attribute(std::string const& path, std::string const& name, std::string const& value)
{
    std::scoped_lock const lock(library());
    Handle const type = text_type(std::max<std::size_t>(1, value.size()));
    H5Tset_strpad(type.get(), H5T_STR_NULLPAD);
    file_->write_attribute(path, name, type.get(), value.c_str());
}

void Hdf5Writer::attribute(std::string const& path, std::string const& name, std::int32_t value)
{
    std::scoped_lock const lock(library());
    file_->write_attribute(path, name, H5T_NATIVE_INT32, &value);
}

void Hdf5Writer::attribute(std::string const& path, std::string const& name, std::vector<std::int32_t> const& values)
{
    std::scoped_lock const lock(library());
    Handle const object = file_->open_object(path);
    hsize_t const extent = values.size();
    Handle const space(H5Screate_simple(1, &extent, nullptr), H5Sclose);
    Handle const attribute(
        H5Acreate2(object.get(), name.c_str(), H5T_NATIVE_INT32, space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    file_->check(attribute.valid());
    file_->check(H5Awrite(attribute.get(), H5T_NATIVE_INT32, values.data()) >= 0);
}

void Hdf5Writer::attribute(std::string const& path, std::string const& name, float value)
{
    std::scoped_lock const lock(library());
    file_->write_attribute(path, name, H5T_NATIVE_FLOAT, &value);
}

void Hdf5Writer::attribute(std::string const& path, std::string const& name, double value)
{
    std::scoped_lock const lock(library());
    file_->write_attribute(path, name, H5T_NATIVE_DOUBLE, &value);
}

void Hdf5Writer::close()
{
    std::string image;
    {
        std::scoped_lock const lock(library());
        core::ensure(file_->id >= 0, "Hdf5Writer: closed twice");
        file_->check(H5Fflush(file_->id, H5F_SCOPE_GLOBAL) >= 0);
        ssize_t const size = H5Fget_file_image(file_->id, nullptr, 0);
        file_->check(size > 0);
        image.resize(static_cast<std::size_t>(size));
        file_->check(H5Fget_file_image(file_->id, image.data(), image.size()) == size);
        file_->check(H5Fclose(std::exchange(file_->id, -1)) >= 0);
    }
    core::write_file_parts(file_->path, {image, seal_of(image)});
}

struct Hdf5Reader::File {
    std::string path;
    std::uintmax_t bytes = 0;
    hid_t id = -1;

    [[noreturn]] void fail(std::string const& what) const
    {
        throw core::UserError(
            core::Diagnostic{path, 0, 0, what, "give a run.h5 that `halong run` or `halong study` wrote"});
    }
    // Whether every part of the path is there and is in this file: links by name may lead to other files. HDF5 answers
    // for the last part of a path only when the parts before it are there.
    [[nodiscard]] bool has(std::string const& name) const
    {
        for (std::size_t end = name.find('/', 1);; end = name.find('/', end + 1)) {
            std::string const part = name.substr(0, end);
            H5L_info_t link{};
            if (H5Lexists(id, part.c_str(), H5P_DEFAULT) <= 0) return false;
            if (H5Lget_info(id, part.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) return false;
            if (end == std::string::npos) return true;
        }
    }
    [[nodiscard]] Handle open(std::string const& name) const
    {
        if (!has(name)) fail(fmt::format("has no dataset '{}'", name));
        Handle set(H5Dopen2(id, name.c_str(), H5P_DEFAULT), H5Dclose);
        if (!set.valid()) fail(fmt::format("has no dataset '{}'", name));
        Handle const list(H5Dget_create_plist(set.get()), H5Pclose);
        bool const is_elsewhere = H5Pget_external_count(list.get()) != 0 || H5Pget_layout(list.get()) == H5D_VIRTUAL;
        if (is_elsewhere) fail(fmt::format("dataset '{}' lies in another file", name));
        return set;
    }
    // Of a dataset, each of `value_bytes` in memory. What is not stored is filled in, so that a small file may declare
    // any number of values; deflate makes bytes a thousandth of their size at best (RFC 1951).
    [[nodiscard]] std::size_t count(Handle const& set, std::string const& name, std::size_t value_bytes) const
    {
        constexpr std::uintmax_t always_allowed = std::uintmax_t{16} << 20U;
        constexpr std::uintmax_t most_growth = 2000;
        Handle const space(H5Dget_space(set.get()), H5Sclose);
        hssize_t const values = H5Sget_simple_extent_npoints(space.get());
        std::uintmax_t const most = std::max(always_allowed, most_growth * bytes) / value_bytes;
        if (values < 0 || static_cast<std::uintmax_t>(values) > most) {
            fail(fmt::format("dataset '{}' declares {} values, more than the file can hold", name, values));
        }
        return static_cast<std::size_t>(values);
    }
};

Hdf5Reader::Hdf5Reader(std::filesystem::path const& path) : file_(std::make_unique<File>())
{
    file_->path = path.string();
    file_->bytes = require_whole(path);
    std::scoped_lock const lock(library());
    silence();
    H5PLset_loading_state(0);  // filters that a file asks for would be code from elsewhere
    file_->id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file_->id < 0) file_->fail("is not a complete HDF5 file");
}

Hdf5Reader::~Hdf5Reader()
{
    std::scoped_lock const lock(library());
    if (file_->id >= 0) H5Fclose(file_->id);
}

bool Hdf5Reader::has(std::string const& path) const
{
    std::scoped_lock const lock(library());
    return file_->has(path);
}

std::vector<double> Hdf5Reader::numbers(std::string const& path) const
{
    std::scoped_lock const lock(library());
    Handle const set = file_->open(path);
    std::vector<double> values(file_->count(set, path, sizeof(double)));
    if (H5Dread(set.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) {
        file_->fail(fmt::format("dataset '{}' holds no numbers", path));
    }
    return values;
}

std::vector<std::string> Hdf5Reader::texts(std::string const& path) const
{
    std::scoped_lock const lock(library());
    Handle const set = file_->open(path);
    Handle const type(H5Dget_type(set.get()), H5Tclose);
    if (H5Tis_variable_str(type.get()) <= 0) file_->fail(fmt::format("dataset '{}' holds no texts", path));
    Handle const space(H5Dget_space(set.get()), H5Sclose);
    std::vector<char*> cells(file_->count(set, path, sizeof(char*)), nullptr);
    if (H5Dread(set.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, cells.data()) < 0)
        file_->fail(fmt::format("dataset '{}' cannot be read", path));
    std::vector<std::string> values;
    values.reserve(cells.size());
    for (char const* const cell : cells) values.emplace_back(cell == nullptr ? "" : cell);
    H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, cells.data());
    return values;
}

bool Hdf5Reader::has_attribute(std::string const& path, std::string const& name) const
{
    std::scoped_lock const lock(library());
    return H5Aexists_by_name(file_->id, path.c_str(), name.c_str(), H5P_DEFAULT) > 0;
}

std::string Hdf5Reader::attribute(std::string const& path, std::string const& name) const
{
    std::scoped_lock const lock(library());
    Handle const attribute(H5Aopen_by_name(file_->id, path.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    if (!attribute.valid()) file_->fail(fmt::format("'{}' has no attribute '{}'", path, name));
    Handle const type(H5Aget_type(attribute.get()), H5Tclose);
    Handle const space(H5Aget_space(attribute.get()), H5Sclose);
    bool const is_one_text = H5Tget_class(type.get()) == H5T_STRING && H5Tis_variable_str(type.get()) == 0 &&
                             H5Sget_simple_extent_npoints(space.get()) == 1;
    if (!is_one_text) file_->fail(fmt::format("attribute '{}' of '{}' is no text", name, path));
    std::string text(H5Tget_size(type.get()), '\0');
    if (H5Aread(attribute.get(), type.get(), text.data()) < 0) {
        file_->fail(fmt::format("attribute '{}' of '{}' cannot be read", name, path));
    }
    return text.substr(0, text.find('\0'));
}

}  // namespace halong::results
