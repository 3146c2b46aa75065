#include "serve/observation_server.hpp"

#include "core/error.hpp"
#include "serve/answer.hpp"
#include "serve/listen_turn.hpp"

#include <charconv>
#include <chrono>
#include <fmt/format.h>
#include <httplib.h>
#include <mutex>

namespace halong::serve {
namespace {

constexpr char const* loopback = "127.0.0.1";
constexpr std::string_view bearer = "Bearer ";
constexpr std::size_t most_told = 10;
constexpr int patience_s = 5;
constexpr char const* plain_text = "text/plain; charset=utf-8";

bool is_json(std::string_view type)
{
    auto const media = type.substr(0, type.find(';'));
    return media.empty() || (media.starts_with("application/") && media.find("json") != std::string_view::npos);
}

std::optional<std::size_t> length_of(std::string_view text)
{
    std::size_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool const whole = error == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional(value) : std::nullopt;
}

void put(httplib::Response& response, int status, std::string const& text)
{
    response.status = status;
    response.set_content(text + "\n", plain_text);
}

PostRequest headers_of(httplib::Request const& request)
{
    return {request.method,
            request.get_header_value("Host"),
            request.get_header_value("Origin"),
            request.get_header_value("Authorization"),
            request.get_header_value("Content-Type"),
            request.get_header_value("Content-Length"),
            request.has_header("Content-Encoding") || request.has_header("Transfer-Encoding")};
}

std::string text_of(ParsedMessage const& parsed)
{
    auto text = fmt::format("{} taken, {} refused", parsed.rows.size(), parsed.refused.size());
    for (std::size_t i = 0; i < std::min(parsed.refused.size(), most_told); ++i) {
        text += fmt::format("\n{}: {}", name_of(parsed.refused[i].why), parsed.refused[i].detail);
    }
    return text;
}

}  // namespace

std::optional<std::pair<int, Refused>> refusal_of(PostRequest const& request, PostSite const& site)
{
    auto const refuse = [](int status, Refusal why, std::string detail) {
        return std::pair(status, Refused{why, std::move(detail)});
    };
    if (request.host != site.host) {
        return refuse(421, Refusal::wrong_host, "this server answers to its own address only");
    }
    if (!request.origin.empty()) return refuse(403, Refusal::wrong_host, "no page of a browser may send here");
    std::string_view token = request.authorization;
    bool const has_token = token.starts_with(bearer);
    if (has_token) token.remove_prefix(bearer.size());
    if (!has_token || !equal_in_constant_time(token, site.token)) {
        return refuse(401, Refusal::wrong_token, "give the header Authorization: Bearer and the token");
    }
    if (request.method != "POST") return refuse(405, Refusal::wrong_request, "observations come by POST");
    if (!is_json(request.content_type)) return refuse(415, Refusal::wrong_request, "send JSON: application/json");
    auto const length = length_of(request.content_length);
    if (request.is_encoded || !length) {
        return refuse(411, Refusal::wrong_request, "send it whole, with Content-Length and without an encoding");
    }
    if (*length > site.limits.bytes) {
        return refuse(413, Refusal::too_large, fmt::format("{} bytes: at most {}", *length, site.limits.bytes));
    }
    return std::nullopt;
}

struct ObservationServer::State {
    State(ObservationIntake& taker, double per_second) : intake(taker), rate(per_second) {}

    ObservationIntake& intake;
    PostSite site;
    std::mutex rate_mutex;
    RateLimit rate;
    httplib::Server server;
    ListenTurn turn;

    bool is_too_many()
    {
        auto const now = std::chrono::steady_clock::now().time_since_epoch();
        std::scoped_lock const lock(rate_mutex);
        return !rate.take(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
    }

    [[nodiscard]] bool is_read(PostRequest const& request) const
    {
        auto const length = length_of(request.content_length);
        return request.method == "POST" && !request.is_encoded && length && *length <= site.limits.bytes;
    }

    // True where the request is done with.
    bool refuses(PostRequest const& request, httplib::Response& response)
    {
        auto found = refusal_of(request, site);
        // Who has no token does not use up what those have who do.
        if (!found && is_too_many()) {
            found = {429, {Refusal::too_many, "more messages a second than are taken: send several as a list"}};
        }
        if (!found) return false;
        intake.refuse(found->second, "http");
        if (found->first == 401) response.set_header("WWW-Authenticate", "Bearer");
        if (found->first == 429) response.set_header("Retry-After", "1");
        put(response, found->first, found->second.detail);
        return true;
    }

    void take(httplib::Request const& request, httplib::Response& response)
    {
        try {
            auto const parsed = intake.take(request.body, request.path, "http");
            put(response, parsed.rows.empty() ? 400 : 201, text_of(parsed));
        } catch (core::CannotWrite const&) {
            put(response, 507, "it cannot be written");
        }
    }
};

ObservationServer::ObservationServer(ObservationIntake& intake, int port, std::string token, double messages_per_second)
    : state_(std::make_unique<State>(intake, messages_per_second))
{
    auto& server = state_->server;
    server.set_default_headers({{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}});
    server.set_pre_routing_handler([this](httplib::Request const& request, httplib::Response& response) {
        // A body of some length is read even where it is refused: an answer on a connection with unread bytes may be lost.
        auto const headers = headers_of(request);
        bool const is_done = !state_->is_read(headers) && state_->refuses(headers, response);
        return is_done ? httplib::Server::HandlerResponse::Handled : httplib::Server::HandlerResponse::Unhandled;
    });
    server.Post(".*", [this](httplib::Request const& request, httplib::Response& response) {
        if (!state_->refuses(headers_of(request), response)) state_->take(request, response);
    });
    // What was not read of a refused request must not be taken for the next one.
    server.set_keep_alive_max_count(1);
    server.set_read_timeout(patience_s);
    server.set_write_timeout(patience_s);
    server.set_payload_max_length(state_->site.limits.bytes);
    // By default the library lets others open the same port beside it, and take a part of what is sent.
    server.set_socket_options([](socket_t socket) {
        int const yes = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    bool const is_bound =
        port == 0 ? (port = server.bind_to_any_port(loopback)) > 0 : server.bind_to_port(loopback, port);
    if (!is_bound) {
        throw core::CannotWrite(fmt::format("{}:{}", loopback, port), "the port cannot be opened",
                                "end who uses it, or give --http another port (without one, the system chooses)");
    }
    state_->site.host = fmt::format("{}:{}", loopback, port);
    state_->site.token = std::move(token);
}

ObservationServer::~ObservationServer() { stop(); }

std::string ObservationServer::address() const { return fmt::format("http://{}/", state_->site.host); }

void ObservationServer::run() { state_->turn.listen(state_->server); }

void ObservationServer::stop() { state_->turn.stop(state_->server); }

}  // namespace halong::serve
