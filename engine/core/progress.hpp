// Progress of long work on the terminal: one line that renews itself; a line now and then elsewhere.
#pragma once

#include <chrono>
#include <string>

namespace halong::core {

// Thread-safe when update() is called from one thread at a time. Writes to standard error only.
class Progress {
public:
    // `quiet` shows nothing. On a terminal the line renews at most 5 times a second, else every 30 s.
    Progress(std::string title, bool quiet);
    ~Progress();
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;

    // `fraction` of the work in [0, 1]; `detail` such as "07:15:00 · 21,400 on the road".
    void update(double fraction, std::string const& detail);
    // Seconds since construction.
    [[nodiscard]] double elapsed_s() const;

private:
    std::string title_;
    bool quiet_;
    bool terminal_;
    bool shown_ = false;
    std::chrono::steady_clock::time_point start_;
    std::chrono::steady_clock::time_point last_;
};

}  // namespace halong::core
