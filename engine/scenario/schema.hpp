// JSON Schemas (draft-07), with which editors complete and check TOML files. A file names its schema in its first line:
// #:schema schema/scenario-1.schema.json
#pragma once

#include "scenario/kind.hpp"

#include <string>

namespace halong::scenario {

// The schema of one kind of file as indented JSON, with a line feed at the end. Keys that are required are so only in
// files that extend nothing, and in tables that name no file, since what is missing there may come from elsewhere.
std::string json_schema(Kind kind);

}  // namespace halong::scenario
