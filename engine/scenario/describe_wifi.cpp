#include "scenario/describe.hpp"

namespace halong::scenario {
namespace {

constexpr Range share{0, 1};
constexpr std::string_view to_calibrate = "no figure for the city is public; to be calibrated with the operator's";

void describe_users(Visitor& v, WifiParameters& w)
{
    auto rate = [&v](std::string_view key, double& value, std::string_view text) {
        v.field(key, value,
                {.text = text, .unit = "share", .range = share, .mark = Mark::assumption, .source = to_calibrate});
    };
    rate(HALONG_KEY(w, take_rate_foreign),
         "Share of foreign visitors' outdoor stays of over 5 minutes that want a session.");
    rate(HALONG_KEY(w, take_rate_domestic), "The same share for domestic visitors.");
    rate(HALONG_KEY(w, take_rate_worker), "The same share for people at work.");
    rate(HALONG_KEY(w, take_rate_resident), "The same share for other residents.");
    v.field(HALONG_KEY(w, session_median_min),
            {.text = "Median length of a session (log-normal), cut at the end of the stay.",
             .unit = "min",
             .range = {0, 1440, true},
             .mark = Mark::assumption,
             .source = "mean 18 min with variation 1: median = 18 / sqrt(2)"});
    v.field(HALONG_KEY(w, session_cv), {.text = "Coefficient of variation of the length of a session.",
                                        .range = {0, 10},
                                        .mark = Mark::assumption,
                                        .source = to_calibrate});
    v.field(HALONG_KEY(w, need_mbps),
            {.text = "Mean rate that an active session needs.",
             .unit = "Mbit/s",
             .range = {0, 1000, true},
             .mark = Mark::assumption,
             .source = "ten times the mean of a British operator's hotspots in 2013 (53 kbit/s)"});
}

void describe_radio(Visitor& v, WifiParameters& w)
{
    v.field(HALONG_KEY(w, min_power_dbm), {.text = "Received power from which a phone can associate and use data.",
                                           .unit = "dBm",
                                           .range = {-110, -30},
                                           .mark = Mark::assumption,
                                           .source = "usual planning threshold for data"});
    v.field(
        HALONG_KEY(w, prefer_5ghz_db),
        {.text = "By how much weaker a radio of the 5 GHz band may be than one at 2.4 GHz, and a phone still takes it.",
         .unit = "dB",
         .range = {0, 60},
         .mark = Mark::assumption,
         .source = "phones prefer the faster band while its signal is good"});
    v.field(
        HALONG_KEY(w, path_loss),
        {.text = "How power falls with distance: umi (street canyon, with a chance of line of sight) or log_distance.",
         .mark = Mark::published,
         .source = "3GPP TR 38.901"});
    v.field(HALONG_KEY(w, path_loss_exponent),
            {.text = "Exponent of distance beyond 1 m, where path_loss = \"log_distance\".",
             .range = {1.5, 6},
             .mark = Mark::assumption,
             .source = "2 in free space, 2.7 to 3.5 in streets of a town (Rappaport)"});
    v.field(HALONG_KEY(w, shadow_sigma_db), {.text = "Standard deviation of slow fading.",
                                             .unit = "dB",
                                             .range = {0, 20},
                                             .mark = Mark::published,
                                             .source = "3GPP TR 38.901, urban micro, line of sight"});
}

void describe_air(Visitor& v, WifiParameters& w)
{
    v.field(HALONG_KEY(w, mac),
            {.text = "How much of the radio's rate is of use: contention (by how many phones are active) or fixed.",
             .mark = Mark::published,
             .source = "Bianchi, IEEE JSAC 18(3), 2000"});
    v.field(HALONG_KEY(w, frames_per_burst), {.text = "Frames that a phone sends at once, where mac = \"contention\".",
                                              .unit = "frames",
                                              .range = {1, 256},
                                              .mark = Mark::assumption,
                                              .source = "802.11ax joins up to 256; half-filled queues send fewer"});
    v.field(HALONG_KEY(w, mac_efficiency), {.text = "Useful rate / rate of the radio, where mac = \"fixed\".",
                                            .unit = "share",
                                            .range = {0, 1, true},
                                            .mark = Mark::assumption,
                                            .source = "Bianchi (2000) with aggregated frames gives 0.54 to 0.73"});
    v.field(HALONG_KEY(w, sharing), {.text = "What phones at one hotspot get equal shares of: airtime or throughput.",
                                     .mark = Mark::assumption,
                                     .source = "access points since 802.11ac share airtime; before, rates were equal "
                                               "(Heusse et al. 2003)"});
    v.field(HALONG_KEY(w, contention_dbm),
            {.text = "Received power from which hotspots of one channel have to share the air.",
             .unit = "dBm",
             .range = {-110, -30},
             .mark = Mark::published,
             .source = "IEEE 802.11: clear-channel assessment of 20 MHz by a preamble"});
    v.field(HALONG_KEY(w, step_s),
            {.text = "How often the airtime of a hotspot is shared anew.", .unit = "s", .range = {1, 3600}});
}

void describe_outages(Visitor& v, WifiParameters& w)
{
    v.field(HALONG_KEY(w, uptime), {.text = "Share of the time in which a hotspot works.",
                                    .unit = "share",
                                    .range = {0, 1, true},
                                    .mark = Mark::assumption,
                                    .source = to_calibrate});
    v.field(HALONG_KEY(w, repair_h), {.text = "Mean time until a hotspot that failed works again.",
                                      .unit = "h",
                                      .range = {0, 720, true},
                                      .mark = Mark::assumption,
                                      .source = to_calibrate});
}

}  // namespace

void describe(Visitor& v, WifiParameters& w)
{
    describe_users(v, w);
    describe_radio(v, w);
    describe_air(v, w);
    describe_outages(v, w);
}

}  // namespace halong::scenario
