// The streams that a program is started with: some are missing, some lead to a full disk.
#pragma once

#include <string>

namespace halong::app {

// Opens /dev/null for standard input, output and errors where one is closed: the next file that is opened would take its
// number, and what is meant for the terminal would be written into a result.
void open_missing_streams();

// Writes a line to the standard errors; never throws, since nobody is left to tell.
void tell(std::string const& line) noexcept;

// Whether something that was written to the standard output is lost (a full disk); what waits is written first.
bool output_is_lost() noexcept;

}  // namespace halong::app
