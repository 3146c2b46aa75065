#include "cluster/run_sweep.hpp"

#include "core/error.hpp"
#include "core/phase_timer.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <new>
#include <thread>

namespace halong::cluster {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds tend_interval{10};
constexpr std::chrono::milliseconds watch_interval{200};
constexpr std::chrono::seconds claim_interval{10};

// One thread and what it is at.
struct Worker {
    std::thread thread;
    std::atomic<double> share = 0;
    std::string id;  // of its task; "" between tasks. Guarded by SweepRun's mutex, as is the next
    double busy_s = 0;
};

class SweepRun {
public:
    SweepRun(Plan const& plan, TaskStore const& store, TaskRunner& runner, TaskSource& source,
             SweepSettings const& settings, StopAsked const& stop_asked)
        : plan_(plan),
          store_(store),
          runner_(runner),
          source_(source),
          settings_(settings),
          stop_asked_(stop_asked),
          workers_(static_cast<std::size_t>(std::max(1, settings.threads))),
          at_work_(workers_.size())
    {}

    SweepEnd run(SweepWatcher const& watcher)
    {
        auto const start = Clock::now();
        for (Worker& worker : workers_) {
            worker.thread = std::thread([this, &worker] { work(worker); });
        }
        watch(watcher);
        for (Worker& worker : workers_) worker.thread.join();
        if (fault_) std::rethrow_exception(fault_);
        end_.wall_s = core::seconds_since(start);
        for (Worker const& worker : workers_) end_.busy_share += worker.busy_s;
        end_.busy_share /= std::max(1e-9, end_.wall_s * static_cast<double>(workers_.size()));
        std::ranges::sort(end_.failures, {}, &TaskFailure::id);
        return std::move(end_);
    }

private:
    void work(Worker& worker)
    {
        try {
            while (auto const number = source_.next()) run_task(worker, plan_.task(*number));
        } catch (...) {  // a fault of the sweep itself, not of a task
            std::scoped_lock const lock(mutex_);
            fault_ = std::current_exception();
        }
        std::scoped_lock const lock(mutex_);
        --at_work_;
        changed_.notify_all();
    }

    void run_task(Worker& worker, Task const& task)
    {
        auto const start = Clock::now();
        std::string reason;
        try {
            if (!store_.claim(task.id, settings_.take_over)) return count(end_.elsewhere);
            if (store_.has(task.id)) {  // somebody else has finished it since it was given out
                store_.release(task.id);
                return count(end_.elsewhere);
            }
            begin(worker, task.id);
            TaskEnd const end = runner_.run(task, worker.share);
            end_claim(worker, task.id);
            count(end == TaskEnd::finished ? end_.finished : end_.stopped);
        } catch (core::UserError const& error) {
            reason = error.what();
        } catch (core::CannotWrite const& error) {
            reason = error.what();
        } catch (std::bad_alloc const&) {
            reason = "out of memory: run fewer tasks at once (--threads)";
        } catch (std::exception const& error) {
            reason = std::string("internal fault: ") + error.what();
        }
        if (!reason.empty()) {
            end_claim(worker, task.id);
            fail(task.id, reason);
        }
        std::scoped_lock const lock(mutex_);
        worker.busy_s += core::seconds_since(start);
    }

    void begin(Worker& worker, std::string const& id)
    {
        worker.share = 0;
        std::scoped_lock const lock(mutex_);
        worker.id = id;
    }

    // First nobody renews it any more, then it goes.
    void end_claim(Worker& worker, std::string const& id)
    {
        {
            std::scoped_lock const lock(mutex_);
            worker.id.clear();
        }
        store_.release(id);
    }

    void count(std::size_t& number)
    {
        std::scoped_lock const lock(mutex_);
        ++number;
    }

    void fail(std::string const& id, std::string const& reason)
    {
        TaskFailure const failure{id, reason, host_name()};
        try {
            store_.note_failure(failure);
        } catch (core::CannotWrite const&) {  // a full disk: the reason is still told at the end
        }
        std::scoped_lock const lock(mutex_);
        end_.failures.push_back(failure);
    }

    // Until all threads have ended.
    void watch(SweepWatcher const& watcher)
    {
        auto last_watch = Clock::now();
        auto last_claims = last_watch;
        std::unique_lock lock(mutex_);
        while (at_work_ > 0) {
            lock.unlock();
            source_.tend(stop_asked_());
            if (watcher && Clock::now() - last_watch >= watch_interval) {
                watcher(progress());
                last_watch = Clock::now();
            }
            if (Clock::now() - last_claims >= claim_interval) {
                renew_claims();
                last_claims = Clock::now();
            }
            lock.lock();
            changed_.wait_for(lock, tend_interval, [this] { return at_work_ == 0; });
        }
    }

    SweepProgress progress()
    {
        std::scoped_lock const lock(mutex_);
        SweepProgress progress{static_cast<double>(end_.finished + end_.failures.size()), end_.failures.size(), 0};
        for (Worker const& worker : workers_) {
            if (worker.id.empty()) continue;
            ++progress.running;
            progress.done += worker.share;
        }
        return progress;
    }

    // A task may end while its claim is renewed; then the claim goes at once.
    void renew_claims()
    {
        for (Worker const& worker : workers_) {
            std::unique_lock lock(mutex_);
            std::string const id = worker.id;
            lock.unlock();
            if (id.empty()) continue;
            store_.renew(id, worker.share);
            lock.lock();
            if (worker.id == id) continue;
            lock.unlock();
            store_.release(id);
        }
    }

    Plan const& plan_;
    TaskStore const& store_;
    TaskRunner& runner_;
    TaskSource& source_;
    SweepSettings settings_;
    StopAsked const& stop_asked_;
    std::deque<Worker> workers_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t at_work_;
    SweepEnd end_;
    std::exception_ptr fault_;
};

}  // namespace

SweepEnd run_sweep(Plan const& plan, TaskStore const& store, TaskRunner& runner, TaskSource& source,
                   SweepSettings const& settings, StopAsked const& stop_asked, SweepWatcher const& watcher)
{
    return SweepRun(plan, store, runner, source, settings, stop_asked).run(watcher);
}

}  // namespace halong::cluster
