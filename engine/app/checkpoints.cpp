#include "app/checkpoints.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace halong::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kept = 2;

void remove_old(fs::path const& folder)
{
    auto const all = simulation::checkpoints_in(folder);
    std::error_code ignored;
    for (std::size_t i = kept; i < all.size(); ++i) fs::remove(all[i], ignored);
}

}  // namespace

Checkpoints::Checkpoints(fs::path const& run_folder, simulation::RunIdentity identity, traffic::Ranks* ranks)
    : folder_(run_folder / "checkpoints"), identity_(std::move(identity)), ranks_(ranks)
{}

simulation::Simulation& Checkpoints::resume(MakeSimulation const& make)
{
    auto* simulation = &make();
    auto const paths = is_first() ? simulation::checkpoints_in(folder_) : std::vector<fs::path>();
    auto next = paths.begin();
    resumed_from_.clear();
    while (true) {
        auto const [path, content] = on_all_ranks(next_whole(next, paths.end()));
        if (path.empty()) break;
        if (loads_everywhere(content, path, *simulation)) {
            resumed_from_ = path;
            return *simulation;
        }
        simulation = &make();
    }
    if (paths.empty()) return *simulation;
    throw core::UserError(core::Diagnostic{folder_.string(), 0, 0, "no checkpoint here can be used (see above)",
                                           "begin the run again in another folder, or here with --force"});
}

Checkpoints::Whole Checkpoints::next_whole(Paths::const_iterator& next, Paths::const_iterator end) const
{
    while (next != end) {
        auto const& path = *next++;
        try {
            return {path, simulation::read_checkpoint(path, identity_)};
        } catch (core::UserError const& error) {
            fmt::print(stderr, "{}\n", error.what());
        }
    }
    return {};
}

// What the first rank has read; no rank keeps a second copy.
Checkpoints::Whole Checkpoints::on_all_ranks(Whole own) const
{
    if (ranks_ == nullptr) return own;
    fs::path const path = std::move(ranks_->gather(own.path.string()).front());
    if (path.empty()) return {};
    std::vector<std::string> all = ranks_->gather(own.content);
    return {path, std::move(all.front())};
}

bool Checkpoints::loads_everywhere(std::string const& content, fs::path const& path,
                                   simulation::Simulation& simulation) const
{
    std::string fault;
    try {
        simulation::load_content(content, path, simulation);
    } catch (core::UserError const& error) {
        fault = fmt::format("{}: cannot be gone on with:\n{}", path.string(), error.what());
    }
    auto const faults = ranks_ == nullptr ? std::vector{fault} : ranks_->gather(fault);
    auto const first = std::ranges::find_if(faults, [](std::string const& one) { return !one.empty(); });
    if (first == faults.end()) return true;
    if (is_first()) fmt::print(stderr, "{}\n", *first);
    return false;
}

fs::path Checkpoints::save(simulation::Simulation const& simulation)
{
    wait();
    auto path = folder_ / simulation::checkpoint_name(simulation.now());
    if (is_first()) core::require_writable_folder(folder_);
    auto content = simulation::checkpoint_content(simulation, identity_, size_);
    if (!is_first()) return path;
    size_ = content.size();
    writing_ = std::async(std::launch::async, [folder = folder_, path, content = std::move(content)] {
        simulation::write_checkpoint(path, content);
        remove_old(folder);
    });
    return path;
}

void Checkpoints::wait()
{
    if (writing_.valid()) writing_.get();
}

void Checkpoints::clear() const
{
    if (!is_first()) return;
    std::error_code ignored;
    for (auto const& path : simulation::checkpoints_in(folder_)) fs::remove(path, ignored);
    fs::remove(folder_, ignored);  // only when nothing of others lies in it
}

}  // namespace halong::app
