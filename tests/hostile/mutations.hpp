// The ways in which a file is spoilt. Each is deterministic and has a name, so that a failing trial can be made again.
#pragma once

#include "hostile/trial.hpp"

#include <cctype>
#include <string>
#include <vector>

namespace halong::test {

using Spoilt = std::function<void(std::string const& what, std::string const& content)>;

// The first `size` bytes, for every size.
inline void cut_everywhere(std::string const& seed, std::size_t stride, Spoilt const& visit)
{
    for (std::size_t size = 0; size < seed.size(); size += stride) {
        visit(fmt::format("cut to {} bytes", size), seed.substr(0, size));
    }
}

// Each bit turned round by itself.
inline void flip_everywhere(std::string const& seed, std::size_t stride, Spoilt const& visit)
{
    std::string content = seed;
    for (std::size_t bit = 0; bit < 8 * seed.size(); bit += stride) {
        char const before = content[bit / 8];
        content[bit / 8] = static_cast<char>(static_cast<unsigned char>(before) ^ (1U << (bit % 8)));
        visit(fmt::format("bit {} of byte {} turned round", bit % 8, bit / 8), content);
        content[bit / 8] = before;
    }
}

// Every number of a text replaced by ones that few expect.
inline void replace_numbers(std::string const& seed, std::size_t stride, Spoilt const& visit)
{
    static char const* const values[] = {"99999999999999999999", "-1", "1e400", "nan", "inf", "4294967295", "0", ""};
    auto const is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
    std::size_t count = 0;
    for (std::size_t begin = 0; begin < seed.size(); ++begin) {
        if (!is_digit(seed[begin])) continue;
        std::size_t end = begin;
        while (end < seed.size() && is_digit(seed[end])) ++end;
        for (char const* value : values) {
            if (++count % stride != 0) continue;
            visit(fmt::format("'{}' for the number at byte {}", value, begin),
                  seed.substr(0, begin) + value + seed.substr(end));
        }
        begin = end;
    }
}

// Every four and eight bytes of a binary file set to large values: counts and lengths that nothing stands behind.
inline void enlarge_words(std::string const& seed, std::size_t stride, Spoilt const& visit)
{
    for (std::size_t at = 0; at + 8 <= seed.size(); at += stride) {
        for (auto const& [name, word] : {std::pair("four bytes ff", std::string(4, '\xff')),
                                         std::pair("2^31 - 1", std::string("\xff\xff\xff\x7f", 4)),
                                         std::pair("2^63 - 1", std::string("\xff\xff\xff\xff\xff\xff\xff\x7f", 8)),
                                         std::pair("eight zeros", std::string(8, '\0'))}) {
            std::string content = seed;
            content.replace(at, word.size(), word);
            visit(fmt::format("{} at byte {}", name, at), content);
        }
    }
}

// Other encodings, line ends and marks; repeated, doubled and stretched parts; one byte again and again.
inline void distort(std::string const& seed, bool is_text, Spoilt const& visit)
{
    visit("empty", "");
    for (char const byte : {'\0', ' ', '\n', '"', '{', '[', '<', '(', ',', ';', '9', '-', '.', 'A', '\x7f', '\xff'}) {
        for (std::size_t const count : {std::size_t{1}, std::size_t{64}, std::size_t{100'000}}) {
            visit(fmt::format("byte {} {} times", static_cast<unsigned char>(byte), count), std::string(count, byte));
        }
    }
    visit("twice", seed + seed);
    visit("zeros behind it", seed + std::string(1000, '\0'));
    std::size_t const middle = seed.size() / 2;
    auto const insert = [&](std::string const& what, std::string const& piece) {
        visit(what + " in the middle", seed.substr(0, middle) + piece + seed.substr(middle));
    };
    insert("a zero byte", std::string(1, '\0'));
    insert("a byte of Latin-1", "\xe9");
    insert("an overlong character", "\xc0\xaf");
    insert("a surrogate", "\xed\xa0\x80");
    insert("the end of a quotation", "\"");
    insert("orders to the terminal", "\x1b]0;owned\x07\x1b[2J");
    insert("100,000 letters", std::string(100'000, 'a'));
    if (!is_text) return;
    std::string crlf;
    std::string utf16 = "\xff\xfe";
    for (char const c : seed) {
        crlf += c == '\n' ? "\r\n" : std::string(1, c);
        utf16 += c;
        utf16 += '\0';
    }
    visit("lines that end in CR LF", crlf);
    visit("UTF-16", utf16);
    visit("a byte order mark", "\xef\xbb\xbf" + seed);
    // Each line ten thousand times: what is done for a line must not take longer with every line before it.
    for (std::size_t begin = 0; begin < seed.size();) {
        std::size_t const end = std::min(seed.find('\n', begin), seed.size() - 1) + 1;
        std::string many;
        for (int i = 0; i < 10'000; ++i) many.append(seed, begin, end - begin);
        visit(fmt::format("the line at byte {} ten thousand times", begin),
              seed.substr(0, begin) + many + seed.substr(end));
        begin = end;
    }
}

// A folder, links that lead in a circle, to nothing and to a device, and a pipe that nobody fills, in place of the file.
inline void replace_file(Subject const& subject, std::function<void(std::string const&, Outcome const&)> const& visit)
{
    namespace fs = std::filesystem;
    TrialFolder const folder(subject);
    fs::path const path = folder.path();
    fs::create_directories(path.parent_path());
    fs::remove(path);  // of the companions
    auto const look = [&](std::string const& what) {
        visit(what, judged(subject.name + ": " + what, 0, [&] { subject.read(path); }));
        fs::remove_all(path);
    };
    fs::create_directory(path);
    look("a folder");
    fs::create_symlink(path.filename(), path);
    look("a link to itself");
    fs::create_symlink("nowhere", path);
    look("a link to nothing");
    fs::create_symlink("/dev/zero", path);
    look("a device without end");
    if (::mkfifo(path.c_str(), 0600) == 0) look("a pipe");
    look("nothing");
}

}  // namespace halong::test
