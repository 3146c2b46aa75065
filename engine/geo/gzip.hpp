// Bytes compressed as gzip (RFC 1952). zlib stays inside the .cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace halong::geo {

// One gzip member, fed piece by piece. Members behind one another are a gzip file, too (RFC 1952, 2.2), so that parts of a large
// file can be compressed at the same time.
class GzipMember {
public:
    // `level` 1 (fast) … 9 (small).
    explicit GzipMember(int level = 6);
    ~GzipMember();
    GzipMember(GzipMember const&) = delete;
    GzipMember& operator=(GzipMember const&) = delete;

    void add(std::string_view text);
    // All of it, compressed. Nothing can be added afterwards.
    std::string finish();

private:
    struct Stream;
    std::unique_ptr<Stream> stream_;
};

// Bytes as one member.
std::string gzip(std::string_view bytes, int level = 6);

}  // namespace halong::geo
