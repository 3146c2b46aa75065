// The options of each command on the command line.
#pragma once

#include "app/settings.hpp"

#include <string>

namespace CLI {
class App;
}

namespace halong::app {

// Each adds a command's options, which write into `settings` when the command line is parsed.
void add_run_options(CLI::App& command, RunSettings& settings, char const* what);
void add_checkpoint_options(CLI::App& command, RunSettings& settings);
void add_import_options(CLI::App& command, ImportSettings& settings);
void add_export_options(CLI::App& command, ExportSettings& settings);
void add_report_options(CLI::App& command, ReportSettings& settings);
void add_view_options(CLI::App& command, ViewSettings& settings);
void add_assign_options(CLI::App& command, AssignSettings& settings);
void add_calibrate_options(CLI::App& command, CalibrateSettings& settings);
void add_nowcast_options(CLI::App& command, NowcastSettings& settings);
void add_twin_options(CLI::App& command, TwinSettings& settings);
void add_listen_options(CLI::App& command, ListenSettings& settings);
void add_site_options(CLI::App& command, SiteSettings& settings);
void add_sweep_options(CLI::App& command, SweepSettings& settings);
void add_merge_options(CLI::App& command, MergeSettings& settings);

// The forms of `halong export`, a line each.
std::string formats_text();

}  // namespace halong::app
