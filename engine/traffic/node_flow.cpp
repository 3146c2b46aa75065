#include "traffic/node_flow.hpp"

#include "core/error.hpp"

#include <cstdint>
#include <limits>

namespace halong::traffic {
namespace {

class NodeFlow {
public:
    explicit NodeFlow(NodeDemand const& demand)
        : demand_(demand),
          ins_(demand.sending.size()),
          outs_(demand.receiving.size()),
          left_(demand.receiving),
          open_(ins_, 1),
          through_(ins_, 0.0)
    {
        left_.push_back(demand.node_capacity);
    }

    std::vector<double> solve()
    {
        for (std::size_t in = 0; in < ins_; ++in) {
            if (demand_.sending[in] <= 0) settle(in, 0.0);
        }
        while (share_out_tightest()) {
        }
        // Whoever is left wants to go nowhere that is limited.
        for (std::size_t in = 0; in < ins_; ++in) {
            if (open_[in] != 0) settle(in, demand_.sending[in]);
        }
        std::vector<double> flow(ins_ * outs_);
        for (std::size_t in = 0; in < ins_; ++in) {
            for (std::size_t out = 0; out < outs_; ++out) flow[in * outs_ + out] = turning(in, out) * through_[in];
        }
        return flow;
    }

private:
    // The node itself stands behind the last out-link: all flow takes from it.
    [[nodiscard]] double turning(std::size_t in, std::size_t out) const
    {
        return out == outs_ ? 1.0 : demand_.turning[in * outs_ + out];
    }
    // By what in-links share.
    [[nodiscard]] double weight(std::size_t in) const
    {
        return demand_.priority.empty() ? demand_.capacity[in] : demand_.capacity[in] * demand_.priority[in];
    }
    [[nodiscard]] bool uses(std::size_t in, std::size_t out) const { return open_[in] != 0 && turning(in, out) > 0; }

    // What is left of an out-link over the capacity that is directed to it; infinite when nobody is.
    [[nodiscard]] double level(std::size_t out) const
    {
        double directed = 0;
        for (std::size_t in = 0; in < ins_; ++in) {
            if (uses(in, out)) directed += turning(in, out) * weight(in);
        }
        return directed > 0 ? left_[out] / directed : std::numeric_limits<double>::infinity();
    }

    // Settles the in-links of the out-link with the least level: those that want less than their share of it get what
    // they want; when there are none, all get their share. False when no out-link is in demand.
    bool share_out_tightest()
    {
        std::size_t tightest = 0;
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t out = 0; out <= outs_; ++out) {
            if (double const at = level(out); at < least) {
                least = at;
                tightest = out;
            }
        }
        if (least == std::numeric_limits<double>::infinity()) return false;
        std::vector<std::size_t> modest;
        std::vector<std::size_t> users;
        for (std::size_t in = 0; in < ins_; ++in) {
            if (!uses(in, tightest)) continue;
            users.push_back(in);
            if (demand_.sending[in] <= least * weight(in)) modest.push_back(in);
        }
        for (std::size_t const in : modest) settle(in, demand_.sending[in]);
        if (!modest.empty()) return true;
        for (std::size_t const in : users) settle(in, least * weight(in));
        return true;
    }

    void settle(std::size_t in, double flow)
    {
        through_[in] = flow;
        open_[in] = 0;
        for (std::size_t out = 0; out <= outs_; ++out) {
            left_[out] -= turning(in, out) * flow;
            if (left_[out] < 0) left_[out] = 0;  // rounding
        }
    }

    NodeDemand const& demand_;
    std::size_t ins_;
    std::size_t outs_;
    std::vector<double> left_;        // supply, by out-link, and of the node
    std::vector<std::uint8_t> open_;  // by in-link: not settled
    std::vector<double> through_;     // by in-link
};

}  // namespace

std::vector<double> node_flow(NodeDemand const& demand)
{
    std::size_t const ins = demand.sending.size();
    core::ensure(demand.capacity.size() == ins, "node_flow: a capacity for every in-link is needed");
    core::ensure(demand.priority.empty() || demand.priority.size() == ins,
                 "node_flow: a priority for every in-link is needed");
    core::ensure(demand.turning.size() == ins * demand.receiving.size(), "node_flow: turning shares are in x out");
    return NodeFlow(demand).solve();
}

}  // namespace halong::traffic
