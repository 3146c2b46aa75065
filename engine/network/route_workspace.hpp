// What a thread needs to serve one origin after the other, lent from a pool.
#pragma once

#include "network/congestion.hpp"
#include "network/hierarchy_tree.hpp"
#include "network/route_code.hpp"

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace halong::network {

struct RouteWorkspace {
    HierarchyTree tree;
    RouteCode code;
    LinkLoads loads;
};

// Lends workspaces to threads. Which thread gets which does not matter: loads are whole numbers.
class RouteWorkspacePool {
public:
    explicit RouteWorkspacePool(std::size_t link_count) : link_count_(link_count) {}

    RouteWorkspace& borrow()
    {
        std::lock_guard const lock(mutex_);
        if (idle_.empty()) {
            all_.push_back(std::make_unique<RouteWorkspace>());
            all_.back()->loads.assign(link_count_, 0);
            return *all_.back();
        }
        RouteWorkspace& workspace = *idle_.back();
        idle_.pop_back();
        return workspace;
    }
    void give_back(RouteWorkspace& workspace)
    {
        std::lock_guard const lock(mutex_);
        idle_.push_back(&workspace);
    }
    // Moves what the workspaces have gathered into `loads`.
    void collect(LinkLoads& loads)
    {
        for (auto const& workspace : all_) {
            for (std::size_t i = 0; i < loads.size(); ++i) loads[i] += std::exchange(workspace->loads[i], 0);
        }
    }

private:
    std::size_t link_count_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<RouteWorkspace>> all_;
    std::vector<RouteWorkspace*> idle_;
};

}  // namespace halong::network
