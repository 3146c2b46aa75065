// Progress says nothing when it is asked to be quiet, and nothing before it is due.
#include "core/progress.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <string>
#include <unistd.h>

using halong::core::Progress;

namespace {

// What is written to standard error while it lives.
class CapturedErrors {
public:
    CapturedErrors()
    {
        std::fflush(stderr);
        before_ = ::dup(STDERR_FILENO);
        file_ = std::tmpfile();
        ::dup2(::fileno(file_), STDERR_FILENO);
    }
    ~CapturedErrors()
    {
        restore();
        std::fclose(file_);
    }
    std::string text()
    {
        restore();
        std::rewind(file_);
        std::string text(10'000, '\0');
        text.resize(std::fread(text.data(), 1, text.size(), file_));
        return text;
    }

private:
    void restore()
    {
        std::fflush(stderr);
        if (before_ >= 0) ::dup2(before_, STDERR_FILENO);
        if (before_ >= 0) ::close(before_);
        before_ = -1;
    }
    int before_ = -1;
    std::FILE* file_ = nullptr;
};

}  // namespace

TEST_CASE("quiet progress writes nothing")
{
    CapturedErrors errors;
    {
        Progress progress("simulating", true);
        for (int i = 0; i <= 1'000; ++i) progress.update(i / 1'000.0, "07:15:00");
    }
    CHECK(errors.text().empty());
}

TEST_CASE("progress that is not on a terminal writes no line before half a minute")
{
    CapturedErrors errors;
    {
        Progress progress("simulating", false);
        for (int i = -10; i <= 1'010; ++i) progress.update(i / 1'000.0, "07:15:00");
        CHECK(progress.elapsed_s() >= 0);
    }
    CHECK(errors.text().empty());
}
