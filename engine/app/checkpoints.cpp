#include "app/checkpoints.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"

#include <fmt/format.h>
#include <utility>

namespace halong::app {
namespace {

constexpr std::size_t kept = 2;

void remove_old(std::filesystem::path const& folder)
{
    auto const all = simulation::checkpoints_in(folder);
    std::error_code ignored;
    for (std::size_t i = kept; i < all.size(); ++i) std::filesystem::remove(all[i], ignored);
}

}  // namespace

Checkpoints::Checkpoints(std::filesystem::path const& run_folder, simulation::RunIdentity identity)
    : folder_(run_folder / "checkpoints"), identity_(std::move(identity))
{}

bool Checkpoints::resume(simulation::Simulation& simulation) const
{
    bool found = false;
    for (auto const& path : simulation::checkpoints_in(folder_)) {
        try {
            simulation::load_checkpoint(path, simulation, identity_);
            return true;
        } catch (core::UserError const& error) {
            found = true;
            fmt::print(stderr, "{}\n", error.what());
        }
    }
    if (found) {
        throw core::UserError(core::Diagnostic{folder_.string(), 0, 0, "no checkpoint here can be used (see above)",
                                               "begin the run again in another folder, or here with --force"});
    }
    return false;
}

std::filesystem::path Checkpoints::save(simulation::Simulation const& simulation)
{
    wait();
    core::require_writable_folder(folder_);
    auto path = folder_ / simulation::checkpoint_name(simulation.now());
    auto content = simulation::checkpoint_content(simulation, identity_, size_);
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
    std::error_code ignored;
    for (auto const& path : simulation::checkpoints_in(folder_)) std::filesystem::remove(path, ignored);
    std::filesystem::remove(folder_, ignored);  // only when nothing of others lies in it
}

}  // namespace halong::app
