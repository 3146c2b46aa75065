#include "serve/mqtt_source.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <span>
#include <string_view>
#include <thread>
#include <utility>

#ifdef HALONG_HAS_MQTT
#include <mosquitto.h>
#endif

namespace halong::serve {

MqttBroker broker_of(std::string const& address)
{
    MqttBroker broker;
    auto const colon = address.rfind(':');
    broker.host = address.substr(0, colon);
    if (colon != std::string::npos) {
        auto const* const end_of_text = address.data() + address.size();
        auto const [end, error] = std::from_chars(address.data() + colon + 1, end_of_text, broker.port);
        if (error != std::errc{} || end != end_of_text) broker.port = 0;
    }
    if (broker.host.empty() || broker.port < 1 || broker.port > 65'535) {
        throw core::UserError(core::Diagnostic{"--mqtt", 0, 0, fmt::format("'{}' is no HOST:PORT", address),
                                               "such as 127.0.0.1:1883; the port is 1 to 65535"});
    }
    return broker;
}

bool is_loopback(std::string const& host)
{
    bool const is_v4 =
        host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos && host.size() <= 15;
    return is_v4 || host == "localhost" || host == "::1";
}

#ifdef HALONG_HAS_MQTT

namespace {

constexpr int keep_alive_s = 30;
constexpr int look_ms = 200;
constexpr int at_least_once = 1;
constexpr int longest_pause_s = 30;
constexpr int denied = 0x80;  // MQTT 3.1.1, section 3.9.3

[[noreturn]] void refuse(std::string const& option, std::string message, std::string help)
{
    throw core::UserError(core::Diagnostic{option, 0, 0, std::move(message), std::move(help)});
}

void require_readable(std::string const& option, std::filesystem::path const& file)
{
    if (!file.empty() && !std::ifstream(file)) refuse(option, fmt::format("{} cannot be read", file.string()), "");
}

// What cannot work is told before anything begins.
void check(MqttBroker const& broker)
{
    for (std::string const& topic : broker.topics) {
        if (mosquitto_sub_topic_check(topic.c_str()) == MOSQ_ERR_SUCCESS) continue;
        refuse("--topic", fmt::format("'{}' is no topic to subscribe", topic),
               "+ stands for one level, # for all that follow, at the end");
    }
    if (!broker.user.empty() && broker.authorities.empty() && !is_loopback(broker.host)) {
        refuse("--mqtt-user", fmt::format("the password would go to {} for everybody to read", broker.host),
               "give --mqtt-ca, the certificates of those who vouch for the broker, for TLS");
    }
    if (broker.certificate.empty() != broker.key.empty())
        refuse("--mqtt-cert", "a certificate and its key go together", "give --mqtt-cert and --mqtt-key, or neither");
    if (!broker.certificate.empty() && broker.authorities.empty())
        refuse("--mqtt-cert", "a certificate is for TLS", "give --mqtt-ca as well");
    require_readable("--mqtt-ca", broker.authorities);
    require_readable("--mqtt-cert", broker.certificate);
    require_readable("--mqtt-key", broker.key);
}

char const* text_or_null(std::string const& text) { return text.empty() ? nullptr : text.c_str(); }

}  // namespace

struct MqttSource::State {
    State(ObservationIntake& taker, MqttBroker where) : intake(taker), broker(std::move(where))
    {
        mosquitto_lib_init();
        // The library is begun before. NOLINTNEXTLINE(*-prefer-member-initializer)
        client = mosquitto_new(broker.client_id.c_str(), false, this);
        core::ensure(client != nullptr, "no client of MQTT could be made");
        try {
            secure();
        } catch (...) {
            mosquitto_destroy(client);
            mosquitto_lib_cleanup();
            throw;
        }
        mosquitto_connect_callback_set(
            client, [](mosquitto*, void* state, int result) { static_cast<State*>(state)->connected(result); });
        mosquitto_subscribe_callback_set(
            client, [](mosquitto*, void* state, int message_id, int count, int const* granted) {
                static_cast<State*>(state)->subscribed(message_id, {granted, static_cast<std::size_t>(count)});
            });
        mosquitto_message_callback_set(client, [](mosquitto*, void* state, mosquitto_message const* message) {
            static_cast<State*>(state)->take(*message);
        });
    }
    ~State()
    {
        mosquitto_destroy(client);
        mosquitto_lib_cleanup();
    }
    State(State const&) = delete;
    State& operator=(State const&) = delete;

    // Login and TLS. The broker's name must be that of its certificate: libmosquitto checks it unless told otherwise.
    void secure() const
    {
        if (!broker.user.empty()) {
            int const failed = mosquitto_username_pw_set(client, broker.user.c_str(), text_or_null(broker.password));
            if (failed != MOSQ_ERR_SUCCESS) refuse("--mqtt-user", mosquitto_strerror(failed), "");
        }
        if (broker.authorities.empty()) return;
        int failed =
            mosquitto_tls_set(client, broker.authorities.c_str(), nullptr, text_or_null(broker.certificate.string()),
                              text_or_null(broker.key.string()), no_pass_phrase);
        constexpr int verify_peer = 1;
        if (failed == MOSQ_ERR_SUCCESS) failed = mosquitto_tls_opts_set(client, verify_peer, nullptr, nullptr);
        if (failed != MOSQ_ERR_SUCCESS) {
            refuse("--mqtt-ca", fmt::format("TLS cannot be set up: {}", mosquitto_strerror(failed)),
                   "certificates and keys are in PEM, the key without a pass phrase");
        }
    }

    // A key with a pass phrase would be asked for at a terminal, which nobody watches.
    static int no_pass_phrase(char*, int, int, void*) { return 0; }

    void connected(int result)
    {
        if (result != 0) {
            std::fprintf(stderr, "%s:%d refused the connection: %s\n", broker.host.c_str(), broker.port,
                         mosquitto_connack_string(result));
            return;
        }
        pause_s = 1;
        asked.clear();
        for (std::string const& topic : broker.topics) {
            int message_id = 0;
            int const failed = mosquitto_subscribe(client, &message_id, topic.c_str(), at_least_once);
            if (failed == MOSQ_ERR_SUCCESS)
                asked.emplace(message_id, topic);
            else
                tell_denied(topic, mosquitto_strerror(failed));
        }
    }

    // The broker's answer to one request: a quality of service, or that it denies it.
    void subscribed(int message_id, std::span<int const> granted)
    {
        auto const found = asked.find(message_id);
        if (found == asked.end()) return;
        if (std::ranges::find(granted, denied) != granted.end()) tell_denied(found->second, "the broker denies it");
        asked.erase(found);
    }

    void tell_denied(std::string const& topic, char const* why) const
    {
        std::fprintf(stderr, "%s:%d: nothing comes from topic '%s': %s\n", broker.host.c_str(), broker.port,
                     topic.c_str(), why);
    }

    // Callbacks of C must not throw; what was thrown ends the program by the intake, which keeps it.
    void take(mosquitto_message const& message) noexcept
    {
        try {
            std::string_view const text(static_cast<char const*>(message.payload),
                                        static_cast<std::size_t>(std::max(message.payloadlen, 0)));
            intake.take(text, message.topic, message.topic);
        } catch (...) {
            is_stopped = true;
        }
    }

    void wait() const
    {
        auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(pause_s);
        while (!is_stopped && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(std::chrono::milliseconds(look_ms));
        }
    }

    void run()
    {
        // Does not wait for a host that does not answer: whoever stops it would have to wait, too.
        int result = mosquitto_connect_async(client, broker.host.c_str(), broker.port, keep_alive_s);
        while (!is_stopped) {
            if (result == MOSQ_ERR_SUCCESS) result = mosquitto_loop(client, look_ms, 1);
            if (result == MOSQ_ERR_SUCCESS || is_stopped) continue;
            std::fprintf(stderr, "%s:%d: %s; again in %d s\n", broker.host.c_str(), broker.port,
                         mosquitto_strerror(result), pause_s);
            wait();
            pause_s = std::min(2 * pause_s, longest_pause_s);
            result = mosquitto_reconnect_async(client);
        }
        mosquitto_disconnect(client);
    }

    ObservationIntake& intake;
    MqttBroker broker;
    mosquitto* client = nullptr;
    std::atomic<bool> is_stopped = false;
    int pause_s = 1;
    std::map<int, std::string> asked;  // topics whose answers are to come, by the requests' numbers
};

MqttSource::MqttSource(ObservationIntake& intake, MqttBroker broker)
{
    check(broker);
    state_ = std::make_unique<State>(intake, std::move(broker));
}

void MqttSource::run() { state_->run(); }

void MqttSource::stop() { state_->is_stopped = true; }

#else

struct MqttSource::State {};

MqttSource::MqttSource(ObservationIntake&, MqttBroker)
{
    throw core::UserError(core::Diagnostic{"--mqtt", 0, 0, "this program was built without MQTT",
                                           "install libmosquitto-dev and build again (HALONG_MQTT=ON), or use --http"});
}

void MqttSource::run() {}

void MqttSource::stop() {}

#endif

MqttSource::~MqttSource() = default;

}  // namespace halong::serve
