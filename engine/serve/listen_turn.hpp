// Lets a server of cpp-httplib be stopped before it listens: the library itself forgets such a stop.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

namespace halong::serve {

class ListenTurn {
public:
    // Serves on the server's bound port until stop() is called from another thread; not at all where that was before.
    template <class Server>
    void listen(Server& server)
    {
        {
            std::scoped_lock const lock(mutex_);
            if (is_stopped_) return;
            has_begun_ = true;
        }
        server.listen_after_bind();
        has_ended_ = true;
    }

    template <class Server>
    void stop(Server& server)
    {
        {
            std::scoped_lock const lock(mutex_);
            is_stopped_ = true;
            if (!has_begun_) return;
        }
        while (!server.is_running() && !has_ended_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        server.stop();
    }

private:
    std::mutex mutex_;
    bool is_stopped_ = false;
    bool has_begun_ = false;
    std::atomic<bool> has_ended_ = false;
};

}  // namespace halong::serve
