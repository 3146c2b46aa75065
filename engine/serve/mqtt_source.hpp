// Observations from a broker of MQTT, where the program was built with libmosquitto.
#pragma once

#include "serve/observation_intake.hpp"

#include <memory>
#include <string>
#include <vector>

namespace halong::serve {

struct MqttBroker {
    std::string host;
    int port = 1883;
    std::vector<std::string> topics;  // + and # as MQTT has them
    std::string client_id;            // the broker keeps what comes for this one while it is away
};

// "HOST:PORT" or "HOST", with the port 1 to 65535. Throws UserError.
MqttBroker broker_of(std::string const& address);

// Subscribes with QoS 1 in a session that outlives the connection; connects again, after a second at first and half a
// minute at most, for as long as it lives.
class MqttSource {
public:
    // The intake outlives it. Throws UserError where the program has no MQTT, or a topic is none.
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
