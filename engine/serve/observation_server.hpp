// Takes observations over HTTP, on the loopback address.
#pragma once

#include "serve/observation_intake.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace halong::serve {

struct PostRequest {
    std::string method;
    std::string host;  // header, "" where there is none; so with the others
    std::string origin;
    std::string authorization;
    std::string content_type;
    std::string content_length;
    bool is_encoded = false;  // has Content-Encoding or Transfer-Encoding: its length is not told beforehand
};

struct PostSite {
    std::string host;   // "127.0.0.1:<port>": the only Host
    std::string token;  // of "Authorization: Bearer <token>"
    MessageLimits limits;
};

// Why a request is refused by its headers, with the status of the answer; nothing where it may come in. Status 421
// for another Host, 403 for any Origin (pages of browsers have no business here), 401 without the token, 405 for other
// methods than POST, 415 for what is no JSON, 411 without a length, 413 for too much.
std::optional<std::pair<int, Refused>> refusal_of(PostRequest const& request, PostSite const& site);

class ObservationServer {
public:
    // Binds 127.0.0.1; port 0: one that the system chooses. `messages_per_second`, with the token: see RateLimit; what is
    // beyond gets status 429. The intake outlives it. Throws CannotWrite where the port cannot be opened.
    ObservationServer(ObservationIntake& intake, int port, std::string token, double messages_per_second);
    ~ObservationServer();
    ObservationServer(ObservationServer const&) = delete;
    ObservationServer& operator=(ObservationServer const&) = delete;

    // "http://127.0.0.1:<port>/"
    [[nodiscard]] std::string address() const;
    // Serves until stop() is called from another thread, which may be before. What is taken gets status 201, a message of
    // which nothing is taken 400, and 507 where it cannot be written.
    void run();
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace halong::serve
