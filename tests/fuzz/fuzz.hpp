// What every program for libFuzzer does: one reader, chosen by the environment, gets each input as its file. A reader may end
// in a value or in a core::UserError that helps; all else is a finding.
//   HALONG_FUZZ_READER=list           prints the readers' names, one a line
//   HALONG_FUZZ_READER=osm-pbf        that reader
//   HALONG_FUZZ_SEEDS=FOLDER          writes what its corpus begins with to the folder, and the words of its language to
//                                     FOLDER.dict, and ends
#pragma once

#include "hostile/trial.hpp"
#include "support/file_bytes.hpp"

#include <cctype>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>

namespace halong::test {

// Reads inputs as the file of one subject.
class FuzzedReader {
public:
    explicit FuzzedReader(Subject subject) : subject_(std::move(subject)), folder_(subject_) {}

    // Aborts when it finds a fault; libFuzzer then keeps the input.
    void take(std::string const& content) const
    {
        folder_.write(subject_.wrap ? subject_.wrap(content) : content);
        std::string fault;
        try {
            subject_.read(folder_.path());
        } catch (core::UserError const& error) {
            fault = fault_of(error);
        } catch (std::exception const& error) {
            fault = fmt::format("another exception: {}", error.what());
        }
        if (fault.empty()) return;
        fmt::print(stderr, "{}: {}\n", subject_.name, fault);
        std::abort();
    }

private:
    Subject subject_;
    TrialFolder folder_;
};

// The scenarios, studies and so on of the project that are of the same kind as the subject's file.
inline std::vector<std::string> ready_files_like(Subject const& subject)
{
    std::vector<std::string> files;
    if (!subject.seed.starts_with("format = \"halong-")) return files;
    std::string const kind = subject.seed.substr(0, subject.seed.find('\n'));
    for (auto const& entry : std::filesystem::directory_iterator(HALONG_REPOSITORY "/scenarios")) {
        if (entry.path().extension() != ".toml") continue;
        std::string const text = bytes_of(entry.path());
        if (text.find(kind) != std::string::npos) files.push_back(text);
    }
    return files;
}

// The words of a text that a dictionary may hold as they are.
inline void add_words(std::string const& text, std::set<std::string>& words)
{
    constexpr std::size_t longest = 40;
    std::string word;
    for (char const c : text + " ") {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == ':') {
            word += c;
            continue;
        }
        if (word.size() > 1 && word.size() < longest) words.insert(word);
        word.clear();
    }
}

// All keys that the schema of a kind of file names: between quotation marks, before a colon.
inline void add_keys_of_schema(Subject const& subject, std::set<std::string>& words)
{
    constexpr std::string_view begin = "format = \"halong-";
    if (!subject.seed.starts_with(begin)) return;
    std::size_t const end = subject.seed.find('/');
    std::string const kind = subject.seed.substr(begin.size(), end - begin.size());
    std::string const text = bytes_of(HALONG_REPOSITORY "/scenarios/schema/" + kind + "-1.schema.json");
    for (std::size_t colon = text.find("\":"); colon != std::string::npos; colon = text.find("\":", colon + 1)) {
        std::size_t const quote = text.rfind('"', colon - 1);
        add_words(text.substr(quote + 1, colon - quote - 1), words);
    }
}

// What the corpus of a subject begins with, one file each, and the words from which changed files are made.
inline void write_seeds(Subject const& subject, std::filesystem::path const& folder)
{
    std::filesystem::create_directories(folder);
    std::vector<std::string> seeds = ready_files_like(subject);
    seeds.push_back(subject.seed);
    std::set<std::string> words;
    add_keys_of_schema(subject, words);
    int count = 0;
    for (std::string const& seed : seeds) {
        std::ofstream(folder / fmt::format("seed-{}", ++count), std::ios::binary) << seed;
        if (subject.is_text) add_words(seed, words);
    }
    std::ofstream dictionary(folder.string() + ".dict");
    for (std::string const& word : words) dictionary << '"' << word << "\"\n";
}

inline std::unique_ptr<FuzzedReader>& fuzzed_reader()
{
    static std::unique_ptr<FuzzedReader> reader;
    return reader;
}

// Chooses the reader as the environment says.
inline int begin_to_fuzz(std::vector<Subject> const& subjects)
{
    char const* const wanted = std::getenv("HALONG_FUZZ_READER");
    bool const is_listed = wanted == nullptr || std::string_view(wanted) == "list";
    for (Subject const& subject : subjects) {
        std::string const slug = slug_of(subject.name);
        if (is_listed) fmt::print("{}\n", slug);
        if (is_listed || slug != wanted) continue;
        if (char const* const seeds = std::getenv("HALONG_FUZZ_SEEDS")) {
            write_seeds(subject, seeds);
            std::exit(0);  // NOLINT(concurrency-mt-unsafe): no other thread runs yet
        }
        fuzzed_reader() = std::make_unique<FuzzedReader>(subject);
        return 0;
    }
    std::exit(is_listed ? 0 : 2);  // NOLINT(concurrency-mt-unsafe)
}

}  // namespace halong::test

// Defines libFuzzer's entries for the readers that a function lists.
#define HALONG_FUZZ(subjects)                                                                              \
    extern "C" int LLVMFuzzerInitialize(int*, char***) { return halong::test::begin_to_fuzz(subjects()); } \
    extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)                      \
    {                                                                                                      \
        halong::test::fuzzed_reader()->take(std::string(reinterpret_cast<char const*>(data), size));       \
        return 0;                                                                                          \
    }
