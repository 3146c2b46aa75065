// Work that is asked to stop between two steps: what is told of it, and how to go on.
#pragma once

#include "app/stop_signals.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halong::app {

// Thrown out of long work by a watcher of its progress; caught by the command, never shown.
struct StopAsked {};

// Called at each step of work that tells its progress. Throws StopAsked once a signal has asked to stop.
inline void stop_where_asked()
{
    if (StopSignals::requested()) throw StopAsked{};
}

// Words as one line for a shell: those with anything but letters, digits and "%+,-./:=@_" are quoted.
[[nodiscard]] std::string shell_line(std::vector<std::string> const& words);

// What shells show of a process that a signal ended: 130 for Ctrl-C, 143 for SIGTERM. For commands that keep nothing
// from which one could go on.
[[nodiscard]] int code_of_signal();

}  // namespace halong::app
