#include "app/run_folder.hpp"
#include "app/settings.hpp"
#include "core/error.hpp"
#include "export/report/report.hpp"

#include <fmt/format.h>

namespace halong::app {

int report_command(ReportSettings const& settings)
{
    namespace fs = std::filesystem;
    fs::path const out = settings.out.empty() ? settings.folder / report_file : settings.out;
    if (fs::exists(out) && !settings.force) {
        throw core::UserError(
            core::Diagnostic{out.string(), 0, 0, "exists", "choose another --out, or replace it with --force"});
    }
    exporting::write_report(settings.folder, out);
    fmt::print("{}\n", out.string());
    return done;
}

}  // namespace halong::app
