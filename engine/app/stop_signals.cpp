#include "app/stop_signals.hpp"

#include <array>
#include <csignal>

namespace halong::app {
namespace {

constexpr std::array stopping{SIGINT, SIGTERM, SIGUSR1};
volatile std::sig_atomic_t noted = 0;

extern "C" void note(int) { noted = 1; }

}  // namespace

StopSignals::StopSignals()
{
    noted = 0;
    struct sigaction action = {};
    action.sa_handler = note;
    action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);  // files are written on; the second one ends us
    for (int const signal : stopping) ::sigaction(signal, &action, nullptr);
}

StopSignals::~StopSignals()
{
    for (int const signal : stopping) std::signal(signal, SIG_DFL);
}

bool StopSignals::requested() { return noted != 0; }

}  // namespace halong::app
