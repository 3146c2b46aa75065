// Preloaded into a program (LD_PRELOAD): what may happen to it at its n-th call that changes files. Writes by stdio inside
// the C library are not seen.
//   KILL_AT_CALL=n   kills it just before that call; 0 or missing: never. What the kernel has taken stays, as after kill -9.
//   FAIL_AT_CALL=n   lets that call fail, as FAIL_WITH says: ENOSPC, EDQUOT, EIO or EINTR as that error; SHORT writes half of
//                    what it was asked to. With FAIL_STICKY=1 all later calls that need room fail, too: a disk that is full
//                    stays so.
//   KILL_COUNT=file  how many such calls there were, written at the end.
//   CALL_LOG=file    one line for each call that was done: name, size of the file after it, paths, its number. A power cut
//                    may lose more than kill -9, namely what was not synced: the log tells what that is.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum failure { no_failure, by_error, by_short_write };

static atomic_long calls;
static _Thread_local long number_of_call;  // of this thread's last one
static long kill_at;
static long fail_at;
static int sticky;
static enum failure how;
static int error_number;
static int log_fd = -1;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

static long number_of(char const* name)
{
    char const* text = getenv(name);
    return text ? atol(text) : 0;
}

__attribute__((constructor)) static void begin(void)
{
    kill_at = number_of("KILL_AT_CALL");
    fail_at = number_of("FAIL_AT_CALL");
    sticky = number_of("FAIL_STICKY") != 0;
    char const* with = getenv("FAIL_WITH");
    if (with) {
        how = strcmp(with, "SHORT") == 0 ? by_short_write : by_error;
        error_number = strcmp(with, "EIO") == 0      ? EIO
                       : strcmp(with, "EDQUOT") == 0 ? EDQUOT
                       : strcmp(with, "EINTR") == 0  ? EINTR
                                                     : ENOSPC;
    }
    char const* log = getenv("CALL_LOG");
    if (log) log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

__attribute__((destructor)) static void end(void)
{
    long const all = atomic_load(&calls);
    char const* path = getenv("KILL_COUNT");
    FILE* file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "%ld\n", all);
    fclose(file);
}

// Counts the call, and says whether it shall fail.
static enum failure count(int needs_room)
{
    long const now = atomic_fetch_add(&calls, 1) + 1;
    number_of_call = now;
    if (now == kill_at) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    if (fail_at == 0 || now < fail_at || (now > fail_at && !(sticky && needs_room))) return no_failure;
    return how;
}

static void path_of(int fd, char* path, size_t size)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t const length = readlink(link, path, size - 1);
    path[length < 0 ? 0 : length] = 0;
}

// The call has been done. Not by the hooked functions themselves.
static void note(char const* name, long long size, char const* a, char const* b)
{
    if (log_fd < 0) return;
    int const kept = errno;
    char line[2 * 4096 + 128];
    pthread_mutex_lock(&log_lock);
    int const length = snprintf(line, sizeof line, "%s\t%lld\t%s\t%s\t%ld\n", name, size, a, b ? b : "", number_of_call);
    if (length > 0) syscall(SYS_write, log_fd, line, (size_t)length);
    pthread_mutex_unlock(&log_lock);
    errno = kept;
}

static void note_fd(char const* name, int fd)
{
    if (log_fd < 0) return;
    char path[4096];
    struct stat status;
    path_of(fd, path, sizeof path);
    note(name, fstat(fd, &status) == 0 ? (long long)status.st_size : -1, path, NULL);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// Calls with a file descriptor; terminals and pipes are no files.
#define FD_CALL(result, name, needs_room, parameters, arguments) \
    result name parameters                                       \
    {                                                            \
        if (fd <= STDERR_FILENO) return REAL(name) arguments;    \
        if (count(needs_room) == by_error) {                     \
            errno = error_number;                                \
            return -1;                                           \
        }                                                        \
        result const done = REAL(name) arguments;                \
        if (done >= 0) note_fd(#name, fd);                       \
        return done;                                             \
    }
// The same of those that may write less than they were asked to.
#define WRITE_CALL(name, parameters, arguments)               \
    ssize_t name parameters                                   \
    {                                                         \
        if (fd <= STDERR_FILENO) return REAL(name) arguments; \
        enum failure const failure = count(1);                \
        if (failure == by_error) {                            \
            errno = error_number;                             \
            return -1;                                        \
        }                                                     \
        if (failure == by_short_write && size > 2) size /= 2; \
        ssize_t const done = REAL(name) arguments;            \
        if (done >= 0) note_fd(#name, fd);                    \
        return done;                                          \
    }
#define PATH_CALL(name, needs_room, parameters, arguments, a, b) \
    int name parameters                                          \
    {                                                            \
        if (count(needs_room) == by_error) {                     \
            errno = error_number;                                \
            return -1;                                           \
        }                                                        \
        int const done = REAL(name) arguments;                   \
        if (done >= 0) note(#name, 0, a, b);                     \
        return done;                                             \
    }

WRITE_CALL(write, (int fd, void const* data, size_t size), (fd, data, size))
WRITE_CALL(pwrite, (int fd, void const* data, size_t size, off_t offset), (fd, data, size, offset))
WRITE_CALL(pwrite64, (int fd, void const* data, size_t size, off64_t offset), (fd, data, size, offset))
FD_CALL(ssize_t, writev, 1, (int fd, struct iovec const* parts, int size), (fd, parts, size))
FD_CALL(int, fsync, 1, (int fd), (fd))
FD_CALL(int, fdatasync, 1, (int fd), (fd))
FD_CALL(int, ftruncate, 1, (int fd, off_t size), (fd, size))
FD_CALL(int, ftruncate64, 1, (int fd, off64_t size), (fd, size))
PATH_CALL(rename, 0, (char const* from, char const* to), (from, to), from, to)
PATH_CALL(unlink, 0, (char const* path), (path), path, NULL)
PATH_CALL(unlinkat, 0, (int folder, char const* path, int flags), (folder, path, flags), path, NULL)
PATH_CALL(remove, 0, (char const* path), (path), path, NULL)
PATH_CALL(rmdir, 0, (char const* path), (path), path, NULL)
PATH_CALL(link, 1, (char const* from, char const* to), (from, to), from, to)
PATH_CALL(symlink, 1, (char const* from, char const* to), (from, to), from, to)
PATH_CALL(mkdir, 1, (char const* path, mode_t mode), (path, mode), path, NULL)

// Opening changes files where it makes or empties one.
#define OPEN_CALL(name)                                         \
    int name(char const* path, int flags, ...)                  \
    {                                                           \
        va_list more;                                           \
        va_start(more, flags);                                  \
        mode_t const mode = va_arg(more, mode_t);               \
        va_end(more);                                           \
        int const changes = (flags & (O_CREAT | O_TRUNC)) != 0; \
        if (changes && count(1) == by_error) {                  \
            errno = error_number;                               \
            return -1;                                          \
        }                                                       \
        int const fd = REAL(name)(path, flags, mode);           \
        if (changes && fd >= 0) note_fd(#name, fd);             \
        return fd;                                              \
    }
OPEN_CALL(open)
OPEN_CALL(open64)
