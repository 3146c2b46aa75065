// What is written to open files and folders: all of it, or it is told.
#include "core/descriptor.hpp"

#include "support/file_bytes.hpp"
#include "support/full_disk.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

using namespace halong::core;
using namespace halong::test;

TEST_CASE("a whole text is written, or it is told that it cannot be")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "a.txt";
    int const descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    REQUIRE(descriptor >= 0);
    CHECK(write_whole(descriptor, ""));
    CHECK(write_whole(descriptor, "one "));
    {
        FullDisk const full(10);
        bool const is_written = write_whole(descriptor, "two three four");
        int const reason = errno;
        CHECK_FALSE(is_written);
        CHECK(reason == EFBIG);
    }
    ::close(descriptor);
    CHECK(bytes_of(path) == "one two th");
}

TEST_CASE("the folder of a path is synced where it is there")
{
    ScratchFolder const folder;
    CHECK(folder_of("a.txt") == ".");
    CHECK(folder_of(folder.path() / "a.txt") == folder.path());
    CHECK(sync_folder(folder.path()));
    CHECK(sync_folder("."));
    bool const is_synced = sync_folder(folder.path() / "none");
    int const reason = errno;
    CHECK_FALSE(is_synced);
    CHECK(reason == ENOENT);
}
