// Counter-based random numbers: a draw depends on what it is for, never on what was drawn before.
#pragma once

#include "core/exact_math.hpp"

#include <cstdint>

namespace halong::core {

// Every use of randomness has its own stream. Numbers are never reused or reordered: add at the end.
enum class Stream : std::uint32_t {
    population = 1,         // ages, households, work of a resident
    home = 2,               // where a resident lives in his zone
    destination = 3,        // where an activity takes place
    mode = 4,               // means of travel
    departure = 5,          // times of day
    activity = 6,           // whether and how long an activity is done
    visitor = 7,            // arrivals, groups, itineraries
    freight = 8,            // lorries and through traffic
    speed = 9,              // a person's own walking or riding speed
    spot = 10,              // where in a place somebody stands
    wifi_session = 11,      // who connects, when and how long
    radio_shadow = 12,      // slow fading of one site at one spot
    camera_detection = 13,  // whether a passing is detected
    weather = 14,
    route = 15,          // differences in taste between routes
    site_rule = 16,      // ties and jitter when a rule places sites
    counter = 17,        // what somebody wants at a one-stop centre, and how long he waits for it
    clinic = 18,         // the same at a hospital or clinic
    operations = 19,     // incidents, and who notices them when
    outage = 20,         // when a device is out of order
    charging = 21,       // which vehicles are electric, and what they want to charge
    recount = 24,        // how often a traveller goes where counts call for more or fewer
    value_of_time = 25,  // what a minute is worth to somebody
    test = 99,
};

// What is drawn: a hash of the entity's stable external id, and a decision of that entity.
struct Draw {
    std::uint64_t entity = 0;
    std::uint32_t purpose = 0;  // which decision of the stream
    std::uint32_t ordinal = 0;  // ordinal of the activity, day or alternative; never a running count
};

// The generator of one run (Philox 4x64-10: Salmon, Moraes, Dror, Shaw 2011). Copies are free; it has no state.
class Random {
public:
    explicit Random(std::uint64_t seed) : seed_(seed) {}
    [[nodiscard]] std::uint64_t seed() const { return seed_; }

    // 64 uniform random bits.
    [[nodiscard]] std::uint64_t bits(Stream stream, Draw draw) const;
    // Uniform in [0, 1), 53 bits.
    [[nodiscard]] double uniform(Stream stream, Draw draw) const;
    // Uniform integer in [0, n), n > 0; bias below n / 2^64.
    [[nodiscard]] std::uint64_t below(Stream stream, Draw draw, std::uint64_t n) const;
    // Standard normal (Box and Muller 1958, with our own log; cosine by a fixed polynomial).
    [[nodiscard]] double normal(Stream stream, Draw draw) const;
    // Log-normal with the given median and coefficient of variation.
    [[nodiscard]] double lognormal(Stream stream, Draw draw, double median, double cv) const;
    // Standard Gumbel: -ln(-ln u), for logit choice by one draw for each alternative.
    [[nodiscard]] double gumbel(Stream stream, Draw draw) const;
    // Exponential with mean 1.
    [[nodiscard]] double exponential(Stream stream, Draw draw) const;

private:
    std::uint64_t seed_;
};

}  // namespace halong::core
