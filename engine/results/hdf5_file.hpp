// A thin, owning layer over HDF5's C interface: what the result file needs and no more.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halong::results {

// Writes one file. Dimensions are netCDF-style dimension scales, so that xarray, GDAL and QGIS know them. The file is
// built in memory and comes to disk, with its seal (file_seal.hpp), in close(): HDF5 crashes at the program's end once a
// disk was full on it.
// Every failure throws CannotWrite.
class Hdf5Writer {
public:
    explicit Hdf5Writer(std::filesystem::path const& path);
    ~Hdf5Writer();
    Hdf5Writer(Hdf5Writer const&) = delete;
    Hdf5Writer& operator=(Hdf5Writer const&) = delete;

    // Names of dimensions of a dataset, outermost first; each was made by add_dimension or add_coordinate.
    using Dimensions = std::vector<std::string>;

    void add_group(std::string const& path);
    // A dimension without values.
    void add_dimension(std::string const& path, std::size_t size);
    // A dimension with values.
    void add_coordinate(std::string const& path, std::span<double const> values);
    void add_coordinate(std::string const& path, std::vector<std::string> const& values);
    void add(std::string const& path, std::span<float const> values, Dimensions const& dimensions);
    void add(std::string const& path, std::span<double const> values, Dimensions const& dimensions);
    void add(std::string const& path, std::span<std::int32_t const> values, Dimensions const& dimensions);
    void add(std::string const& path, std::span<std::int64_t const> values, Dimensions const& dimensions);
    // UTF-8 texts of any length.
    void add(std::string const& path, std::vector<std::string> const& values, Dimensions const& dimensions);
    // Rows behind one another, numbers, and texts of one width, without dimension scales: for formats that know none (OMX).
    void add_matrix(std::string const& path, std::span<double const> values, std::size_t rows, std::size_t columns);
    void add_list(std::string const& path, std::vector<std::int32_t> const& values);
    void add_fixed_texts(std::string const& path, std::vector<std::string> const& values);
    void add_scalar(std::string const& path, std::int32_t value);
    // One UTF-8 text of any length (attributes end at 64 KiB).
    void add_scalar(std::string const& path, std::string const& value);
    // Attributes of "/" or of a dataset or group.
    void attribute(std::string const& path, std::string const& name, std::string const& value);
    void attribute(std::string const& path, std::string const& name, std::int32_t value);
    void attribute(std::string const& path, std::string const& name, std::vector<std::int32_t> const& values);
    void attribute(std::string const& path, std::string const& name, float value);
    void attribute(std::string const& path, std::string const& name, double value);
    // Writes the file durably (core::write_file); nothing can be added afterwards. Without it there is no file.
    void close();

private:
    struct File;
    std::unique_ptr<File> file_;
};

// Reads text and number columns back, of files that an Hdf5Writer wrote and nobody changed: the seal at their end
// (file_seal.hpp) is looked at before HDF5 is. Throws UserError when the file is not whole or lacks the dataset, and for
// datasets that lie in other files or declare more values than the file can hold.
class Hdf5Reader {
public:
    explicit Hdf5Reader(std::filesystem::path const& path);
    ~Hdf5Reader();
    Hdf5Reader(Hdf5Reader const&) = delete;
    Hdf5Reader& operator=(Hdf5Reader const&) = delete;

    // Whether there is a group or dataset of this path.
    [[nodiscard]] bool has(std::string const& path) const;
    [[nodiscard]] std::vector<double> numbers(std::string const& path) const;
    [[nodiscard]] std::vector<std::string> texts(std::string const& path) const;
    [[nodiscard]] bool has_attribute(std::string const& path, std::string const& name) const;
    [[nodiscard]] std::string attribute(std::string const& path, std::string const& name) const;

private:
    struct File;
    std::unique_ptr<File> file_;
};

}  // namespace halong::results
