// A thread that shares the machine with others like it, each at work on a whole task of its own.
#pragma once

namespace halong::core {

// Parallel loops (parallel.hpp) that this thread begins run on it alone while this lives.
class OneThread {
public:
    OneThread();
    ~OneThread();
    OneThread(OneThread const&) = delete;
    OneThread& operator=(OneThread const&) = delete;

    // Whether this thread is one.
    [[nodiscard]] static bool is_on();

private:
    bool before_;
};

}  // namespace halong::core
