// What the server of the viewer hands out, and to whom.
#include "serve/answer.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "serve/loopback_server.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <httplib.h>
#include <set>
#include <thread>

using namespace halong;
using namespace halong::serve;

namespace {

Site site_of(SiteFiles files) { return {"127.0.0.1:8080", "0123456789abcdef", std::move(files)}; }

Request get(std::string path) { return {"GET", std::move(path), "127.0.0.1:8080", ""}; }

}  // namespace

TEST_CASE("only files of the folders have a path")
{
    test::ScratchFolder const folder;
    core::require_writable_folder(folder.path() / "app" / "assets");
    core::require_writable_folder(folder.path() / "run");
    core::write_file(folder.path() / "app" / "index.html", "page");
    core::write_file(folder.path() / "app" / "assets" / "a.js", "script");
    core::write_file(folder.path() / "run" / "base.bin", "data");
    core::write_file(folder.path() / "secret", "no");
    std::filesystem::create_symlink(folder.path() / "secret", folder.path() / "run" / "link");
    auto const files = site_files({{"", folder.path() / "app"}, {"data/0", folder.path() / "run"}});
    std::vector<std::string> paths;
    for (auto const& [path, file] : files) paths.push_back(path);
    CHECK(paths == std::vector<std::string>{"assets/a.js", "data/0/base.bin", "index.html"});
    CHECK_THROWS_AS(site_files({{"", folder.path() / "none"}}), core::UserError);
}

TEST_CASE("a request is answered at its own address alone")
{
    Site const site = site_of({{"index.html", "/x/index.html"}, {"data/0/base.bin", "/y/base.bin"}});
    std::string const root = "/0123456789abcdef/";
    CHECK(answer_to(get(root), site).file == "/x/index.html");
    CHECK(answer_to(get(root + "index.html"), site).type == "text/html; charset=utf-8");
    CHECK(answer_to(get(root + "data/0/base.bin"), site).file == "/y/base.bin");
    CHECK(answer_to({"HEAD", root, "127.0.0.1:8080", ""}, site).status == 200);
    CHECK(answer_to({"GET", root, "127.0.0.1:8080", "http://127.0.0.1:8080"}, site).status == 200);

    for (auto const* const method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "get", ""}) {
        CHECK(answer_to({method, root, "127.0.0.1:8080", ""}, site).status == 405);
    }
    for (auto const* const host : {"", "localhost:8080", "127.0.0.1", "127.0.0.1:8081", "evil.example:8080",
                                   "127.0.0.1:8080.evil.example", "127.0.0.1:8080 ", "[::1]:8080"}) {
        CHECK(answer_to({"GET", root, host, ""}, site).status == 421);
    }
    for (auto const* const origin :
         {"null", "http://evil.example", "https://127.0.0.1:8080", "http://127.0.0.1:80801", "http://localhost:8080"}) {
        CHECK(answer_to({"GET", root, "127.0.0.1:8080", origin}, site).status == 403);
    }
    for (auto const* const path :
         {"", "/", "/index.html", "/0123456789abcdef", "/0123456789abcde/", "/0123456789abcdee/index.html",
          "/0123456789ABCDEF/", "//0123456789abcdef/", "/0123456789abcdef//", "/0123456789abcdef/../secret",
          "/0123456789abcdef/data/0/../../index.html", "/0123456789abcdef/./index.html",
          "/0123456789abcdef/data\\0\\base.bin", "/0123456789abcdef/data/0/", "/0123456789abcdef/etc/passwd"}) {
        INFO(path);
        auto const answer = answer_to(get(path), site);
        CHECK(answer.status == 404);
        CHECK(answer.file.empty());
    }
}

TEST_CASE("tokens are long, different, and compared as a whole")
{
    std::set<std::string> tokens;
    for (int i = 0; i < 100; ++i) tokens.insert(new_token());
    CHECK(tokens.size() == 100);
    CHECK(tokens.begin()->size() == 32);
    CHECK(equal_in_constant_time("abc", "abc"));
    CHECK_FALSE(equal_in_constant_time("abc", "abd"));
    CHECK_FALSE(equal_in_constant_time("abc", "ab"));
    CHECK_FALSE(equal_in_constant_time("", "a"));
}

TEST_CASE("a server that is stopped before it serves does not serve")
{
    LoopbackServer server({});
    server.stop();
    server.run();  // comes back at once
    CHECK(server.address().starts_with("http://127.0.0.1:"));
}

TEST_CASE("the server hands out its files on the loopback address, with headers, until it is stopped")
{
    test::ScratchFolder const folder;
    std::string const large(3'000'000, 'x');
    core::write_file(folder.path() / "index.html", "page");
    core::write_file(folder.path() / "large.bin", large);
    LoopbackServer server(site_files({{"", folder.path()}}));
    std::thread worker([&] { server.run(); });
    std::string const address = server.address();
    auto const slash = address.find('/', 7);
    std::string const path = address.substr(slash);
    CHECK(address.starts_with("http://127.0.0.1:"));
    {
        httplib::Client client(address.substr(0, slash));
        auto const page = client.Get(path.c_str());
        REQUIRE(page);
        CHECK(page->status == 200);
        CHECK(page->body == "page");
        CHECK(page->get_header_value("X-Content-Type-Options") == "nosniff");
        CHECK(page->get_header_value("Content-Security-Policy").starts_with("default-src 'none'; script-src 'self';"));
        CHECK(page->get_header_value("Cross-Origin-Resource-Policy") == "same-origin");
        auto const file = client.Get((path + "large.bin").c_str());
        REQUIRE(file);
        CHECK(file->body == large);
        auto const head = client.Head((path + "large.bin").c_str());
        REQUIRE(head);
        CHECK(head->status == 200);
        CHECK(head->body.empty());
        auto const status = [&](auto const& result) { return result ? result->status : 0; };
        CHECK(status(client.Get("/")) == 404);
        CHECK(status(client.Get((path + "%2e%2e/%2e%2e/etc/passwd").c_str())) == 404);
        CHECK(status(client.Get((path + "../index.html").c_str())) == 404);
        CHECK(status(client.Get(path.c_str(), httplib::Headers{{"Host", "evil.example"}})) == 421);
        CHECK(status(client.Get(path.c_str(), httplib::Headers{{"Origin", "http://evil.example"}})) == 403);
        CHECK(status(client.Post(path.c_str(), "", "text/plain")) == 405);
        CHECK(status(client.Delete(path.c_str())) == 405);
    }
    server.stop();
    worker.join();
}
