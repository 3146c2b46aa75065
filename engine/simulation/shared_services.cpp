#include "simulation/shared_services.hpp"

#include "core/archive.hpp"
#include "services/shared_passages.hpp"
#include "traffic/rank_gather.hpp"

#include <string>

namespace halong::simulation {

SharedServices::SharedServices(std::vector<std::unique_ptr<services::Service>> const& services, traffic::Ranks& ranks)
    : ranks_(ranks)
{
    for (auto const& service : services) {
        auto* const shared = service->shared_passages();
        if (shared == nullptr) continue;
        shared->share(static_cast<std::uint32_t>(ranks.rank()), static_cast<std::uint32_t>(ranks.count()));
        services_.push_back(shared);
    }
}

void SharedServices::tell_each_other()
{
    if (services_.empty()) return;
    std::vector<core::ArchiveWriter> to(static_cast<std::size_t>(ranks_.count()));
    for (auto* const service : services_) service->tell(to);
    std::vector<std::string> told;
    told.reserve(to.size());
    for (core::ArchiveWriter& writer : to) told.push_back(writer.take());
    std::vector<std::string> const heard = ranks_.deal(std::move(told));
    std::vector<core::ArchiveReader> from;
    from.reserve(heard.size());
    for (std::string const& bytes : heard) from.emplace_back(bytes, traffic::other_rank);
    for (auto* const service : services_) service->hear(from);
    for (core::ArchiveReader const& reader : from) reader.finish();
}

std::string SharedServices::own() const
{
    core::ArchiveWriter writer;
    for (auto const* const service : services_) service->write_own(writer);
    return writer.take();
}

void SharedServices::take_in(std::vector<std::string> const& of_ranks)
{
    for (std::size_t rank = 0; rank < of_ranks.size(); ++rank) {
        if (rank == static_cast<std::size_t>(ranks_.rank())) continue;
        core::ArchiveReader reader(of_ranks[rank], traffic::other_rank);
        for (auto* const service : services_) service->take_in(reader);
        reader.finish();
    }
}

void SharedServices::let_go()
{
    for (auto* const service : services_) service->let_go();
}

void SharedServices::move_to_first()
{
    take_in(ranks_.tell_first(own()));
    leave_to_first();
}

void SharedServices::leave_to_first()
{
    if (ranks_.rank() != 0) let_go();
}

void SharedServices::bring_together() { take_in(ranks_.tell_all(own())); }

}  // namespace halong::simulation
