// What a server on the loopback address answers: a pure function of the request.
#pragma once

#include "serve/site_files.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace halong::serve {

struct Request {
    std::string method;
    std::string path;    // decoded, without the query
    std::string host;    // header, "" where there is none
    std::string origin;  // header, "" where there is none
};

struct Answer {
    int status = 200;
    std::string text;            // of a refusal
    std::filesystem::path file;  // to send; empty: the text
    std::string type = "text/plain; charset=utf-8";
};

// What a request must match.
struct Site {
    std::string host;   // "127.0.0.1:<port>": the only Host, and "http://" + host the only Origin
    std::string token;  // the first part of every path
    SiteFiles files;    // "/<token>/" is index.html
};

// 405 for other methods than GET and HEAD, 421 for another Host, 403 for another Origin, 404 for a wrong token or a file
// that is not of the site. The order tells a stranger nothing about the token.
Answer answer_to(Request const& request, Site const& site);

// Headers of every answer: the page may load from its own origin only, is shown in no foreign frame, and tells no
// other page its address.
std::vector<std::pair<std::string, std::string>> const& safety_headers();

// Whether two texts are equal, in a time that does not tell where they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// 32 hex digits from the system's source of randomness.
std::string new_token();

}  // namespace halong::serve
