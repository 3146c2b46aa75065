// METIS draws from the C library's one generator: one call at a time.
#pragma once

#include <mutex>

namespace halong::network {

inline std::mutex metis_lock;

}  // namespace halong::network
