// A web server for the browser on this machine alone.
#pragma once

#include "serve/site_files.hpp"

#include <memory>
#include <string>

namespace halong::serve {

class LoopbackServer {
public:
    // Binds 127.0.0.1 on a port that the system chooses, with a token of its own. Throws CannotWrite when it cannot.
    explicit LoopbackServer(SiteFiles files);
    ~LoopbackServer();
    LoopbackServer(LoopbackServer const&) = delete;
    LoopbackServer& operator=(LoopbackServer const&) = delete;

    // "http://127.0.0.1:<port>/<token>/"
    [[nodiscard]] std::string address() const;
    // Serves until stop() is called from another thread, which may be before.
    void run();
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace halong::serve
