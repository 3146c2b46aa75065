#include "app/stop_signals.hpp"

#include <array>
#include <csignal>

namespace halong::app {
namespace {

// Whoever asks twice by the first two means it. A batch system may warn a process of the same moment more than once, such as
// through mpirun and by itself: the third is never more than a note.
constexpr std::array urgent_twice{SIGINT, SIGTERM};
constexpr int warning = SIGUSR1;
volatile std::sig_atomic_t noted = 0;

extern "C" void note(int signal) { noted = signal; }

void catch_signal(int signal, int flags)
{
    struct sigaction action = {};
    action.sa_handler = note;
    action.sa_flags = SA_RESTART | flags;  // files are written on
    ::sigaction(signal, &action, nullptr);
}

}  // namespace

StopSignals::StopSignals()
{
    noted = 0;
    for (int const signal : urgent_twice) catch_signal(signal, static_cast<int>(SA_RESETHAND));
    catch_signal(warning, 0);
}

StopSignals::~StopSignals()
{
    for (int const signal : urgent_twice) std::signal(signal, SIG_DFL);
    std::signal(warning, SIG_DFL);
}

bool StopSignals::requested() { return noted != 0; }

int StopSignals::received() { return noted; }

}  // namespace halong::app
