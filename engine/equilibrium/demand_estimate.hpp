// The demand of a day as an estimate: how far groups of travellers are from what was planned, how sure that is, and what
// observed figures change of it.
#pragma once

#include "demand/demand_change.hpp"
#include "equilibrium/day_map.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace halong::equilibrium {

// What is believed of the demand before anything was seen: changes are normal with mean 0 and these standard deviations
// (shares of the travellers); those of one kind and name in different hours are correlated by `hour_correlation` to the
// power of the hours between (round the clock not closed). Assumptions, to be replaced where days were counted:
// one day's hourly volumes of a street vary by 10 to 20 % around the mean of its days (day-to-day coefficients of variation
// in urban counts), and pairs of zones of a model are worse known than its margins.
struct DemandPrior {
    double person_hour_sd = 0.15;
    double origin_hour_sd = 0.15;
    double destination_hour_sd = 0.15;
    double pair_sd = 0.25;
    double hour_correlation = 0.85;  // of neighbouring hours, 0 … 1
    // What simulated routes and times get wrong of a volume for about an hour, as a share (standard deviation): readings
    // within one hour share it, so that twelve of five minutes tell no more of the demand than one of an hour. Assumption: without
    // it, a hidden day of the whole city was foreseen worse than by the plans alone (`halong twin` measures it).
    double mismatch_share = 0.1;
    int least_travellers = 5;  // a change with fewer has none of its own
    // Of zones, those with most travellers (of equal ones, the first by key); the others have no change of their own.
    int most_pairs = 1'200;
};

// Standard deviation of a change of this kind, as a share.
double sd_of(DemandPrior const& prior, demand::ChangeKind kind);

// Half width of the central 90 % of a normal distribution, in standard deviations.
inline constexpr double sd_of_90 = 1.6449;

// A figure with a value and how far it may be off: the standard deviation of what is estimated, without noise.
struct Estimate {
    double mean = 0;
    double sd = 0;
};

// What somebody saw of a figure.
struct Reading {
    Figure figure;
    double value = 0;
    double error_sd = 0;                // of the device, in the figure's unit
    std::optional<std::size_t> sensor;  // whose lasting bias it carries
    // Of chance that other readings see too, on top of figure.noise: counts where readings are weighed together.
    double shared_noise = 0;
    // Of this reading alone: the device's error and the figure's noise, in the figure's unit squared.
    [[nodiscard]] double own_variance() const { return error_sd * error_sd + figure.noise; }
    // The same, as if all readings were independent.
    [[nodiscard]] double weighed_variance() const { return own_variance() + shared_noise; }
};

// Joint normal estimate of all changes and of the lasting relative biases of the sensors (a factor 1 + bias on the
// figure: what the simulated routes and the device get wrong there all day). Its mean and covariance are kept whole, so
// readings may come in any order and in any portions with the same result: generalised least squares (Cascetta 1984,
// Transportation Research B 18: 289-299, with the plans as target demand) and the Kalman filter of a state that does not
// move (Kalman 1960) are the same estimate. What no reading touches keeps its prior. The memory is the square of the number
// of changes and sensors, 8 bytes each.
class DemandEstimate {
public:
    // `bias_sd` by sensor, >= 0.
    DemandEstimate(DayMap const& map, DemandPrior const& prior, std::vector<double> const& bias_sd = {});
    ~DemandEstimate();
    DemandEstimate(DemandEstimate const&);
    DemandEstimate(DemandEstimate&&) noexcept;
    DemandEstimate& operator=(DemandEstimate const&) = delete;
    DemandEstimate& operator=(DemandEstimate&&) = delete;

    // Keys of the changes, sorted; the first states, before those of the sensors.
    [[nodiscard]] std::vector<demand::ChangeKey> const& keys() const;
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] Estimate change(std::size_t state) const;
    [[nodiscard]] double prior_sd(std::size_t state) const;
    [[nodiscard]] Estimate bias(std::size_t sensor) const;

    // Of the figure itself; with a sensor, of what it shows.
    [[nodiscard]] Estimate of(Figure const& figure, std::optional<std::size_t> sensor = {}) const;
    // Before any reading.
    [[nodiscard]] Estimate prior_of(Figure const& figure) const;
    // Covariance of two figures.
    [[nodiscard]] double covariance(Figure const& one, Figure const& other) const;

    // Takes in readings whose errors and noise are independent of each other. Chooses the cheaper of two equal forms: by
    // portions of readings, or all at once in the inverse covariances. Throws InternalFault where rounding has spoilt the
    // covariance.
    void update(std::span<Reading const> readings);

    // Takes what was learnt of a sensor's bias into the unit of its readings: returns exp(bias), by which what it shows must
    // be divided from now on; the bias is then 0 (or what was beyond 0.5), and as sure as before. For sensors whose bias is
    // the logarithm of a factor (sensor_reading.hpp).
    double absorb_bias(std::size_t sensor);
    // A sensor is no longer what it was: its bias may have changed by so much (variance of the change).
    void loosen_bias(std::size_t sensor, double variance);

    // How a figure moves with each state: sparse, by state.
    struct Slope {
        std::size_t state = 0;
        double amount = 0;
    };
    [[nodiscard]] std::vector<Slope> slopes(Figure const& figure) const;
    // The whole covariance, by column; size() squared.
    [[nodiscard]] std::vector<double> covariance() const;

    // The means as changes of the demand, those below a tenth of a per cent left out; from -1 on.
    [[nodiscard]] std::vector<demand::DemandChange> changes() const;
    // The weight of each group of the map, >= 0.
    [[nodiscard]] std::vector<double> weights() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// How many of the readings' squared errors, each by its own variance, come to one reading: 1 where the stated errors are
// right, more where the model or the devices are worse than they say. Before the update. 0 without readings.
double misfit_of(DemandEstimate const& estimate, std::span<Reading const> readings);

}  // namespace halong::equilibrium
