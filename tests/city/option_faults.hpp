// What an option is refused for.
#pragma once

#include "city/apply.hpp"
#include "core/error.hpp"

#include <string>

namespace halong::test {

// All findings in words, a line each; empty where the option fits.
inline std::string faults_of(scenario::Option const& option, city::City const& city)
{
    try {
        (void)city::apply(option, city);
    } catch (core::UserError const& error) {
        std::string all;
        for (auto const& diagnostic : error.diagnostics()) all += core::text_of(diagnostic) + "\n";
        return all;
    }
    return {};
}

}  // namespace halong::test
