#include "serve/loopback_server.hpp"

#include "core/error.hpp"
#include "serve/answer.hpp"
#include "serve/listen_turn.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <httplib.h>

namespace halong::serve {
namespace {

constexpr char const* loopback = "127.0.0.1";
constexpr std::size_t piece_bytes = 1 << 18;

// Sends a file piece by piece, so that large ones need no memory.
void send(Answer const& answer, httplib::Response& response)
{
    std::error_code failed;
    auto const size = std::filesystem::file_size(answer.file, failed);
    auto const stream = std::make_shared<std::ifstream>(answer.file, std::ios::binary);
    if (failed || !*stream) {
        response.status = 404;
        response.set_content("not found\n", "text/plain; charset=utf-8");
        return;
    }
    response.set_content_provider(size, answer.type,
                                  [stream](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                                      std::string piece(std::min(length, piece_bytes), '\0');
                                      stream->seekg(static_cast<std::streamoff>(offset));
                                      stream->read(piece.data(), static_cast<std::streamsize>(piece.size()));
                                      auto const got = static_cast<std::size_t>(stream->gcount());
                                      return got > 0 && sink.write(piece.data(), got);
                                  });
}

}  // namespace

struct LoopbackServer::State {
    Site site;
    httplib::Server server;
    ListenTurn turn;

    void answer(httplib::Request const& request, httplib::Response& response) const
    {
        auto const one = answer_to(
            {request.method, request.path, request.get_header_value("Host"), request.get_header_value("Origin")}, site);
        response.status = one.status;
        if (one.file.empty()) {
            response.set_content(one.text, one.type);
        } else {
            send(one, response);
        }
    }
};

LoopbackServer::LoopbackServer(SiteFiles files) : state_(std::make_unique<State>())
{
    httplib::Headers headers;
    for (auto const& [name, value] : safety_headers()) headers.emplace(name, value);
    state_->server.set_default_headers(std::move(headers));
    state_->server.set_pre_routing_handler([this](httplib::Request const& request, httplib::Response& response) {
        state_->answer(request, response);
        return httplib::Server::HandlerResponse::Handled;
    });
    state_->server.set_keep_alive_max_count(1000);
    state_->server.set_payload_max_length(0);
    int const port = state_->server.bind_to_any_port(loopback);
    if (port <= 0) throw core::CannotWrite(loopback, "no port of it can be opened", "free a port, or write --out");
    state_->site = {fmt::format("{}:{}", loopback, port), new_token(), std::move(files)};
}

LoopbackServer::~LoopbackServer() { stop(); }

std::string LoopbackServer::address() const
{
    return fmt::format("http://{}/{}/", state_->site.host, state_->site.token);
}

void LoopbackServer::run() { state_->turn.listen(state_->server); }

void LoopbackServer::stop() { state_->turn.stop(state_->server); }

}  // namespace halong::serve
