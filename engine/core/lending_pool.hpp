// Things that are dear to make, such as the tables that a thread needs for one task after another: made when all are lent, and
// kept for who comes next.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace halong::core {

// Lends things to any threads. Who gets which one is left to chance: results must not depend on it.
template <class Thing>
class LendingPool {
public:
    // Gives its thing back when it ends. The pool outlives it.
    class Loan {
    public:
        Loan(LendingPool& pool, std::unique_ptr<Thing> thing) : pool_(pool), thing_(std::move(thing)) {}
        ~Loan() { pool_.give_back(std::move(thing_)); }
        Loan(Loan const&) = delete;
        Loan& operator=(Loan const&) = delete;
        [[nodiscard]] Thing& operator*() const { return *thing_; }
        [[nodiscard]] Thing* operator->() const { return thing_.get(); }

    private:
        LendingPool& pool_;
        std::unique_ptr<Thing> thing_;
    };

    // `make` is called by several threads at once.
    explicit LendingPool(std::function<std::unique_ptr<Thing>()> make) : make_(std::move(make)) {}

    [[nodiscard]] Loan borrow()
    {
        {
            std::scoped_lock const lock(mutex_);
            if (!idle_.empty()) {
                auto thing = std::move(idle_.back());
                idle_.pop_back();
                return Loan(*this, std::move(thing));
            }
        }
        return Loan(*this, make_());
    }

    // Calls visit(Thing&) for each that is not lent, in any order.
    template <class Visit>
    void for_each_idle(Visit const& visit)
    {
        std::scoped_lock const lock(mutex_);
        for (auto const& thing : idle_) visit(*thing);
    }

private:
    void give_back(std::unique_ptr<Thing> thing)
    {
        std::scoped_lock const lock(mutex_);
        idle_.push_back(std::move(thing));
    }

    std::function<std::unique_ptr<Thing>()> make_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Thing>> idle_;
};

}  // namespace halong::core
