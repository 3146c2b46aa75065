// What several tasks need alike and takes long to make: made once in a process, by whoever comes first.
#pragma once

#include <algorithm>
#include <cstdint>
#include <future>
#include <list>
#include <memory>
#include <mutex>

namespace halong::cluster {

// Parts of one kind by the hash of all that they follow from. Those that were asked for last are kept; others live as long
// as somebody holds them.
template <class Part>
class SharedParts {
public:
    explicit SharedParts(std::size_t kept) : kept_(std::max<std::size_t>(1, kept)) {}

    // What `make` returns, or what it returned for this key before. Others who ask meanwhile wait for it. What it throws
    // goes to all of them, and the next one who asks tries again.
    template <class Make>
    std::shared_ptr<Part const> get(std::uint64_t key, Make const& make)
    {
        std::promise<std::shared_ptr<Part const>> promise;
        std::unique_lock lock(mutex_);
        auto const found = std::ranges::find(entries_, key, &Entry::key);
        if (found != entries_.end()) {
            entries_.splice(entries_.begin(), entries_, found);
            auto const part = found->part;
            lock.unlock();
            return part.get();
        }
        entries_.push_front({key, promise.get_future().share()});
        if (entries_.size() > kept_) entries_.pop_back();
        auto const part = entries_.front().part;
        lock.unlock();
        try {
            promise.set_value(std::make_shared<Part const>(make()));
        } catch (...) {
            promise.set_exception(std::current_exception());
            lock.lock();
            std::erase_if(entries_, [key](Entry const& entry) { return entry.key == key; });
        }
        return part.get();
    }

private:
    struct Entry {
        std::uint64_t key;
        std::shared_future<std::shared_ptr<Part const>> part;
    };

    std::size_t kept_;
    std::mutex mutex_;
    std::list<Entry> entries_;  // the last one that was asked for first
};

}  // namespace halong::cluster
