// Observations from a broker of MQTT, where the program was built with libmosquitto.
#pragma once

#include "serve/observation_intake.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace halong::serve {

struct MqttBroker {
    std::string host;
    int port = 1883;
    std::vector<std::string> topics;  // + and # as MQTT has them
    std::string client_id;            // the broker keeps what comes for this one while it is away
    std::string user;                 // empty: no login
    std::string password;
    // TLS 1.2 or later, with a broker whose certificate one of these authorities has signed for its name (PEM); empty: none.
    std::filesystem::path authorities;
    // A certificate of its own for a broker that asks for one, and its key (PEM); both or none.
    std::filesystem::path certificate;
    std::filesystem::path key;
};

// "HOST:PORT" or "HOST", with the port 1 to 65535. Throws UserError.
MqttBroker broker_of(std::string const& address);

// Whether the host is this machine: localhost, 127.x.y.z or ::1.
bool is_loopback(std::string const& host);

// Subscribes with QoS 1 in a session that outlives the connection; connects again, after a second at first and half a
// minute at most, for as long as it lives.
class MqttSource {
public:
    // The intake outlives it. Throws UserError where the program has no MQTT, a topic is none, a login would go to another
    // machine without TLS, or certificates cannot be read.
    MqttSource(ObservationIntake& intake, MqttBroker broker);
    ~MqttSource();
    MqttSource(MqttSource const&) = delete;
    MqttSource& operator=(MqttSource const&) = delete;

    // Runs until stop() is called from another thread.
    void run();
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace halong::serve
