// The distributed coordination function of 802.11 against Bianchi's own figures and published tables.
#include "services/dcf.hpp"

#include "services/radio.hpp"
#include "support/test_data.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>

using namespace halong::services;

namespace {

// Slots sent in, from the throughput of exchanges that all last one slot: a success then fills the slot that it took and
// one more, so S = alone / (1 + alone), and alone = n tau (1 - tau)^(n-1).
double sent_alone(int stations, Backoff backoff)
{
    backoff.slot_us = 1;
    double const throughput = saturation_mbps(stations, backoff, {1, 1, 1});
    return throughput / (1 - throughput);
}

double alone_by(double tau, int stations) { return stations * tau * std::pow(1 - tau, stations - 1); }

// 802.11a and g: symbols of 4 us, headers of 28 bytes and 8 above.
Exchange ofdm_exchange(double rate_mbps, bool waits_for_answer)
{
    double const answer_mbps = rate_mbps < 12 ? 6 : rate_mbps < 24 ? 12 : 24;
    auto const burst_us = [](double bits, double rate) { return 20 + 4 * std::ceil((16 + 6 + bits) / (4 * rate)); };
    double const data = burst_us((28 + 1'500 + 8) * 8, rate_mbps);
    double const answer = burst_us(14 * 8, answer_mbps);
    return {data + 16 + answer + 34, data + 34 + (waits_for_answer ? 16 + answer : 0), 12'000};
}

// 802.11b with the long preamble of 192 us.
Exchange dsss_exchange(double rate_mbps, bool waits_for_answer)
{
    double const data = 192 + (28 + 1'500 + 8) * 8 / rate_mbps;
    double const answer = 192 + 14 * 8 / std::min(rate_mbps, 2.0);
    return {data + 10 + answer + 50, data + 50 + (waits_for_answer ? 10 + answer : 0), 12'000};
}

// Data bits in a symbol of 802.11ax, one stream.
double he_bits(int mcs, int width_mhz)
{
    static std::map<int, int> const tones{{20, 234}, {40, 468}, {80, 980}, {160, 1'960}};
    double const coded[] = {0.5, 1, 1.5, 2, 3, 4, 4.5, 5, 6, 20.0 / 3, 7.5, 25.0 / 3};
    return tones.at(width_mhz) * coded[mcs];
}

}  // namespace

TEST_CASE("a single station always gets through")
{
    // It sends in 2 of 17 slots.
    CHECK(sent_alone(1, {16, 6, 9, 0}) == Approx(2.0 / 17).epsilon(1e-12));
    CHECK(sent_alone(1, {1, 0, 9, 0}) == Approx(1).epsilon(1e-12));
}

TEST_CASE("stations send in the share of slots that Bianchi's relations give")
{
    CHECK(sent_alone(5, {32, 3, 50, 0}) == Approx(alone_by(0.048164, 5)).epsilon(2e-5));
    CHECK(sent_alone(10, {32, 3, 50, 0}) == Approx(alone_by(0.038685, 10)).epsilon(2e-5));
    CHECK(sent_alone(50, {32, 3, 50, 0}) == Approx(alone_by(0.019004, 50)).epsilon(2e-5));
}

TEST_CASE("bursts keep what contention takes")
{
    double const rate = 4'900 / 13.6;  // 80 MHz, one stream, 64-QAM 5/6
    auto const mbps = [&](int stations, int frames) {
        return saturation_mbps(stations, {}, he_exchange(rate, frames, 24));
    };
    CHECK(mbps(5, 32) > 4 * mbps(5, 1));
    CHECK(mbps(5, 32) == Approx(262).epsilon(0.02));
    CHECK(mbps(50, 32) == Approx(194).epsilon(0.03));
}

TEST_CASE("a burst at a low rate has as many frames as fit into 5.484 ms")
{
    Exchange const slow = he_exchange(17.2, 64, 6);
    CHECK(slow.payload_bits == 7 * 12'000);  // 44 + 7 x 12,336 bits at 17.2 Mbit/s = 5.07 ms; one more is over it
    CHECK(he_exchange(286.8, 64, 24).payload_bits == 64 * 12'000);
    CHECK(he_exchange(0.1, 64, 0.1).payload_bits == 12'000);  // one is always sent
}

TEST_CASE("the table of contention falls with the number of phones, and rises with the burst")
{
    ContentionTable const table(32, 100);
    ContentionTable const singles(1, 100);
    for (double const rate : phy_rates_mbps()) {
        double before = 1;
        for (std::size_t phones = 2; phones <= 100; ++phones) {
            double const now = table.efficiency(rate, phones);
            REQUIRE(now > 0.2);
            REQUIRE(now < before);
            REQUIRE(singles.efficiency(rate, phones) < now);
            Exchange const burst = he_exchange(rate, 32, std::min(24.0, rate));
            REQUIRE(now == saturation_mbps(static_cast<int>(phones), {}, burst) / rate);
            before = now;
        }
        CHECK(table.efficiency(rate, 5'000) == table.efficiency(rate, 100));
    }
}

TEST_CASE("saturation throughputs of all modes of 802.11a, b, g and ax are the published ones")
{
    auto const path = halong::test::test_data_or_skip("radio/bianchi_all_modes.csv");
    if (!path) return;
    std::ifstream file(*path);
    std::string line;
    std::getline(file, line);
    REQUIRE(line == "tc_assumption,mode,n_stations,throughput_mbps");
    int rows = 0;
    while (std::getline(file, line)) {
        CAPTURE(line);
        char wait[8];
        char mode[40];
        int stations = 0;
        double published = 0;
        REQUIRE(std::sscanf(line.c_str(), "%7[^,],%39[^,],%d,%lf", wait, mode, &stations, &published) == 4);
        bool const waits = std::string(wait) == "EIFS";
        std::string name(mode);
        std::ranges::replace(name, '_', '.');
        double rate = 0;
        int mcs = 0;
        int width_mhz = 0;
        double got = 0;
        double tolerance = 0.003;  // their grid of tau is coarse
        if (std::sscanf(name.c_str(), "HeMcs%d.%dMHz", &mcs, &width_mhz) == 2) {
            double const answer_mbps = mcs == 0 ? 6 : mcs < 3 ? 12 : 24;
            Exchange exchange = he_exchange(he_bits(mcs, width_mhz) / 13.6, 1, answer_mbps);
            if (!waits) {
                double const answer_us = 20 + 4 * std::ceil((16 + 112 + 6) / (4 * answer_mbps));
                exchange.collision_us -= 16 + answer_us;
            }
            got = saturation_mbps(stations, {}, exchange);
            tolerance = 0.001;
        } else if (std::sscanf(name.c_str(), "DsssRate%lfMbps", &rate) == 1) {
            got = saturation_mbps(stations, {32, 5, 20, 1.0 / 32}, dsss_exchange(rate, waits));
        } else {
            REQUIRE((std::sscanf(name.c_str(), "OfdmRate%lfMbps", &rate) == 1 ||
                     std::sscanf(name.c_str(), "ErpOfdmRate%lfMbps", &rate) == 1));
            got = saturation_mbps(stations, {16, 6, 9, 1.0 / 16}, ofdm_exchange(rate, waits));
        }
        CHECK(got == Approx(published).epsilon(tolerance));
        ++rows;
    }
    CHECK(rows == 1'360);
}
