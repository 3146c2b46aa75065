// OpenStreetMap PBF written by tests, byte by byte as the format says (wiki.openstreetmap.org, "PBF Format").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halong::test {

class Protobuf {
public:
    Protobuf& number(int field, std::uint64_t value)
    {
        varint(static_cast<std::uint64_t>(field) << 3U);
        varint(value);
        return *this;
    }
    // Zigzag.
    Protobuf& signed_number(int field, std::int64_t value) { return number(field, zigzag(value)); }
    Protobuf& text(int field, std::string_view bytes)
    {
        varint(static_cast<std::uint64_t>(field) << 3U | 2U);
        varint(bytes.size());
        bytes_ += bytes;
        return *this;
    }
    Protobuf& packed(int field, std::vector<std::int64_t> const& values, bool is_signed)
    {
        Protobuf list;
        for (auto const value : values) list.varint(is_signed ? zigzag(value) : static_cast<std::uint64_t>(value));
        return text(field, list.bytes_);
    }
    [[nodiscard]] std::string const& bytes() const { return bytes_; }

private:
    static std::uint64_t zigzag(std::int64_t value)
    {
        return static_cast<std::uint64_t>(value) << 1U ^ static_cast<std::uint64_t>(value >> 63);
    }
    void varint(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7U) bytes_ += static_cast<char>(value | 0x80U);
        bytes_ += static_cast<char>(value);
    }
    std::string bytes_;
};

// A block with its header; `blob` is the message Blob.
inline std::string pbf_block(std::string_view type, std::string const& blob)
{
    std::string const header = Protobuf().text(1, type).number(3, blob.size()).bytes();
    std::string block;
    for (int shift = 24; shift >= 0; shift -= 8)
        block += static_cast<char>(header.size() >> static_cast<unsigned>(shift));
    return block + header + blob;
}

inline std::string pbf_raw(std::string const& content) { return Protobuf().text(1, content).bytes(); }

inline std::string pbf_head() { return pbf_block("OSMHeader", pbf_raw(Protobuf().text(4, "OsmSchema-V0.6").bytes())); }

// A street of three nodes.
inline std::string small_pbf()
{
    std::string const strings =
        Protobuf().text(1, "").text(1, "highway").text(1, "primary").text(1, "name").text(1, "Hạ Long").bytes();
    Protobuf group;
    std::int64_t latitude = 209'550'000;
    for (int id = 1; id <= 3; ++id, latitude += 10'000) {
        group.text(1,
                   Protobuf().signed_number(1, id).signed_number(8, latitude).signed_number(9, 1'070'800'000).bytes());
    }
    Protobuf ways;
    ways.text(
        3,
        Protobuf().number(1, 10).packed(2, {1, 3}, false).packed(3, {2, 4}, false).packed(8, {1, 1, 1}, true).bytes());
    std::string const block = Protobuf().text(1, strings).text(2, group.bytes()).text(2, ways.bytes()).bytes();
    return pbf_head() + pbf_block("OSMData", pbf_raw(block));
}

}  // namespace halong::test
