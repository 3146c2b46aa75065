// QGIS styles (QML) of the result layers, written by hand so that no QGIS is needed to make them.
#pragma once

#include <string>
#include <string_view>

namespace halong::exporting {

// Lines graduated by vehicles per hour, in the classes of volume_classes.hpp: a renderer alone.
std::string volume_renderer(std::string_view expression);
// Lines graduated by `peak_volume`: colour and width grow with vehicles per hour.
std::string links_style();
// Lines by `state`: rings that stood in red, rings that moved on in orange.
std::string gridlock_style();
// Areas graduated by `wifi_carried_share_pct`; grey where nobody wanted Wi-Fi.
std::string zones_style();
// Points by `service`: hotspots as circles, cameras as triangles turned along their view.
std::string sites_style();
// Points by `service`: one-stop centres as squares, hospitals and clinics as crosses.
std::string desks_style();
// Points by `noticed_by`: green where a camera told, blue where somebody called, red where nobody did.
std::string incidents_style();
// Points by `vehicle`: motorbikes, cars and coaches.
std::string parking_style();
std::string loads_style();

}  // namespace halong::exporting
