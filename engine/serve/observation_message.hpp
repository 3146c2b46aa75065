// Messages of devices as rows of observations: a pure function of the message and of what is known of the devices.
#pragma once

#include "equilibrium/observation_cells.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace halong::serve {

// Why something was not taken. The last ones are of the way in, not of the message.
enum class Refusal : std::uint8_t {
    not_json,       // or not whole
    too_large,      // bytes, or rows
    too_deep,       // lists in lists
    unknown_shape,  // of none of the forms below, with a key that they do not have, or of a kind that is not observed
    no_sensor,      // nothing says whose it is
    no_time,        // none, not a time, or an instant where an interval is needed
    wrong_unit,     // that its kind does not have
    not_finite,     // a value that is no finite number
    bad_value,      // another cell that cannot be read
    wrong_host,
    wrong_token,
    wrong_request,
    too_many,  // a second
    torn_line  // of the file, where the power went while it was written
};
inline constexpr int refusal_count = 14;
// "not_json" and so on, as it stands in counts and in the file of what was refused.
std::string_view name_of(Refusal why);

struct Refused {
    Refusal why = Refusal::not_json;
    std::string detail;  // with the value, and what to do
};

struct MessageLimits {
    std::size_t bytes = 1U << 20U;
    int depth = 16;             // of lists and objects in one another
    std::size_t rows = 10'000;  // those that are refused count, too
    std::size_t cell_bytes = 256;
};

// By the id with which a device's messages come, or of SensorThings that of the Datastream: cells that they lack. Its
// sensor takes the place of that id.
using Devices = std::map<std::string, equilibrium::ObservationCells, std::less<>>;

// A CSV with the column `stream` (the id) and any of the columns of observations but time, value and received. Throws
// UserError for all of its faults at once.
Devices read_devices(std::filesystem::path const& path);

struct ParsedMessage {
    std::vector<equilibrium::ObservationCells> rows;  // without `received`; no cell holds a line break
    std::vector<Refused> refused;
};

// What a message says, one object or a list of them, of these forms:
// * our own: an object whose keys are the columns of observations;
// * GeoJSON (RFC 7946): a Feature or FeatureCollection with these columns as properties, others are not read;
// * OGC SensorThings 1.1 (OGC 18-088, §8.2.5 and §8.2.7): an Observation, alone or in the `value` of an answer, whose Datastream is
//   named by its @iot.id, by `topic` ("v1.1/Datastreams(12)/Observations"), or inserted with it: ObservedProperty.name is
//   the kind, unitOfMeasurement.symbol the unit, FeatureOfInterest.feature the position; `parameters` and
//   Datastream.properties may hold further columns;
// * NGSI-LD (ETSI GS CIM 009), normalised, with key-values, or as `data` of a Notification: the Smart Data Models
//   TrafficFlowObserved, CrowdFlowObserved (smart-data-models/dataModel.Transportation), OffStreetParking, ParkingGroup
//   (dataModel.Parking) and WeatherObserved (dataModel.Weather).
// Times come out in the city's, to the second. An instant is the end of an interval whose length `devices` tells; of what is
// a level (people, phones, spaces, guests, speeds) that is 5 minutes otherwise. That end is moved to a whole
// number of these lengths after midnight where it is within half a minute of one, that of a level always (to the one before):
// so intervals follow each other though the device is early or late. Never throws, whatever the text.
ParsedMessage rows_of(std::string_view text, std::string_view topic = {}, Devices const& devices = {},
                      MessageLimits const& limits = {});

}  // namespace halong::serve
