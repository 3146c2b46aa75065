// Being asked to stop: by Ctrl-C, by a batch system that needs the machine (SIGTERM) or warns that time is running out
// (SIGUSR1).
#pragma once

namespace halong::app {

// While it lives, SIGINT, SIGTERM and SIGUSR1 only leave a note; a second SIGINT or SIGTERM acts as usual, a second SIGUSR1
// is a note again. One at a time.
class StopSignals {
public:
    StopSignals();
    ~StopSignals();
    StopSignals(StopSignals const&) = delete;
    StopSignals& operator=(StopSignals const&) = delete;

    [[nodiscard]] static bool requested();
    // The number of the last signal; 0 where there was none.
    [[nodiscard]] static int received();
};

}  // namespace halong::app
