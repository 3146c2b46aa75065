#include "core/streamed_hash.hpp"

#include <new>
#include <xxhash.h>

namespace halong::core {

struct StreamedHash::State {
    std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> hash{XXH3_createState(), &XXH3_freeState};
};

StreamedHash::StreamedHash() : state_(std::make_unique<State>())
{
    if (!state_->hash) throw std::bad_alloc();
    XXH3_64bits_reset(state_->hash.get());
}

StreamedHash::~StreamedHash() = default;

void StreamedHash::add(std::string_view piece) { XXH3_64bits_update(state_->hash.get(), piece.data(), piece.size()); }

std::uint64_t StreamedHash::value() const { return XXH3_64bits_digest(state_->hash.get()); }

}  // namespace halong::core
