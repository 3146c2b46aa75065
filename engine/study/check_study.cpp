#include "core/error.hpp"
#include "study/study.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace halong::study {
namespace {

// Findings about one study; its file was read and checked by line before.
class StudyCheck {
public:
    explicit StudyCheck(scenario::Study const& study) : study_(study)
    {
        for (results::KpiInfo const& kpi : results::all_kpis()) known_.emplace_back(kpi.id);
        for (results::KpiInfo const& kpi : results::study_kpis()) known_.emplace_back(kpi.id);
    }

    std::vector<core::Diagnostic> findings()
    {
        check_numbers();
        check_options();
        check_kpis();
        return std::move(findings_);
    }

private:
    void add(std::string message, std::string help)
    {
        std::string const file = study_.id.empty() ? "study" : study_.id + ".toml";
        findings_.push_back({file, 0, 0, std::move(message), std::move(help)});
    }

    void check_numbers()
    {
        if (study_.replications < 2) {
            add(fmt::format("'replications' = {} gives no interval", study_.replications), "write at least 2");
        }
        if (!(study_.confidence > 0 && study_.confidence < 1)) {
            add(fmt::format("'confidence' = {} is no probability", study_.confidence), "write e.g. 0.95");
        }
    }

    void check_options()
    {
        if (study_.options.empty()) add("the study has no option", "write at least one [[options]]");
        std::set<std::string> seen{std::string(base_variant)};
        for (scenario::Option const& option : study_.options) {
            if (seen.insert(option.id).second) continue;
            add(fmt::format("'{}' names two variants", option.id), "give each option its own id, other than 'base'");
        }
    }

    void check_kpis()
    {
        if (study_.kpis.empty()) add("the study asks for no KPI", "write at least one [[kpis]]");
        std::set<std::string> seen;
        for (scenario::StudyKpi const& kpi : study_.kpis) {
            if (std::find(known_.begin(), known_.end(), kpi.id) == known_.end()) {
                std::string const near = core::nearest(kpi.id, known_);
                add(fmt::format("no run reports a KPI '{}'", kpi.id),
                    near.empty() ? fmt::format("choose from: {}", fmt::join(known_, ", "))
                                 : fmt::format("did you mean '{}'? `halong explain kpis` lists all", near));
            } else if (!seen.insert(kpi.id).second) {
                add(fmt::format("KPI '{}' stands twice in the study", kpi.id), "keep one of them");
            }
            bool const changes_hands = std::ranges::find(results::all_transfers(), kpi.id, &results::Transfer::kpi) !=
                                       results::all_transfers().end();
            if (changes_hands && kpi.weight_vnd_per_unit != 0) {
                add(fmt::format("KPI '{}' is money that changes hands: what one pays another receives", kpi.id),
                    "leave out its weight: the answer shows who pays and who receives beside the benefits");
            }
        }
    }

    scenario::Study const& study_;
    std::vector<std::string> known_;
    std::vector<core::Diagnostic> findings_;
};

}  // namespace

void check_study(scenario::Study const& study)
{
    auto findings = StudyCheck(study).findings();
    if (!findings.empty()) throw core::UserError(std::move(findings));
}

}  // namespace halong::study
