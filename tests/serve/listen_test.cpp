// What is kept of that which comes in: whole lines on disk, refusals counted, and nobody let in without the token.
#include "core/error.hpp"
#include "serve/mqtt_source.hpp"
#include "serve/observation_server.hpp"
#include "support/file_bytes.hpp"
#include "support/full_disk.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <cerrno>
#include <fmt/format.h>
#include <fstream>
#include <httplib.h>
#include <stdexcept>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

using namespace halong;
using namespace halong::serve;
using namespace halong::test;

namespace {

std::string const header =
    "sensor,kind,time,minutes,value,unit,error,class,link,site,place,zone,lon,lat,heading_deg,received\n";
std::string const line = "a,count,2026-05-01T07:00:00,5,1,veh,,,,,,,,,,2026-05-01T07:05:01\n";
std::string const message =
    R"({"sensor":"a","kind":"count","time":"2026-05-01T07:00","minutes":5,"value":1,"unit":"veh"})";

LocalMillis clock_of_test() { return *local_time_of("2026-05-01T07:05:01.5", NoZone::local); }

PostRequest good_request()
{
    return {"POST", "127.0.0.1:8080", "", "Bearer 0123456789abcdef", "application/json; charset=utf-8", "12", false};
}

int status_of(PostRequest const& request)
{
    auto const refused = refusal_of(request, {"127.0.0.1:8080", "0123456789abcdef", {}});
    return refused ? refused->first : 0;
}

bool is_cut_refused = false;

}  // namespace

// Stands before that of the C library, so that a test can make it fail.
extern "C" int ftruncate(int descriptor, off_t size) noexcept
{
    if (!is_cut_refused) return static_cast<int>(::syscall(SYS_ftruncate, descriptor, size));
    errno = EIO;
    return -1;
}

TEST_CASE("behind a torn row that cannot be cut off comes nothing", "[listen]")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "day.csv";
    {
        ObservationLog log(path);
        std::vector<equilibrium::ObservationCells> const rows(1, rows_of(message).rows.at(0));
        log.append(rows, "2026-05-01T07:05:01");
        {
            FullDisk const full((header + line).size() + 10);
            CHECK_THROWS_AS(log.append(rows, "2026-05-01T07:05:01"), core::CannotWrite);
            CHECK(bytes_of(path) == header + line);
            is_cut_refused = true;
            CHECK_THROWS_AS(log.append(rows, "2026-05-01T07:05:01"), core::CannotWrite);
            is_cut_refused = false;
        }
        CHECK(bytes_of(path) == header + line + line.substr(0, 10));
        CHECK_THROWS_AS(log.append(rows, "2026-05-01T07:05:01"), core::CannotWrite);
        CHECK(bytes_of(path) == header + line + line.substr(0, 10));
    }
    ObservationIntake intake(path, {}, clock_of_test);
    CHECK(intake.counts().refused[static_cast<std::size_t>(Refusal::torn_line)] == 1);
    CHECK(bytes_of(path) == header + line);
}

TEST_CASE("an intake that failed once takes no more, whatever it was", "[listen]")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "day.csv";
    bool is_broken = false;
    ObservationIntake intake(path, {}, [&is_broken] {
        if (is_broken) throw std::length_error("no clock");
        return clock_of_test();
    });
    CHECK_NOTHROW(intake.require_writable());
    is_broken = true;
    CHECK_THROWS_AS(intake.take(message, "", "http"), std::length_error);
    is_broken = false;
    CHECK_THROWS_AS(intake.require_writable(), std::length_error);
    CHECK_THROWS_AS(intake.take(message, "", "http"), std::length_error);
    CHECK(bytes_of(path) == header);
}

TEST_CASE("a day goes on where it ended, and a torn line is mended", "[listen]")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "day.csv";
    {
        ObservationIntake intake(path, {}, clock_of_test);
        CHECK(bytes_of(path) == header);
        CHECK(intake.take(message, "", "http").rows.size() == 1);
        CHECK(bytes_of(path) == header + line);
        // Nobody else may write it meanwhile.
        CHECK(message_of<core::UserError>([&] { ObservationLog const other(path); }).find("another process") !=
              std::string::npos);
    }
    // A power cut leaves any part of what was appended.
    for (std::size_t length = 0; length <= (header + line).size(); ++length) {
        std::ofstream(path, std::ios::binary) << (header + line).substr(0, length);
        ObservationIntake intake(path, {}, clock_of_test);
        bool const has_torn = length != 0 && length != header.size() && length != (header + line).size();
        CHECK(intake.counts().refused[static_cast<std::size_t>(Refusal::torn_line)] == (has_torn ? 1 : 0));
        intake.take(message, "", "http");
        CHECK(bytes_of(path) == header + line + (length == (header + line).size() ? line : ""));
    }
    std::ofstream(path, std::ios::binary) << "sensor,kind,time\na,count,07:00\n";
    CHECK(message_of<core::UserError>([&] { ObservationLog const other(path); }).find("is no file that") !=
          std::string::npos);
    CHECK(bytes_of(path) == "sensor,kind,time\na,count,07:00\n");
    CHECK_THROWS_AS(ObservationLog(folder.path() / "none" / "day.csv"), core::CannotWrite);
}

TEST_CASE("what is refused is counted, and kept up to a size", "[listen]")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "day.csv";
    ObservationIntake intake(path, {}, clock_of_test);
    auto const parsed = intake.take("[" + message + R"(,{"sensor":"=x\n"},7])", "", "counts/a");
    CHECK(parsed.rows.size() == 1);
    CHECK(parsed.refused.size() == 2);
    intake.take("\x01{\n", "", "counts/a");
    auto const counts = intake.counts();
    CHECK(counts.messages == 2);
    CHECK(counts.rows == 1);
    CHECK(counts.refused[static_cast<std::size_t>(Refusal::not_json)] == 1);
    CHECK(counts.refused[static_cast<std::size_t>(Refusal::unknown_shape)] == 1);
    auto const kept = bytes_of(folder.path() / "day.refused.csv");
    CHECK(kept.find("2026-05-01T07:05:01,counts/a,not_json,\"no JSON in UTF-8, or not the whole of it\",?{?\n") !=
          std::string::npos);
    for (int i = 0; i < 60'000; ++i) intake.refuse({Refusal::wrong_token, std::string(300, 'x')}, "http");
    CHECK(intake.counts().refused[static_cast<std::size_t>(Refusal::wrong_token)] == 60'000);
    auto const size = std::filesystem::file_size(folder.path() / "day.refused.csv");
    CHECK(size <= 8U << 20U);
    CHECK(size > 7U << 20U);
}

TEST_CASE("so many messages a second are let through, and twice as many at first", "[listen]")
{
    RateLimit limit(10);
    int count = 0;
    while (limit.take(1'000)) ++count;
    CHECK(count == 20);
    CHECK_FALSE(limit.take(1'050));
    CHECK(limit.take(1'150));
    CHECK_FALSE(limit.take(1'150));
    count = 0;
    while (limit.take(100'000)) ++count;
    CHECK(count == 20);
}

TEST_CASE("a request comes in only from here, with the token, as JSON of a told length", "[listen]")
{
    CHECK(status_of(good_request()) == 0);
    auto const with = [](auto&& change) {
        auto request = good_request();
        change(request);
        return status_of(request);
    };
    for (auto const* const host :
         {"", "localhost:8080", "127.0.0.1", "127.0.0.1:8080.evil.example", "127.0.0.1:8081"}) {
        CHECK(with([&](PostRequest& r) { r.host = host; }) == 421);
    }
    CHECK(with([](PostRequest& r) { r.origin = "http://127.0.0.1:8080"; }) == 403);
    for (auto const* const token : {"", "0123456789abcdef", "Bearer", "Bearer ", "Bearer 0123456789abcdeX",
                                    "bearer 0123456789abcdef", "Bearer 0123456789abcdef "}) {
        CHECK(with([&](PostRequest& r) { r.authorization = token; }) == 401);
    }
    for (auto const* const method : {"GET", "PUT", "post", "OPTIONS", ""}) {
        CHECK(with([&](PostRequest& r) { r.method = method; }) == 405);
    }
    for (auto const* const type :
         {"text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"}) {
        CHECK(with([&](PostRequest& r) { r.content_type = type; }) == 415);
    }
    CHECK(with([](PostRequest& r) { r.content_type = "application/geo+json"; }) == 0);
    CHECK(with([](PostRequest& r) { r.is_encoded = true; }) == 411);
    for (auto const* const length : {"", "-1", "12x", "99999999999999999999999"}) {
        CHECK(with([&](PostRequest& r) { r.content_length = length; }) == 411);
    }
    CHECK(with([](PostRequest& r) { r.content_length = "1048576"; }) == 0);
    CHECK(with([](PostRequest& r) { r.content_length = "1048577"; }) == 413);
}

TEST_CASE("observations come in over HTTP and are on disk when it is answered", "[listen]")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "day.csv";
    ObservationIntake intake(path, {}, clock_of_test);
    ObservationServer server(intake, 0, "0123456789abcdef", 50);
    std::thread worker([&] { server.run(); });
    auto const address = server.address();
    int const port = std::stoi(address.substr(address.rfind(':') + 1));
    CHECK_THROWS_AS(ObservationServer(intake, port, "0123456789abcdef", 50), core::CannotWrite);
    httplib::Headers const token{{"Authorization", "Bearer 0123456789abcdef"}};
    auto const post = [&](std::string const& body, httplib::Headers const& headers) {
        httplib::Client client("127.0.0.1", port);
        auto const answer = client.Post("/observations", headers, body, "application/json");
        return answer ? answer->status : -1;
    };
    while (post(message, token) != 201) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(bytes_of(path) == header + line);
    CHECK(post(message, {}) == 401);
    CHECK(post("{", token) == 400);
    auto too_large = token;
    too_large.emplace("Content-Length", "1048577");
    CHECK(post(message, too_large) == 413);  // before it is read
    // A path may hold any byte; the file is of text.
    auto const post_to = [&](std::string const& to) {
        httplib::Client client("127.0.0.1", port);
        auto const answer =
            client.Post(to, token,
                        R"({"result":1,"phenomenonTime":"2026-05-01T00:00:00Z/2026-05-01T00:05:00Z","Datastream":{)"
                        R"("ObservedProperty":{"name":"count"},"unitOfMeasurement":{"symbol":"veh"}}})",
                        "application/json");
        return answer ? answer->status : -1;
    };
    CHECK(post_to("/v1.1/Datastreams(%FF)/Observations") == 400);
    CHECK(post_to("/v1.1/Datastreams(a%00b)/Observations") == 400);
    CHECK(bytes_of(path) == header + line);
    CHECK(post("[" + message + "," + message + "]", token) == 201);
    CHECK(bytes_of(path) == header + line + line + line);
    int too_many = 0;
    for (int i = 0; i < 400 && too_many == 0; ++i) too_many += post(message, token) == 429 ? 1 : 0;
    CHECK(too_many == 1);
    server.stop();
    worker.join();
    auto const counts = intake.counts();
    CHECK(counts.refused[static_cast<std::size_t>(Refusal::wrong_token)] == 1);
    CHECK(counts.refused[static_cast<std::size_t>(Refusal::too_large)] == 1);
    CHECK(counts.refused[static_cast<std::size_t>(Refusal::too_many)] == 1);
    CHECK(bytes_of(path) == header + [&] {
        std::string lines;
        for (long i = 0; i < counts.rows; ++i) lines += line;
        return lines;
    }());
}

TEST_CASE("a server can be stopped at any time", "[listen]")
{
    ScratchFolder const folder;
    ObservationIntake intake(folder.path() / "day.csv", {}, clock_of_test);
    for (int i = 0; i < 20; ++i) {
        ObservationServer server(intake, 0, "0123456789abcdef", 50);
        std::thread worker;
        if (i > 0) worker = std::thread([&] { server.run(); });  // which may begin before the stop, or after it
        server.stop();
        if (i == 0) server.run();
        if (worker.joinable()) worker.join();
    }
    CHECK(intake.counts().messages == 0);
}

TEST_CASE("a broker is a host and a port", "[listen]")
{
    CHECK(broker_of("broker.example").port == 1883);
    CHECK(broker_of("127.0.0.1:2883").host == "127.0.0.1");
    CHECK(broker_of("127.0.0.1:2883").port == 2883);
    for (auto const* const bad : {"", ":1883", "a:", "a:0", "a:65536", "a:1x"}) {
        CHECK_THROWS_AS(broker_of(bad), core::UserError);
    }
    CHECK(is_loopback("localhost"));
    CHECK(is_loopback("127.0.0.53"));
    CHECK(is_loopback("::1"));
    CHECK_FALSE(is_loopback("127.evil.example"));
    CHECK_FALSE(is_loopback("10.0.0.1"));
}
