// Files that are complete or absent: nothing under the final name before commit, nothing left behind.
#include "core/durable_file.hpp"

#include "core/error.hpp"
#include "core/folder_lock.hpp"
#include "core/new_folder.hpp"
#include "core/temporary_name.hpp"
#include "support/file_bytes.hpp"
#include "support/full_disk.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace halong::core;
using halong::test::bytes_of;
using halong::test::FullDisk;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("halong_durable_" + std::to_string(::getpid()));
    Folder()
    {
        fs::remove_all(path);
        fs::create_directories(path);
    }
    ~Folder() { fs::remove_all(path); }
    [[nodiscard]] std::ptrdiff_t entries() const
    {
        return std::distance(fs::directory_iterator(path), fs::directory_iterator());
    }
};

}  // namespace

TEST_CASE("a file appears under its name at commit, whole, and nothing else is left")
{
    Folder const folder;
    fs::path const target = folder.path / "result.txt";
    {
        DurableFile file(target);
        CHECK(file.temporary_path().parent_path() == folder.path);
        CHECK(file.temporary_path().extension() == ".txt");
        std::ofstream(file.temporary_path()) << "Hạ Long";
        CHECK_FALSE(fs::exists(target));
        file.commit();
        CHECK(bytes_of(target) == "Hạ Long");
    }
    CHECK(folder.entries() == 1);
}

TEST_CASE("without commit nothing remains, and an older file stays as it was")
{
    Folder const folder;
    fs::path const target = folder.path / "result.txt";
    write_file(target, "old");
    {
        DurableFile const file(target);
        std::ofstream(file.temporary_path()) << "half of the new";
    }
    CHECK(bytes_of(target) == "old");
    CHECK(folder.entries() == 1);
}

TEST_CASE("leftovers of a process that is gone go, in the folder and below it, and nothing else")
{
    Folder const folder;
    fs::create_directories(folder.path / "checkpoints");
    DurableFile const killed(folder.path / "checkpoints" / "06-00.checkpoint");
    std::string const temporary = killed.temporary_path().filename();  // .06-00.HOST.SPACE.PID.N.tmp.checkpoint
    std::string const number = "." + std::to_string(::getpid()) + ".";
    auto const of_process = [&](std::string const& process) {
        std::string name = temporary;
        return name.replace(name.find(number), number.size(), "." + process + ".");
    };
    fs::path const below = folder.path / "checkpoints";
    for (std::string const& name : {temporary, temporary + "-journal", of_process("2147483647")}) {
        std::ofstream(below / name) << "half";
    }
    fs::create_directories(below / of_process("2147483646") / "half");
    std::string const lives = of_process(std::to_string(::getppid()));
    // Where process numbers are others, the same number may be of one that lives: only what is old goes.
    auto const of_space = [&](std::string const& process) {
        std::string name = of_process(process);
        auto const end = name.find("." + process + ".");
        auto const begin = name.rfind('.', end - 1) + 1;
        return name.replace(begin, end - begin, "17");
    };
    for (std::string const& process : {std::to_string(::getpid()), std::to_string(::getppid()), std::string("1")}) {
        fs::path const old = below / of_space(process);
        std::ofstream(old) << "half";
        fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(25));
    }
    std::vector<std::string> const kept{lives,
                                        of_space("2147483647"),
                                        of_space(std::to_string(::getpid())),
                                        of_process("4294967295"),
                                        "run.h5",
                                        ".hidden",
                                        ".a.tmp",
                                        ".a.1.tmp",
                                        ".a.elsewhere.1.2.tmp",
                                        temporary.substr(1)};
    for (std::string const& name : kept) std::ofstream(folder.path / name) << name;
    remove_leftovers(folder.path);
    CHECK(fs::is_empty(below));
    for (std::string const& name : kept) CHECK(fs::exists(folder.path / name));
    remove_leftovers(folder.path / "no such folder");
}

TEST_CASE("a folder joins or replaces another when it is whole, and the other is there until then")
{
    Folder const folder;
    auto const out = folder.path / "out";
    {
        NewFolder made(out);
        write_file(made.path() / "a.txt", "half");
    }
    CHECK(folder.entries() == 0);
    fs::create_directories(out);
    write_file(out / "mine.txt", "kept");
    write_file(out / "a.txt", "old");
    {
        NewFolder made(out, IfThere::join);
        CHECK(made.path().parent_path() == out);  // the folder around may be another disk, or read-only
        write_file(made.path() / "a.txt", "new");
        fs::create_directories(made.path() / "below");
        write_file(made.path() / "below" / "b.txt", "new");
        made.take_place();
    }
    CHECK(bytes_of(out / "mine.txt") == "kept");
    CHECK(bytes_of(out / "a.txt") == "new");
    CHECK(bytes_of(out / "below" / "b.txt") == "new");
    CHECK(std::distance(fs::directory_iterator(out), {}) == 3);
    std::atomic<bool> is_over = false;
    std::atomic<int> missed = 0;
    std::thread reader([&] {
        while (!is_over) missed += fs::exists(out) ? 0 : 1;
    });
    for (int time = 0; time < 200; ++time) {
        NewFolder made(out.string() + "/", IfThere::replace);
        write_file(made.path() / "c.txt", std::to_string(time));
        made.take_place();
    }
    is_over = true;
    reader.join();
    CHECK(missed == 0);
    CHECK(bytes_of(out / "c.txt") == "199");
    CHECK(std::distance(fs::directory_iterator(out), {}) == 1);
    CHECK(folder.entries() == 1);  // nothing aside is left
    // A file of that name is replaced as well; a link is, and not what it leads to.
    write_file(folder.path / "file", "old");
    fs::create_directory_symlink(out, folder.path / "link");
    for (char const* name : {"file", "link"}) {
        NewFolder made(folder.path / name);
        write_file(made.path() / "d.txt", name);
        made.take_place();
        CHECK(bytes_of(folder.path / name / "d.txt") == name);
    }
    CHECK(bytes_of(out / "c.txt") == "199");
    CHECK(folder.entries() == 3);
}

TEST_CASE("what lies in a new folder of this process is known, also below it")
{
    Folder const folder;
    CHECK_FALSE(is_in_folder_aside(folder.path / "a.txt"));
    {
        NewFolder made(folder.path / "out");
        CHECK(is_in_folder_aside(made.path() / "a.txt"));
        CHECK(is_in_folder_aside(made.path() / "below" / "a.txt"));
        CHECK_FALSE(is_in_folder_aside(made.path()));  // the folder itself, which is synced in its place
        auto const other = made.path().filename().string();
        auto const number = "." + std::to_string(::getpid()) + ".";
        auto of_another = other;
        of_another.replace(other.find(number), number.size(), ".1.");
        CHECK_FALSE(is_in_folder_aside(folder.path / of_another / "a.txt"));
        write_file(made.path() / "a.txt", "whole");
        made.take_place();
    }
    CHECK(bytes_of(folder.path / "out" / "a.txt") == "whole");
}

TEST_CASE("write_file replaces a file whole, also by an empty one")
{
    Folder const folder;
    fs::path const target = folder.path / "a.csv";
    std::string const large(3'000'000, 'x');
    write_file(target, large);
    CHECK(bytes_of(target) == large);
    write_file(target, "");
    CHECK(fs::file_size(target) == 0);
    CHECK(folder.entries() == 1);
}

TEST_CASE("what cannot be written is told by the name that the user gave, with the reason")
{
    CHECK_THROWS_AS(write_file("/proc/halong/result.txt", "x"), CannotWrite);
    CHECK_THROWS_WITH(write_file("/proc/halong/result.txt", "x"),
                      Catch::StartsWith("/proc/halong/result.txt: error: cannot be written: No such file") &&
                          Catch::Contains("help: choose another folder with --out"));
    Folder const folder;
    fs::create_directory(folder.path / "taken");
    CHECK_THROWS_WITH(write_file(folder.path / "taken", "x"), Catch::Contains("Is a directory"));
    CHECK(folder.entries() == 1);
    CHECK_THROWS_AS(DurableFile(folder.path / "never_written").commit(), CannotWrite);
}

TEST_CASE("a full disk leaves the older file as it was")
{
    Folder const folder;
    fs::path const target = folder.path / "a.txt";
    write_file(target, "old");
    {
        FullDisk const full(1'000);
        CHECK_THROWS_WITH(write_file(target, std::string(5'000, 'x')), Catch::Contains("File too large"));
    }
    CHECK(bytes_of(target) == "old");
    CHECK(folder.entries() == 1);
}

TEST_CASE("a writable folder is made and left empty; others are refused by name")
{
    Folder const folder;
    require_writable_folder(folder.path / "a" / "b");
    CHECK(fs::is_empty(folder.path / "a" / "b"));
    CHECK_THROWS_WITH(require_writable_folder("/proc/halong"), Catch::StartsWith("/proc/halong: error: cannot be"));
    write_file(folder.path / "file", "x");
    CHECK_THROWS_AS(require_writable_folder(folder.path / "file" / "b"), CannotWrite);
    CHECK_THROWS_AS(require_writable_folder(folder.path / "file"), CannotWrite);
}

TEST_CASE("a folder is written into by one at a time, who clears what a dead process left")
{
    Folder const folder;
    {
        FolderLock const lock(folder.path);
        CHECK_THROWS_WITH(FolderLock(folder.path), Catch::Contains("is in use by another run"));
    }
    CHECK_NOTHROW(FolderLock(folder.path));
    CHECK_NOTHROW(FolderLock(folder.path / "nothing-is-here"));
}

TEST_CASE("a folder that holds anything, or is a file, is not unused")
{
    Folder const folder;
    CHECK_NOTHROW(require_unused_folder(folder.path, "go"));
    CHECK_NOTHROW(require_unused_folder(folder.path / "new", "go"));
    write_file(folder.path / "file", "x");
    CHECK_THROWS_WITH(require_unused_folder(folder.path, "go elsewhere"),
                      Catch::Contains("exists and is not empty") && Catch::Contains("go elsewhere"));
    CHECK_THROWS_AS(require_unused_folder(folder.path / "file", "go"), UserError);
}
