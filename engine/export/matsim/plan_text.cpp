#include "export/matsim/plan_text.hpp"

#include "core/hash.hpp"
#include "core/time.hpp"
#include "export/matsim/matsim.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <utility>

namespace halong::exporting {
namespace {

using geo::RowPhrase;
using geo::RowWord;

constexpr std::size_t member_letters = std::size_t{1} << 19U;  // about: stays in a processor's own cache
constexpr std::size_t most_letters = 1'024;                    // of a person without stays, or of a stay
constexpr double metres_end = 9'999'999;                       // what is below has 7 digits, also when rounded

// Letters, and lengths and distances of repeats, in hundreds of a part of an ordinary day of the embedded city.
geo::ExpectedRows expected_rows()
{
    constexpr std::pair<char const*, std::uint64_t> letters[]{
        {"123", 284}, {"40", 218},         {"56789", 155},        {":", 172}, {".", 112}, {"abcdef", 39},
        {"\"t", 4},   {"i =><\nlr/sy", 2}, {"nogmpvuxhkjSwI_", 1}};
    constexpr std::pair<std::size_t, std::uint64_t> lengths[]{{4, 36},   {5, 56},  {11, 122}, {17, 36}, {19, 21},
                                                              {23, 164}, {27, 87}, {43, 36},  {59, 36}, {131, 36}};
    constexpr std::pair<std::size_t, std::uint64_t> distances[]{
        {65, 72},   {97, 56},    {129, 33},  {193, 34},  {257, 71},  {385, 142}, {513, 145},  {769, 26},   {1'025, 16},
        {1'537, 9}, {2'049, 12}, {3'073, 5}, {4'097, 4}, {6'145, 2}, {8'193, 2}, {12'289, 1}, {16'385, 1}, {24'577, 1}};
    geo::ExpectedRows rows;
    for (auto const& [letter, times] : letters) rows.add_letters(letter, times);
    for (auto const& [length, times] : lengths) rows.add_length(length, times);
    for (auto const& [distance, times] : distances) rows.add_distance(distance, times);
    return rows;
}

bool is_plain(double metres) { return !std::signbit(metres) && metres < metres_end; }

}  // namespace

std::uint32_t nearest_hundredths(double value)
{
    auto const below = static_cast<std::uint32_t>(value * 100);
    double const part = value * 100 - below;
    constexpr double doubtful = 1e-3;  // far more than the product's rounding
    if (std::abs(part - 0.5) > doubtful) return below + (part > 0.5 ? 1 : 0);
    // The sign of a product and a sum that are rounded once is that of the exact ones.
    double const rest = std::fma(value, 100, -(below + 0.5));
    bool const is_up = rest > 0 || (rest == 0 && below % 2 == 1);
    return below + (is_up ? 1 : 0);
}

PlanWords::PlanWords() : code_(expected_rows())
{
    auto const letter = [this](char one) { return RowWord(static_cast<unsigned char>(one), 1, code_.letter(one)); };
    for (std::size_t byte = 0; byte < hex_bytes_.size(); ++byte) {
        auto const digits = fmt::format("{:02x}", byte);
        hex_bytes_[byte] = letter(digits[0]).then(letter(digits[1]));
    }
    dot_ = letter('.');
    colon_ = letter(':');
    for (std::size_t i = 0; i < phrases_.person_class.size(); ++i) {
        phrases_.person_class[i] = RowPhrase(
            fmt::format("\">\n<attributes>\n<attribute name=\"class\" class=\"java.lang.String\">{}</attribute>\n"
                        "<attribute name=\"key\" class=\"java.lang.String\">",
                        city::name_of(static_cast<city::PersonClass>(i))));
    }
    for (std::size_t i = 0; i < phrases_.activity.size(); ++i) {
        phrases_.activity[i] =
            RowPhrase(fmt::format(R"(<activity type="{}" x=")", city::name_of(static_cast<city::Activity>(i))));
    }
    for (std::size_t i = 0; i < phrases_.leg.size(); ++i)
        phrases_.leg[i] = RowPhrase(fmt::format("\"/>\n<leg mode=\"{}\"/>\n", matsim_mode(static_cast<city::Mode>(i))));
}

PlanText::PlanText(PlanWords const& words, city::Plans const& plans, std::string& members)
    : words_(words),
      plans_(plans),
      members_(members),
      gzip_(words.code_, member_letters + 2 * most_letters),  // the end of a person is not asked for
      phrases_(words.phrases_)
{}

void PlanText::put_metres(Pen& pen, double metres) const
{
    if (!is_plain(metres)) return pen.words(fmt::format("{:.2f}", metres));
    auto const hundredths = nearest_hundredths(metres);
    pen.number(hundredths / 100);
    pen.word(words_.dot_.then(words_.code_.two_digits(hundredths % 100)));
}

void PlanText::put_clock(Pen& pen, core::Millis time) const
{
    constexpr core::Millis most_hours = 100;
    if (time < 0 || time >= most_hours * core::ms_per_hour) return pen.words(core::clock_text(time));
    auto const seconds = static_cast<std::uint32_t>(time / core::ms_per_second);
    auto const& code = words_.code_;
    auto const minutes = words_.colon_.then(code.two_digits(seconds / 60 % 60));
    pen.word(code.two_digits(seconds / 3'600).then(minutes));
    pen.word(words_.colon_.then(code.two_digits(seconds % 60)));
}

void PlanText::put_place(Pen& pen, geo::PointMetric const& point)
{
    auto const at = static_cast<std::int64_t>(pen.at());
    bool const is_known = is_plain(point.x_m) && is_plain(point.y_m);
    if (is_known) {
        for (Place& place : places_) {
            if (place.point.x_m != point.x_m || place.point.y_m != point.y_m) continue;
            auto const distance = pen.distance_to(place.at);
            if (distance > geo::farthest_repeat) continue;
            place.at = at;
            return pen.repeat<32>(place.size, distance);
        }
    }
    put_metres(pen, point.x_m);
    pen.phrase<16>(phrases_.y);
    put_metres(pen, point.y_m);
    auto const size = pen.at() - static_cast<std::size_t>(at);
    if (is_known) places_[next_place_++ % places_.size()] = {point, at, size};
}

void PlanText::put_person(Pen& pen, std::uint32_t traveller)
{
    pen.phrase<16>(phrases_.person);
    pen.number(traveller + 1);
    pen.phrase<192>(phrases_.person_class[static_cast<std::size_t>(plans_.person_class[traveller])]);
    auto const key = plans_.traveller_key[traveller];
    for (unsigned shift = 64; shift > 0; shift -= 8) pen.word(words_.hex_bytes_[key >> (shift - 8) & 255U]);
    pen.phrase<64>(phrases_.persons);
    pen.number(plans_.persons[traveller]);
    pen.phrase<64>(phrases_.plan);
}

// An activity, with its time unless it is the last, and the leg that follows.
void PlanText::put_stay(Pen& pen, std::uint32_t stay, bool is_first, bool is_last)
{
    pen.phrase<32>(phrases_.activity[static_cast<std::size_t>(plans_.activity[stay])]);
    put_place(pen, plans_.point[stay]);
    if (is_last) return pen.phrase<16>(phrases_.stays_end);
    // MATSim leaves at the earlier of the two, and we at the later: who has a least stay is held to that where it alone was
    // planned.
    bool const has_end = plans_.planned_end[stay] > 0 || is_first;
    pen.phrase<16>(has_end ? phrases_.end_time : phrases_.max_dur);
    put_clock(pen, has_end ? plans_.planned_end[stay] : plans_.min_duration[stay]);
    pen.phrase<32>(phrases_.leg[static_cast<std::size_t>(plans_.mode[stay])]);
}

void PlanText::add(std::uint32_t traveller)
{
    auto const first = plans_.stays_begin(traveller);
    auto const end = plans_.stays_end(traveller);
    gzip_.need(most_letters);
    Pen pen = gzip_.pen();
    put_person(pen, traveller);
    for (auto stay = first; stay < end; ++stay) {
        gzip_.need(most_letters);
        put_stay(pen, stay, stay == first, stay + 1 == end);
        gzip_.set(pen);
        if (pen.at() < member_letters) continue;
        close_member();
        pen = gzip_.pen();
    }
    pen.phrase<32>(phrases_.person_end);
    gzip_.set(pen);
}

// Nothing stands before the next member.
void PlanText::close_member()
{
    gzip_.close(members_);
    phrases_ = words_.phrases_;
    places_ = {};
}

void PlanText::finish() { close_member(); }

}  // namespace halong::exporting
