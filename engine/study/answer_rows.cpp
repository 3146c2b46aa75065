#include "study/answer_rows.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::study {

using scenario::StudyKpi;
using scenario::Text;

results::KpiInfo const& info_of(std::string const& kpi)
{
    auto const* const found = results::find_kpi(kpi);
    core::ensure(found != nullptr, "an answer holds a KPI that no run reports");
    return *found;
}

Text name_of(StudyKpi const& kpi)
{
    auto const& info = info_of(kpi.id);
    return {std::string(info.name_vi), std::string(info.name_en)};
}

int decimals_of_difference(double magnitude)
{
    return magnitude < 1 ? decimals_for(magnitude) - 2 : decimals_for(magnitude);
}

AnswerCell difference_cell(std::string value, PairedDifference const& difference, double scale)
{
    if (difference.mean == 0 && difference.half_width == 0) return {std::move(value), "no difference", ""};
    return {std::move(value), interval_text(difference, scale),
            difference.distinguishable ? "" : "not distinguishable"};
}

std::string remark_of(PairedDifference const& difference, Comparison const& comparison)
{
    if (difference.distinguishable) return "";
    return comparison.alone ? "only alone" : "not distinguishable";
}

std::string interval_text(PairedDifference const& difference, double scale)
{
    double const mean = difference.mean / scale;
    double const half = difference.half_width / scale;
    int const decimals = decimals_of_difference(std::max(std::abs(mean), half));
    return fmt::format("{} ± {}{}", signed_text(mean, decimals), number_text(half, decimals),
                       difference.distinguishable ? " *" : "");
}

std::string difference_text(double value) { return number_text(value, decimals_of_difference(std::abs(value))); }

}  // namespace halong::study
