#include "serve/answer.hpp"

#include "core/hash.hpp"

#include <cstdint>
#include <random>

namespace halong::serve {
namespace {

Answer refusal(int status, std::string text)
{
    return {status, std::move(text) + "\n", {}, "text/plain; charset=utf-8"};
}

}  // namespace

bool equal_in_constant_time(std::string_view a, std::string_view b)
{
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
    }
    return difference == 0;
}

std::string new_token()
{
    std::random_device source;
    auto const word = [&] { return std::uint64_t{source()} << 32U | source(); };
    return core::hex(word()) + core::hex(word());
}

Answer answer_to(Request const& request, Site const& site)
{
    if (request.method != "GET" && request.method != "HEAD") return refusal(405, "only GET and HEAD");
    if (request.host != site.host) return refusal(421, "this server answers to its own address only");
    if (!request.origin.empty() && request.origin != "http://" + site.host) {
        return refusal(403, "this server answers to its own pages only");
    }
    std::string_view path = request.path;
    if (path.starts_with('/')) path.remove_prefix(1);
    auto const slash = path.find('/');
    if (slash == std::string_view::npos || !equal_in_constant_time(path.substr(0, slash), site.token)) {
        return refusal(404, "not found");
    }
    path.remove_prefix(slash + 1);
    if (path.empty()) path = "index.html";
    auto const found = site.files.find(path);
    if (found == site.files.end()) return refusal(404, "not found");
    return {200, "", found->second, std::string(media_type(path))};
}

std::vector<std::pair<std::string, std::string>> const& safety_headers()
{
    static std::vector<std::pair<std::string, std::string>> const headers{
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self'; worker-src 'self' blob:; style-src 'self'; img-src 'self' data: "
         "blob:; "
         "connect-src 'self'; font-src 'self'; media-src blob:; base-uri 'none'; form-action 'none'; "
         "frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cache-Control", "no-store"}};
    return headers;
}

}  // namespace halong::serve
