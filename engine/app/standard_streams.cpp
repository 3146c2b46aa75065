#include "app/standard_streams.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace halong::app {

void open_missing_streams()
{
    for (int const stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(stream, F_GETFD) >= 0 || errno != EBADF) continue;
        // open takes the lowest free number: with those below open, this one.
        static_cast<void>(::open("/dev/null", O_RDWR));
    }
}

void tell(std::string const& line) noexcept
{
    if (std::fputs(line.c_str(), stderr) >= 0) static_cast<void>(std::fputc('\n', stderr));
}

bool output_is_lost() noexcept { return std::fflush(stdout) != 0 || std::ferror(stdout) != 0; }

}  // namespace halong::app
