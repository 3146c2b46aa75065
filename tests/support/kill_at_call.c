// Preloaded into a program (LD_PRELOAD): kills it just before its n-th call that changes files. KILL_AT_CALL=n; 0 or missing:
// never. KILL_COUNT=file: how many such calls there were, written at the end. What the kernel has taken stays, as after
// kill -9; a power cut may lose more, namely what was not synced. Writes by stdio inside the C library are not seen.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;
static long at;

__attribute__((constructor)) static void begin(void)
{
    char const* text = getenv("KILL_AT_CALL");
    at = text ? atol(text) : 0;
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

static void count(void)
{
    if (atomic_fetch_add(&calls, 1) + 1 != at) return;
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// Calls with a file descriptor; terminals and pipes are no files.
#define FD_CALL(result, name, parameters, arguments)  \
    result name parameters                            \
    {                                                 \
        if (fd > STDERR_FILENO) count();              \
        return REAL(name) arguments;                  \
    }
#define PATH_CALL(result, name, parameters, arguments) \
    result name parameters                             \
    {                                                  \
        count();                                       \
        return REAL(name) arguments;                   \
    }

FD_CALL(ssize_t, write, (int fd, void const* data, size_t size), (fd, data, size))
FD_CALL(ssize_t, writev, (int fd, struct iovec const* parts, int size), (fd, parts, size))
FD_CALL(ssize_t, pwrite, (int fd, void const* data, size_t size, off_t offset), (fd, data, size, offset))
FD_CALL(ssize_t, pwrite64, (int fd, void const* data, size_t size, off64_t offset), (fd, data, size, offset))
FD_CALL(int, fsync, (int fd), (fd))
FD_CALL(int, fdatasync, (int fd), (fd))
FD_CALL(int, ftruncate, (int fd, off_t size), (fd, size))
FD_CALL(int, ftruncate64, (int fd, off64_t size), (fd, size))
PATH_CALL(int, rename, (char const* from, char const* to), (from, to))
PATH_CALL(int, unlink, (char const* path), (path))
PATH_CALL(int, unlinkat, (int folder, char const* path, int flags), (folder, path, flags))
PATH_CALL(int, remove, (char const* path), (path))
PATH_CALL(int, rmdir, (char const* path), (path))
PATH_CALL(int, link, (char const* from, char const* to), (from, to))
PATH_CALL(int, symlink, (char const* from, char const* to), (from, to))
PATH_CALL(int, mkdir, (char const* path, mode_t mode), (path, mode))

// Opening changes files where it makes or empties one.
#define OPEN_CALL(name)                                 \
    int name(char const* path, int flags, ...)          \
    {                                                   \
        va_list more;                                   \
        va_start(more, flags);                          \
        mode_t const mode = va_arg(more, mode_t);       \
        va_end(more);                                   \
        if (flags & (O_CREAT | O_TRUNC)) count();       \
        return REAL(name)(path, flags, mode);           \
    }
OPEN_CALL(open)
OPEN_CALL(open64)
