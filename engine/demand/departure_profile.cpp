#include "demand/departure_profile.hpp"

#include <algorithm>
#include <array>

namespace halong::demand {
namespace {

using core::Millis;

Millis millis_of(double hour) { return static_cast<Millis>(hour * core::ms_per_hour); }

constexpr ProfilePoint office_start_points[] = {{6.25, 0},   {6.75, 0.07}, {7.0, 0.19}, {7.5, 0.46},
                                                {8.0, 0.78}, {8.5, 0.93},  {9.5, 1}};
constexpr ProfilePoint office_end_points[] = {{15.5, 0},    {16.5, 0.20}, {17.0, 0.40},
                                              {17.5, 0.60}, {18.0, 0.78}, {19.5, 1}};
constexpr ProfilePoint commerce_start_points[] = {{5.0, 0},    {6.0, 0.08}, {7.0, 0.22},
                                                  {8.0, 0.52}, {9.0, 0.82}, {10.5, 1}};
constexpr ProfilePoint commerce_end_points[] = {{15.0, 0},    {16.5, 0.12}, {18.0, 0.42},
                                                {19.0, 0.62}, {21.0, 0.86}, {22.5, 1}};
constexpr ProfilePoint lunch_out_points[] = {{11.25, 0}, {11.5, 0.38}, {11.75, 0.70}, {12.0, 0.94}, {12.25, 1}};
constexpr ProfilePoint shopping_start_points[] = {{5.0, 0},     {6.0, 0.10},  {7.0, 0.24},  {9.0, 0.42},  {11.0, 0.52},
                                                  {14.0, 0.56}, {16.0, 0.66}, {18.0, 0.82}, {20.0, 0.96}, {21.0, 1}};
constexpr ProfilePoint leisure_start_points[] = {{4.75, 0},    {6.0, 0.10},  {9.0, 0.20},  {14.0, 0.26},
                                                 {16.0, 0.36}, {18.0, 0.56}, {19.5, 0.86}, {21.0, 1}};
constexpr ProfilePoint health_start_points[] = {{6.0, 0},     {7.0, 0.20},  {8.5, 0.58}, {10.5, 0.80},
                                                {13.0, 0.83}, {14.5, 0.96}, {16.0, 1}};
constexpr ProfilePoint one_stop_start_points[] = {{7.25, 0},     {8.0, 0.18},  {9.5, 0.54}, {11.0, 0.70},
                                                  {13.25, 0.72}, {15.0, 0.94}, {16.25, 1}};
constexpr ProfilePoint online_filing_points[] = {{6.0, 0},     {8.0, 0.10},  {11.5, 0.48}, {13.5, 0.56},
                                                 {17.0, 0.82}, {22.5, 0.98}, {23.5, 1}};
constexpr ProfilePoint day_visitor_arrival_points[] = {{5.5, 0},     {7.0, 0.07},  {8.5, 0.32}, {10.0, 0.62},
                                                       {11.5, 0.82}, {14.0, 0.95}, {16.0, 1}};
constexpr ProfilePoint guest_arrival_points[] = {{6.5, 0},     {9.0, 0.12},  {11.0, 0.40}, {13.0, 0.62},
                                                 {16.0, 0.84}, {19.0, 0.96}, {22.0, 1}};
constexpr ProfilePoint day_visitor_return_points[] = {{13.0, 0},    {15.0, 0.15}, {17.0, 0.55},
                                                      {19.0, 0.82}, {21.0, 0.96}, {22.5, 1}};
constexpr ProfilePoint guest_return_points[] = {{6.5, 0},     {9.0, 0.12},  {11.0, 0.36}, {13.0, 0.58},
                                                {15.0, 0.80}, {17.0, 0.95}, {19.0, 1}};
constexpr ProfilePoint through_points[] = {{0, 0},       {4.0, 0.05},  {6.0, 0.12},  {9.0, 0.32}, {12.0, 0.50},
                                           {15.0, 0.67}, {18.0, 0.85}, {21.0, 0.95}, {24.0, 1}};
constexpr ProfilePoint lorry_points[] = {{0, 0},       {4.0, 0.13},  {6.0, 0.22},  {10.0, 0.41},
                                         {14.0, 0.58}, {18.0, 0.75}, {21.0, 0.87}, {24.0, 1}};
constexpr ProfilePoint delivery_points[] = {{4.0, 0}, {6.0, 0.22}, {9.0, 0.58}, {12.0, 0.76}, {15.0, 0.93}, {17.5, 1}};

}  // namespace

Millis time_at(DepartureProfile const& profile, double u)
{
    auto const points = profile.points;
    auto const above = std::ranges::upper_bound(points, u, {}, &ProfilePoint::share);
    if (above == points.begin()) return millis_of(points.front().hour);
    if (above == points.end()) return millis_of(points.back().hour);
    ProfilePoint const& low = *(above - 1);
    double const along = (u - low.share) / (above->share - low.share);
    return millis_of(low.hour + along * (above->hour - low.hour));
}

double share_by(DepartureProfile const& profile, Millis time)
{
    auto const points = profile.points;
    double const hour = static_cast<double>(time) / core::ms_per_hour;
    auto const above = std::ranges::upper_bound(points, hour, {}, &ProfilePoint::hour);
    if (above == points.begin()) return 0.0;
    if (above == points.end()) return 1.0;
    ProfilePoint const& low = *(above - 1);
    double const along = (hour - low.hour) / (above->hour - low.hour);
    return low.share + along * (above->share - low.share);
}

Millis time_until(DepartureProfile const& profile, Millis latest, double u)
{
    return time_at(profile, u * share_by(profile, latest));
}

namespace profiles {
DepartureProfile const office_start{"office_start", office_start_points};
DepartureProfile const office_end{"office_end", office_end_points};
DepartureProfile const commerce_start{"commerce_start", commerce_start_points};
DepartureProfile const commerce_end{"commerce_end", commerce_end_points};
DepartureProfile const lunch_out{"lunch_out", lunch_out_points};
DepartureProfile const shopping_start{"shopping_start", shopping_start_points};
DepartureProfile const leisure_start{"leisure_start", leisure_start_points};
DepartureProfile const health_start{"health_start", health_start_points};
DepartureProfile const one_stop_start{"one_stop_start", one_stop_start_points};
DepartureProfile const online_filing{"online_filing", online_filing_points};
DepartureProfile const day_visitor_arrival{"day_visitor_arrival", day_visitor_arrival_points};
DepartureProfile const guest_arrival{"guest_arrival", guest_arrival_points};
DepartureProfile const day_visitor_return{"day_visitor_return", day_visitor_return_points};
DepartureProfile const guest_return{"guest_return", guest_return_points};
DepartureProfile const through{"through", through_points};
DepartureProfile const lorry{"lorry", lorry_points};
DepartureProfile const delivery{"delivery", delivery_points};
}  // namespace profiles

std::span<DepartureProfile const* const> all_profiles()
{
    using namespace profiles;
    static constexpr std::array<DepartureProfile const*, 17> all{&office_start,
                                                                 &office_end,
                                                                 &commerce_start,
                                                                 &commerce_end,
                                                                 &lunch_out,
                                                                 &shopping_start,
                                                                 &leisure_start,
                                                                 &health_start,
                                                                 &one_stop_start,
                                                                 &online_filing,
                                                                 &day_visitor_arrival,
                                                                 &guest_arrival,
                                                                 &day_visitor_return,
                                                                 &guest_return,
                                                                 &through,
                                                                 &lorry,
                                                                 &delivery};
    return all;
}

}  // namespace halong::demand
