// One parallel loop as TBB runs it; for parallel.cpp only.
#pragma once

#include <cstddef>

namespace halong::core {

// What is called for blocks first … last-1, at most once each, from any thread.
struct BlockCall {
    void* self;
    void (*run)(void* self, std::size_t first_block, std::size_t last_block);
};

// Calls for all blocks, as many at a time as `threads`, and returns when all are done.
void run_in_tbb(std::size_t blocks, int threads, BlockCall call);

}  // namespace halong::core
