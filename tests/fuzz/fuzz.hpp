// What every libFuzzer target does: one reader, chosen by the environment variable HALONG_FUZZ_READER, gets each input as its
// file. A reader may end in a value or in a core::UserError; all else is a finding.
//   HALONG_FUZZ_READER=list              prints the readers' names, one a line
//   HALONG_FUZZ_SEEDS=FOLDER             writes the reader's small valid file there first: the first input of its corpus
#pragma once

#include "hostile/trial.hpp"

#include <cstdint>
#include <cstdio>
#include <memory>

namespace halong::test {

// "OSM PBF" as the name of a folder: "osm-pbf".
inline std::string slug_of(std::string const& name)
{
    std::string slug;
    for (char const c : name) {
        bool const is_word = std::isalnum(static_cast<unsigned char>(c)) != 0;
        if (is_word)
            slug += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!slug.empty() && slug.back() != '-')
            slug += '-';
    }
    return slug;
}

class FuzzedReader {
public:
    explicit FuzzedReader(std::vector<Subject> const& subjects)
    {
        char const* const wanted = std::getenv("HALONG_FUZZ_READER");
        for (Subject const& subject : subjects) {
            std::string const slug = slug_of(subject.name);
            if (wanted != nullptr && slug == wanted) subject_ = std::make_unique<Subject>(subject);
            if (wanted == nullptr || std::string_view(wanted) == "list") fmt::print("{}\n", slug);
        }
        std::fflush(stdout);
        if (!subject_) std::_Exit(wanted != nullptr && std::string_view(wanted) == "list" ? 0 : 2);
        folder_ = std::make_unique<TrialFolder>(*subject_);
        if (char const* const seeds = std::getenv("HALONG_FUZZ_SEEDS")) {
            std::filesystem::create_directories(seeds);
            std::ofstream(std::filesystem::path(seeds) / "seed", std::ios::binary) << subject_->seed;
        }
    }

    // Aborts when it finds a fault; libFuzzer then keeps the input.
    void take(std::uint8_t const* data, std::size_t size) const
    {
        std::string const content(reinterpret_cast<char const*>(data), size);
        std::string const bytes = subject_->wrap ? subject_->wrap(content) : content;
        auto const path = folder_->write(bytes);
        std::string fault;
        try {
            subject_->read(path);
        } catch (core::UserError const& error) {
            fault = fault_of(error);
        } catch (std::exception const& error) {
            fault = error.what();
        }
        if (fault.empty()) return;
        fmt::print(stderr, "{}: {}\n", subject_->name, fault);
        std::abort();
    }

private:
    std::unique_ptr<Subject> subject_;
    std::unique_ptr<TrialFolder> folder_;
};

}  // namespace halong::test

// Defines libFuzzer's entry for the readers that a function lists.
#define HALONG_FUZZ(subjects)                                                         \
    extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) \
    {                                                                                 \
        static halong::test::FuzzedReader const reader(subjects());                   \
        reader.take(data, size);                                                      \
        return 0;                                                                     \
    }
