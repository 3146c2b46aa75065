// Preloaded into a program (LD_PRELOAD): ends it with SIGKILL just before its n-th call that changes files, as a power cut
// would. CUT_POWER_AT=n; 0 or missing: never. CUT_POWER_COUNT=file: how many such calls there were, written at the end.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;
static long at;

__attribute__((constructor)) static void begin(void)
{
    char const* text = getenv("CUT_POWER_AT");
    at = text ? atol(text) : 0;
}

__attribute__((destructor)) static void end(void)
{
    char const* path = getenv("CUT_POWER_COUNT");
    FILE* file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "%ld\n", atomic_load(&calls));
    fclose(file);
}

static void count(void)
{
    if (atomic_fetch_add(&calls, 1) + 1 != at) return;
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

// Terminals and pipes are no files.
static void count_fd(int fd)
{
    if (fd > STDERR_FILENO) count();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, void const* data, size_t size)
{
    count_fd(fd);
    return REAL(write)(fd, data, size);
}
ssize_t writev(int fd, struct iovec const* parts, int size)
{
    count_fd(fd);
    return REAL(writev)(fd, parts, size);
}
ssize_t pwrite(int fd, void const* data, size_t size, off_t offset)
{
    count_fd(fd);
    return REAL(pwrite)(fd, data, size, offset);
}
ssize_t pwrite64(int fd, void const* data, size_t size, off64_t offset)
{
    count_fd(fd);
    return REAL(pwrite64)(fd, data, size, offset);
}
int fsync(int fd)
{
    count();
    return REAL(fsync)(fd);
}
int fdatasync(int fd)
{
    count();
    return REAL(fdatasync)(fd);
}
int rename(char const* from, char const* to)
{
    count();
    return REAL(rename)(from, to);
}
int unlink(char const* path)
{
    count();
    return REAL(unlink)(path);
}
int link(char const* from, char const* to)
{
    count();
    return REAL(link)(from, to);
}
int symlink(char const* from, char const* to)
{
    count();
    return REAL(symlink)(from, to);
}
int mkdir(char const* path, mode_t mode)
{
    count();
    return REAL(mkdir)(path, mode);
}
int ftruncate(int fd, off_t size)
{
    count();
    return REAL(ftruncate)(fd, size);
}
int ftruncate64(int fd, off64_t size)
{
    count();
    return REAL(ftruncate64)(fd, size);
}
