#include "app/viewed_results.hpp"

#include "core/error.hpp"
#include "study/study.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace halong::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_results = 2;

[[noreturn]] void refuse(fs::path const& path, std::string message, std::string help)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, std::move(message), std::move(help)});
}

std::string name_of(fs::path const& result)
{
    auto const name = fs::absolute(result).lexically_normal();
    return (name.filename().empty() ? name.parent_path() : name).filename().string();
}

// Folders 1, 2, … of a variant that hold a run, in this order.
std::vector<fs::path> replications_in(fs::path const& folder)
{
    std::vector<fs::path> runs;
    std::error_code failed;
    for (auto const& entry : fs::directory_iterator(folder, failed)) {
        std::string const name = entry.path().filename().string();
        bool const is_number = !name.empty() && name.size() < 10 &&
                               std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) != 0; });
        if (is_number && fs::exists(entry.path() / "run.h5")) runs.push_back(entry.path());
    }
    std::ranges::sort(runs, {}, [](fs::path const& run) { return std::stoul(run.filename().string()); });
    return runs;
}

// Variants of a study that have ended runs, the base first.
std::vector<std::string> variants_in(fs::path const& folder)
{
    std::vector<std::string> variants;
    std::error_code failed;
    for (auto const& entry : fs::directory_iterator(folder, failed)) {
        if (!replications_in(entry.path()).empty()) variants.push_back(entry.path().filename().string());
    }
    std::ranges::sort(variants, {}, [](std::string const& id) { return std::pair(id != study::base_variant, id); });
    return variants;
}

bool is_study(fs::path const& folder) { return !replications_in(folder / study::base_variant).empty(); }

ViewedVariant variant_at(fs::path const& result)
{
    if (result.filename() == "run.h5" && fs::exists(result)) {
        fs::path const folder = result.has_parent_path() ? result.parent_path() : fs::path(".");
        return {name_of(folder), folder, {folder}};
    }
    if (fs::exists(result / "run.h5")) return {name_of(result), result, {result}};
    if (auto runs = replications_in(result); !runs.empty()) {
        fs::path const first = runs.front();
        return {name_of(result), first, std::move(runs)};
    }
    if (is_study(result)) {
        refuse(result, "is a study: it cannot be compared as a whole with something else",
               fmt::format("give it alone, or two of its variants: {}", fmt::join(variants_in(result), " ")));
    }
    refuse(result, "has no run.h5", "give the folder of a run that `halong run` or `halong study` made");
}

std::vector<ViewedVariant> variants_of_study(fs::path const& folder, std::string const& option)
{
    auto const variants = variants_in(folder);
    std::vector<std::string> const options(variants.begin() + 1, variants.end());
    std::string chosen = option;
    if (chosen.empty() && options.size() > 1) {
        refuse(folder, fmt::format("has {} options", options.size()),
               fmt::format("choose one of them with --option: {}", fmt::join(options, " ")));
    }
    if (chosen.empty() && options.size() == 1) chosen = options.front();
    if (!chosen.empty() && !std::ranges::count(options, chosen)) {
        refuse(folder, fmt::format("has no runs of an option '{}'", chosen),
               options.empty() ? "it has the base alone; go on with it by `halong study --resume`"
                               : fmt::format("--option takes: {}", fmt::join(options, " ")));
    }
    std::vector<ViewedVariant> shown{variant_at(folder / study::base_variant)};
    if (!chosen.empty()) shown.push_back(variant_at(folder / chosen));
    return shown;
}

}  // namespace

ViewedResults viewed_results(std::vector<fs::path> const& results, std::string const& option)
{
    if (results.size() > most_results) {
        refuse(results[most_results], "is one result too many", "give one result, or two to compare them");
    }
    ViewedResults viewed;
    if (results.size() == 1 && is_study(results.front())) {
        viewed.variants = variants_of_study(results.front(), option);
    } else {
        if (!option.empty()) refuse(results.front(), "is no study", "--option chooses one of a study's options");
        for (fs::path const& result : results) viewed.variants.push_back(variant_at(result));
    }
    if (viewed.variants.size() == 2) {
        auto const& [first, second] = std::tie(viewed.variants[0].runs, viewed.variants[1].runs);
        if (first.size() > 1 && second.size() > 1) viewed.pairs = exporting::pairs_by_seed(first, second);
        if (viewed.pairs.size() < 2) viewed.pairs.clear();
    }
    return viewed;
}

}  // namespace halong::app
