// The hash of a text that comes in pieces.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace halong::core {

// Gives hash_of (hash.hpp) of all pieces, one behind the other.
class StreamedHash {
public:
    StreamedHash();
    ~StreamedHash();
    StreamedHash(StreamedHash const&) = delete;
    StreamedHash& operator=(StreamedHash const&) = delete;

    void add(std::string_view piece);
    [[nodiscard]] std::uint64_t value() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace halong::core
