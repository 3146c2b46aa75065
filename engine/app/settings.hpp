// What the commands take from the command line.
#pragma once

#include "study/siting_request.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace halong::app {

// Shared by commands that simulate.
struct RunSettings {
    std::filesystem::path file;          // scenario or study
    std::filesystem::path city;          // replaces the scenario's city; empty: as the file says
    std::filesystem::path out;           // empty: runs/<name>/<time>-<hash>
    std::vector<std::string> overrides;  // key=value
    int threads = 0;                     // 0: all cores, with `mpi` one
    bool force = false;
    bool quiet = false;
    std::int64_t checkpoint_every_ms = 0;  // simulated time; 0: only when asked to stop (`run`)
    bool resume = false;                   // go on in `out` (`run`, `study`)
    bool tracks = false;                   // write who moves where, for the viewer (`run`)
    bool mpi = false;                      // this is one rank of several, which share the roads (`run`)
    std::string command_line;              // for provenance
};

struct ImportSettings {
    std::string from;                               // "sumo", or empty: roads and zones
    std::filesystem::path net;                      // SUMO network
    std::vector<std::filesystem::path> additional;  // SUMO signal programs
    std::vector<std::filesystem::path> routes;      // SUMO routes and vehicle types; empty: none
    std::filesystem::path roads;                    // OpenStreetMap or authored centre lines
    std::filesystem::path zones;
    std::string zones_layer;
    std::string zone_id = "id";
    std::string zone_name = "name";
    std::string zone_population = "population";
    std::vector<std::filesystem::path> places;
    std::vector<std::filesystem::path> tables;
    std::filesystem::path sites;  // rules
    std::filesystem::path buildings;
    std::filesystem::path gtfs;  // folder with a timetable
    std::string name;
    std::string crs;  // empty: see ImportSources
    std::filesystem::path out;
    bool include_construction = false;
    bool force = false;
};

struct ExportSettings {
    std::filesystem::path path;  // city folder, scenario, or folder of a run
    std::string to = "sumo";
    std::filesystem::path routes;  // route file of a city; empty: its own, if it has one
    std::filesystem::path out;
    bool force = false;
    // Of the results of a run
    std::vector<std::string> layers;  // empty: all
    std::string hours;                // "6-9"; empty: the day
    std::string area;                 // west,south,east,north, or a layer; empty: everywhere
    std::string crs;                  // empty: as the format and the city say
    double cell_m = 100;              // of heat maps
    double share_pct = 100;           // of travellers, for MATSim and SUMO
    std::filesystem::path elevation;  // raster of heights; empty: none
};

struct ReportSettings {
    std::filesystem::path folder;  // of a study or a run
    std::filesystem::path out;     // empty: report.html in the folder
    bool force = false;
};

struct ViewSettings {
    std::vector<std::filesystem::path> results;  // one or two folders of runs or variants, or a study
    std::string option;                          // of a study; empty: its only one
    std::filesystem::path observed;              // observations to show beside the first result; empty: none
    std::string day;                             // of the observations; empty: that of most
    std::filesystem::path city;                  // replaces the runs' city; empty: as they say
    std::filesystem::path out;                   // a folder for any web server; empty: serve on this machine
    bool open = false;                           // in the browser, at once
    bool force = false;
};

struct AssignSettings {
    std::filesystem::path network;  // TNTP file, GMNS folder or scenario
    std::filesystem::path trips;    // TNTP; empty: the file beside the network
    std::filesystem::path flows;    // TNTP flows to compare with; empty: none
    std::filesystem::path out;      // CSV; empty: none
    double gap = 1e-6;
    int iterations = 1'000;
    bool system_optimum = false;
    double toll_weight = 0;
    double distance_weight = 0;
    // Of a scenario
    std::filesystem::path city;          // replaces the scenario's; empty: as the file says
    std::vector<std::string> overrides;  // key=value
    int from_h = 7;                      // hours of the day in which legs leave
    int to_h = 8;
    std::filesystem::path settled;  // settled day to write; empty: none
    std::filesystem::path run;      // run.h5 to compare with; empty: none
    int threads = 0;                // 0: all cores
    bool force = false;
    bool quiet = false;
};

struct CalibrateSettings {
    std::filesystem::path file;          // calibration; with `counts` a scenario
    std::filesystem::path counts;        // observations to fit the demand to; empty: figures of the calibration file
    std::string day;                     // of the observations; empty: that of most
    std::filesystem::path city;          // replaces the scenarios' city; empty: as the files say
    std::filesystem::path out;           // empty: runs/<name>/<time>-<hash>
    std::vector<std::string> overrides;  // key=value
    int threads = 0;                     // 0: all cores
    bool force = false;
    bool quiet = false;
};

struct NowcastSettings {
    std::filesystem::path file;          // scenario
    std::filesystem::path observations;  // CSV or GIS layer
    std::filesystem::path sensors;       // observations that alone say which sensors there are; empty: the same
    std::string day;                     // of the observations; empty: that of most, or today
    bool follow = false;                 // the observations go on coming
    double speed = 0;                    // of the clock, of a recorded day that is followed; 0: the clock of the city
    double from_h = 0;                   // hours of the day
    double to_h = 24;
    double every_min = 5;                // a cycle
    std::filesystem::path city;          // replaces the scenario's city; empty: as the scenario says
    std::filesystem::path out;           // empty: runs/<name>-nowcast/<time>-<hash>
    std::vector<std::string> overrides;  // key=value
    int threads = 0;                     // 0: all cores
    bool force = false;
    bool quiet = false;
};

struct TwinSettings {
    std::filesystem::path file;                       // scenario
    std::vector<std::size_t> counters{25, 100, 400};  // streets that are counted, rising
    std::vector<std::string> hidden;                  // key=value of the hidden day; empty: its demand is drawn
    int days = 1;                                     // hidden days, each of other people and another demand
    std::filesystem::path city;                       // replaces the scenario's city; empty: as the scenario says
    std::filesystem::path out;                        // empty: runs/<name>-twin/<time>-<hash>
    std::vector<std::string> overrides;               // key=value, of both days
    int threads = 0;                                  // 0: all cores
    bool force = false;
    bool quiet = false;
};

struct ListenSettings {
    std::filesystem::path out;         // CSV of the day
    std::filesystem::path devices;     // what is known of devices beforehand; empty: nothing
    int http_port = -1;                // 0: one that the system chooses; -1: no HTTP
    std::filesystem::path token_file;  // empty: a token is drawn
    double messages_per_second = 100;  // over HTTP
    std::string mqtt;                  // HOST:PORT; empty: no MQTT
    std::vector<std::string> topics;   // of MQTT
    std::string mqtt_user;             // empty: no login
    std::filesystem::path mqtt_password_file;
    std::filesystem::path mqtt_authorities;  // PEM; empty: no TLS
    std::filesystem::path mqtt_certificate;  // of this program, PEM; empty: none
    std::filesystem::path mqtt_key;
    std::string until;  // "HH:MM"; empty: until it is asked to stop
    bool quiet = false;
};

struct SiteSettings {
    std::filesystem::path file;          // scenario
    std::filesystem::path city;          // replaces the scenario's city; empty: as the scenario says
    std::filesystem::path out;           // empty: runs/<name>-sites/<time>-<hash>
    std::vector<std::string> overrides;  // key=value
    study::SitingRequest request;
    int threads = 0;  // 0: all cores
    bool force = false;
    bool quiet = false;
};

struct SweepSettings {
    std::filesystem::path file;          // sweep, or the folder of one that has begun
    std::filesystem::path city;          // replaces the scenario's; empty: as the file says
    std::filesystem::path out;           // empty: runs/<name>/<time>-<hash>
    std::vector<std::string> overrides;  // key=value
    std::string tasks;                   // "0-9,12"; empty: all
    int threads = 0;                     // tasks at once; 0: all cores, with `mpi` one
    bool force = false;
    bool resume = false;  // what has finished stays
    bool quiet = false;
    bool dry_run = false;
    bool list = false;
    bool status = false;
    bool slurm = false;  // hand the tasks to Slurm
    bool mpi = false;    // this is one rank of several
};

struct MergeSettings {
    std::filesystem::path folder;  // of a sweep
    std::filesystem::path out;     // HDF5; the table lies beside it
    bool force = false;
};

// Exit codes.
enum ExitCode {
    done = 0,
    internal_fault = 1,
    bad_input = 2,
    invalid_run = 3,
    cannot_write = 74,
    stopped = 75
};

int run_command(RunSettings const& settings);
int study_command(RunSettings const& settings);
int import_command(ImportSettings const& settings);
int export_command(ExportSettings const& settings);
int report_command(ReportSettings const& settings);
int view_command(ViewSettings const& settings);
int assign_command(AssignSettings const& settings);
int calibrate_command(CalibrateSettings const& settings);
int counts_command(CalibrateSettings const& settings);
int nowcast_command(NowcastSettings const& settings);
int twin_command(TwinSettings const& settings);
int listen_command(ListenSettings const& settings);
int site_command(SiteSettings const& settings);
int sweep_command(SweepSettings const& settings);
int merge_command(MergeSettings const& settings);
int check_command(std::vector<std::filesystem::path> const& files);
int explain_command(std::string const& key, std::filesystem::path const& file);
int schema_command(std::string const& kind, std::filesystem::path const& out);
int info_command(std::filesystem::path const& path);

}  // namespace halong::app
