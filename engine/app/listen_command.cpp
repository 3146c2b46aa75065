#include "app/settings.hpp"
#include "app/stop_signals.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "serve/answer.hpp"
#include "serve/mqtt_source.hpp"
#include "serve/observation_server.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <thread>
#include <vector>

namespace halong::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t least_token = 16;
constexpr serve::LocalMillis told_every_ms = 60'000;

// The first line of a file that nobody else may read; `what` it is, for messages.
std::string secret_of(fs::path const& path, std::string_view what, std::string const& help)
{
    auto const fail = [&](std::string const& message, std::string const& then) {
        throw core::UserError(core::Diagnostic{path.string(), 0, 0, message, then});
    };
    struct stat state = {};
    if (::stat(path.c_str(), &state) != 0) fail("cannot be read", help);
    if ((state.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        fail(fmt::format("others than its owner may read the {}", what), fmt::format("chmod 600 {}", path.string()));
    }
    std::ifstream file(path);
    std::string secret;
    std::getline(file, secret);
    while (!secret.empty() && secret.back() == '\r') secret.pop_back();
    if (secret.empty()) fail(fmt::format("there is no {} on its first line", what), help);
    return secret;
}

std::string token_of(fs::path const& path)
{
    std::string token = secret_of(path, "token", "write a token into it, such as openssl rand -hex 16 makes");
    while (!token.empty() && token.back() == ' ') token.pop_back();
    bool const is_visible = std::ranges::all_of(token, [](char letter) { return letter > ' ' && letter <= '~'; });
    if (token.size() < least_token || !is_visible) {
        throw core::UserError(
            core::Diagnostic{path.string(), 0, 0, fmt::format("the token has {} letters", token.size()),
                             fmt::format("{} or more visible ones of ASCII, on the first line", least_token)});
    }
    return token;
}

// When to end; nothing: not by the clock.
std::optional<serve::LocalMillis> end_of(std::string const& until)
{
    if (until.empty()) return std::nullopt;
    auto const now = serve::local_now();
    auto const end =
        serve::local_time_of(fmt::format("{}T{}", serve::local_date_text(now), until), serve::NoZone::local);
    if (end && *end > now) return end;
    throw core::UserError(
        core::Diagnostic{"--until", 0, 0, fmt::format("'{}' is {}", until, end ? "over today" : "no time of day"),
                         fmt::format("give a later time than {} as HH:MM; the clock is the city's, UTC+7",
                                     serve::local_time_text(now))});
}

std::string text_of(serve::IntakeCounts const& counts)
{
    auto text = fmt::format("{} messages, {} rows taken", counts.messages, counts.rows);
    for (std::size_t i = 0; i < counts.refused.size(); ++i) {
        if (counts.refused[i] == 0) continue;
        text += fmt::format(", {} {}", counts.refused[i], serve::name_of(static_cast<serve::Refusal>(i)));
    }
    return text;
}

std::unique_ptr<serve::MqttSource> mqtt_of(ListenSettings const& settings, serve::ObservationIntake& intake)
{
    if (settings.mqtt.empty()) return nullptr;
    auto broker = serve::broker_of(settings.mqtt);
    broker.topics = settings.topics;
    if (broker.topics.empty()) {
        throw core::UserError(core::Diagnostic{"--mqtt", 0, 0, "there is nothing to subscribe",
                                               "give --topic, such as --topic 'counts/#'"});
    }
    broker.user = settings.mqtt_user;
    if (!settings.mqtt_password_file.empty()) {
        broker.password = secret_of(settings.mqtt_password_file, "password", "write the broker's password into it");
    }
    broker.authorities = settings.mqtt_authorities;
    broker.certificate = settings.mqtt_certificate;
    broker.key = settings.mqtt_key;
    // The same after a restart: the broker has kept what came for it.
    broker.client_id = "halong-" + core::hex(core::hash_of(fs::absolute(settings.out).lexically_normal().string()));
    return std::make_unique<serve::MqttSource>(intake, std::move(broker));
}

// Runs what listens in threads of their own, until it is time to end, or StopSignals says so.
void listen(ListenSettings const& settings, serve::ObservationIntake const& intake, serve::ObservationServer* server,
            serve::MqttSource* mqtt, std::optional<serve::LocalMillis> end)
{
    std::vector<std::thread> workers;
    if (server != nullptr) workers.emplace_back([server] { server->run(); });
    if (mqtt != nullptr) workers.emplace_back([mqtt] { mqtt->run(); });
    auto told = serve::local_now();
    std::string before;
    std::exception_ptr failure;
    while (!StopSignals::requested() && !failure && (!end || serve::local_now() < *end)) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        try {
            intake.require_writable();
        } catch (...) {
            failure = std::current_exception();
        }
        if (settings.quiet || serve::local_now() < told + told_every_ms) continue;
        told = serve::local_now();
        auto const text = text_of(intake.counts());
        if (text != before) fmt::print("{} {}\n", serve::local_time_text(told), text);
        before = text;
        std::fflush(stdout);
    }
    if (server != nullptr) server->stop();
    if (mqtt != nullptr) mqtt->stop();
    for (std::thread& worker : workers) worker.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace

int listen_command(ListenSettings const& settings)
{
    if (settings.out.extension() != ".csv") {
        throw core::UserError(core::Diagnostic{"--out", 0, 0, fmt::format("'{}' is no .csv", settings.out.string()),
                                               "observations are read from a CSV, such as today.csv"});
    }
    auto const end = end_of(settings.until);
    auto devices = settings.devices.empty() ? serve::Devices{} : serve::read_devices(settings.devices);
    auto const known = devices.size();
    bool const has_http = settings.http_port >= 0 || settings.mqtt.empty();
    std::string const token = !has_http                     ? ""
                              : settings.token_file.empty() ? serve::new_token()
                                                            : token_of(settings.token_file);
    serve::ObservationIntake intake(settings.out, std::move(devices));
    std::unique_ptr<serve::ObservationServer> server;
    if (has_http) {
        server = std::make_unique<serve::ObservationServer>(intake, std::max(settings.http_port, 0), token,
                                                            settings.messages_per_second);
    }
    auto const mqtt = mqtt_of(settings, intake);
    fmt::print("{}: {} devices known beforehand\n", settings.out.string(), known);
    if (server != nullptr) {
        fmt::print("POST to {}observations\n", server->address());
        if (settings.token_file.empty()) fmt::print("Authorization: Bearer {}\n", token);
    }
    if (mqtt != nullptr) fmt::print("{} at {}\n", fmt::join(settings.topics, ", "), settings.mqtt);
    StopSignals const stop;
    fmt::print("Ctrl-C ends it\n");
    std::fflush(stdout);
    listen(settings, intake, server.get(), mqtt.get(), end);
    fmt::print("{}\n", text_of(intake.counts()));
    return done;
}

}  // namespace halong::app
