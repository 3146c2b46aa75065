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

Checkpoints::Checkpoints(std::filesystem::path const& run_folder, simulation::RunIdentity identity,
                         traffic::Ranks* ranks)
    : folder_(run_folder / "checkpoints"), identity_(std::move(identity)), ranks_(ranks)
{}

bool Checkpoints::resume(simulation::Simulation& simulation) const
{
    std::string content = is_first() ? newest_content() : std::string();
    if (ranks_ != nullptr) content = ranks_->gather(content).front();
    if (content.empty()) return false;
    simulation::load_content(content, folder_, simulation);
    return true;
}

std::string Checkpoints::newest_content() const
{
    bool found = false;
    for (auto const& path : simulation::checkpoints_in(folder_)) {
        try {
            return simulation::read_checkpoint(path, identity_);
        } catch (core::UserError const& error) {
            found = true;
            fmt::print(stderr, "{}\n", error.what());
        }
    }
    if (found) {
        throw core::UserError(core::Diagnostic{folder_.string(), 0, 0, "no checkpoint here can be used (see above)",
                                               "begin the run again in another folder, or here with --force"});
    }
    return {};
}

std::filesystem::path Checkpoints::save(simulation::Simulation const& simulation)
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
    for (auto const& path : simulation::checkpoints_in(folder_)) std::filesystem::remove(path, ignored);
    std::filesystem::remove(folder_, ignored);  // only when nothing of others lies in it
}

}  // namespace halong::app
