#include "core/progress.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace halong::core {
namespace {

constexpr int bar_width = 24;
constexpr std::chrono::milliseconds terminal_interval{200};
constexpr std::chrono::seconds plain_interval{30};

std::string remaining_text(double elapsed_s, double fraction)
{
    if (fraction < 0.02) return "";
    double const left = elapsed_s * (1.0 - fraction) / fraction;
    return fmt::format(" · {:.0f} s left", left);
}

}  // namespace

Progress::Progress(std::string title, bool quiet)
    : title_(std::move(title)),
      quiet_(quiet),
      terminal_(::isatty(STDERR_FILENO) == 1),
      start_(std::chrono::steady_clock::now()),
      last_(start_)
{}

Progress::~Progress()
{
    if (shown_ && terminal_) std::fputs("\r\033[K", stderr);
}

double Progress::elapsed_s() const
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

void Progress::update(double fraction, std::string const& detail)
{
    if (quiet_) return;
    auto const now = std::chrono::steady_clock::now();
    bool const due = now - last_ >= (terminal_ ? std::chrono::nanoseconds(terminal_interval)
                                               : std::chrono::nanoseconds(plain_interval));
    if (!due) return;
    last_ = now;
    shown_ = true;
    double const done = std::clamp(fraction, 0.0, 1.0);
    int const filled = static_cast<int>(done * bar_width);
    std::string bar;
    for (int i = 0; i < bar_width; ++i) bar += i < filled ? "█" : "░";
    fmt::print(stderr, "{}{} {} {:3.0f} % · {}{}{}", terminal_ ? "\r\033[K" : "", title_, bar, done * 100, detail,
               remaining_text(elapsed_s(), done), terminal_ ? "" : "\n");
    std::fflush(stderr);
}

}  // namespace halong::core
