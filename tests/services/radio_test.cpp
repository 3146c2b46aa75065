// Path loss against the published check values of 3GPP TR 38.901, and the rate table at and beside its thresholds.
#include "services/radio.hpp"

#include "support/test_data.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace halong::services;

TEST_CASE("UMi path loss has the published value at 100 m, 5 GHz")
{
    CHECK(umi_path_loss_db({100, 5.0, 10, 1.5}, true) == Approx(88.4122).margin(5e-5));
}

TEST_CASE("UMi path loss agrees with all published UMi vectors within 0.05 dB")
{
    auto const file = halong::test::test_data_or_skip("radio/three_gpp_38901_vectors.csv");
    if (!file) return;
    std::ifstream stream(*file);
    std::string line;
    std::getline(stream, line);
    REQUIRE(line == "scenario,bs_height_m,ut_height_m,dist2d_m,los,freq_hz,loss_db");
    int rows = 0;
    while (std::getline(stream, line)) {
        std::istringstream cells(line);
        std::vector<std::string> row;
        for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
        if (row.at(0) != "Umi") continue;
        RadioPath const path{std::stod(row[3]), std::stod(row[5]) / 1e9, std::stod(row[1]), std::stod(row[2])};
        CHECK(umi_path_loss_db(path, row[4] == "true") == Approx(std::stod(row[6])).margin(0.05));
        ++rows;
    }
    CHECK(rows >= 2);
}

TEST_CASE("UMi path loss by hand: breakpoint, no line of sight, and very near")
{
    // Breakpoint of 8 m and 1.5 m at 3 GHz: 4 x 7 x 0.5 x 10 = 140 m. At 1,000 m:
    // 32.4 + 20 log10(1000.0211^2) + 20 log10 3 - 9.5 log10(140^2 + 6.5^2).
    double const d3 = std::sqrt(1'000.0 * 1'000 + 6.5 * 6.5);
    double const far = 32.4 + 40 * std::log10(d3) + 20 * std::log10(3) - 9.5 * std::log10(140. * 140 + 6.5 * 6.5);
    CHECK(umi_path_loss_db({1'000, 3, 8, 1.5}, true) == Approx(far).epsilon(1e-12));
    double const blocked = 35.3 * std::log10(d3) + 22.4 + 21.3 * std::log10(3);
    CHECK(umi_path_loss_db({1'000, 3, 8, 1.5}, false) == Approx(blocked).epsilon(1e-12));
    // The two laws meet at the breakpoint.
    CHECK(umi_path_loss_db({140 - 1e-6, 3, 8, 1.5}, true) ==
          Approx(umi_path_loss_db({140 + 1e-6, 3, 8, 1.5}, true)).margin(1e-5));
    // Under the pole at the phone's height, space is taken as 1 m.
    CHECK(umi_path_loss_db({0, 1, 1.5, 1.5}, true) == Approx(32.4).margin(1e-12));
}

TEST_CASE("UMi path loss grows with distance, and no line of sight never helps")
{
    for (double const frequency : {0.5, 2.44, 5.5, 60.0}) {
        double before_open = 0;
        double before_blocked = 0;
        for (double d = 0; d < 5'000; d += 7) {
            RadioPath const path{d, frequency, 8, 1.5};
            double const open = umi_path_loss_db(path, true);
            double const blocked = umi_path_loss_db(path, false);
            REQUIRE(open > before_open);
            REQUIRE(blocked > before_blocked);
            REQUIRE(blocked >= open);
            before_open = open;
            before_blocked = blocked;
        }
    }
}

TEST_CASE("the probability of line of sight is 1 up to 18 m and falls towards 18 m / d")
{
    CHECK(umi_line_of_sight_probability(0) == 1);
    CHECK(umi_line_of_sight_probability(18) == 1);
    CHECK(umi_line_of_sight_probability(18.000001) == Approx(1).margin(1e-6));
    CHECK(umi_line_of_sight_probability(36) == Approx(0.5 + std::exp(-1.0) * 0.5).epsilon(1e-14));
    CHECK(umi_line_of_sight_probability(1'800) == Approx(0.01).epsilon(1e-9));
}

TEST_CASE("PHY rates step at their thresholds, two streams 3 dB above the single-stream table")
{
    std::vector<std::pair<double, double>> const steps{{5, 17.2},   {8, 34.4},   {12, 51.6},  {14, 68.8},
                                                       {18, 103.2}, {21, 137.6}, {23, 154.8}, {28, 172.0},
                                                       {32, 206.4}, {34, 229.4}, {37, 258.0}, {39, 286.8}};
    double below = 0;
    for (auto const& [snr_db, rate] : steps) {
        CHECK(phy_rate_mbps(snr_db, 20) == Approx(rate).epsilon(1e-12));
        CHECK(phy_rate_mbps(snr_db - 1e-9, 20) == Approx(below).epsilon(1e-12));
        below = rate;
    }
    CHECK(phy_rate_mbps(-100, 20) == 0);
    CHECK(phy_rate_mbps(200, 20) == Approx(286.8));
}

TEST_CASE("the single-stream tables of 20, 40 and 80 MHz are hostap's")
{
    auto const file = halong::test::test_data_or_skip("radio/wifi_snr_rate_hostap.csv");
    if (!file) return;
    std::ifstream stream(*file);
    int rows = 0;
    for (std::string line; std::getline(stream, line);) {
        char table[8] = {};
        int mcs = 0;
        int snr_db = 0;
        double kbps = 0;
        if (std::sscanf(line.c_str(), "%7[A-Z0-9],%d,%d,%lf", table, &mcs, &snr_db, &kbps) != 4) continue;
        int const channel_mhz = std::stoi(std::string(table).substr(std::string(table).find_first_of("0123456789")));
        CHECK(phy_rate_mbps(snr_db + 3, channel_mhz) == Approx(2 * kbps / 1000));
        CHECK(phy_rate_mbps(snr_db + 3 - 1e-9, channel_mhz) < 2 * kbps / 1000);
        ++rows;
    }
    CHECK(rows == 34);
}

TEST_CASE("a channel twice as wide has 3 dB more noise and near its post twice the rate")
{
    CHECK(noise_dbm(20) == -94);
    CHECK(noise_dbm(40) == -91);
    CHECK(noise_dbm(80) == -88);
    CHECK(phy_rate_mbps(100, 40) == Approx(2 * phy_rate_mbps(100, 20)));
    auto const rates = phy_rates_mbps();
    CHECK(std::ranges::is_sorted(rates));
    CHECK(std::ranges::adjacent_find(rates) == rates.end());
    CHECK(rates.front() == Approx(17.2));
    CHECK(rates.back() == Approx(780));
}
