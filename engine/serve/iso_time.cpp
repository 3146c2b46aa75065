#include "serve/iso_time.hpp"

#include "core/time.hpp"

#include <charconv>
#include <chrono>
#include <fmt/format.h>

namespace halong::serve {
namespace {

constexpr LocalMillis zone_of_city_ms = LocalMillis{7} * core::ms_per_hour;
constexpr LocalMillis minutes_per_day = core::ms_per_day / core::ms_per_minute;

// Reads a text from its begin; what does not fit makes it fail, and it stays so.
class Scan {
public:
    explicit Scan(std::string_view text) : text_(text) {}

    int digits(std::size_t count)
    {
        int value = 0;
        if (text_.size() < count) return fail();
        auto const* const begin = text_.data();
        auto const [end, error] = std::from_chars(begin, begin + count, value);
        if (error != std::errc{} || end != begin + count || *begin == '-') return fail();
        text_.remove_prefix(count);
        return value;
    }
    bool skip(char letter)
    {
        if (!text_.starts_with(letter)) return false;
        text_.remove_prefix(1);
        return true;
    }
    void need(char letter)
    {
        if (!skip(letter)) fail();
    }
    // Digits behind a point, as thousandths; what is smaller is dropped.
    int thousandths()
    {
        int value = 0;
        int scale = 100;
        std::size_t count = 0;
        for (; count < text_.size() && text_[count] >= '0' && text_[count] <= '9'; ++count, scale /= 10) {
            value += (text_[count] - '0') * scale;
        }
        if (count == 0) return fail();
        text_.remove_prefix(count);
        return value;
    }
    [[nodiscard]] bool at_end() const { return text_.empty(); }
    [[nodiscard]] bool failed() const { return failed_; }

private:
    int fail()
    {
        failed_ = true;
        return 0;
    }

    std::string_view text_;
    bool failed_ = false;
};

}  // namespace

std::optional<LocalMillis> local_time_of(std::string_view text, NoZone no_zone)
{
    Scan scan(text);
    int const year = scan.digits(4);
    scan.need('-');
    int const month = scan.digits(2);
    scan.need('-');
    int const day = scan.digits(2);
    if (!scan.skip(' ')) scan.need('T');
    int const hour = scan.digits(2);
    scan.need(':');
    int const minute = scan.digits(2);
    int const second = scan.skip(':') ? scan.digits(2) : 0;
    int const thousandths = scan.skip('.') ? scan.thousandths() : 0;
    LocalMillis zone = no_zone == NoZone::local ? zone_of_city_ms : 0;
    if (scan.at_end()) {
        if (no_zone == NoZone::refused) return std::nullopt;
    } else if (!scan.skip('Z')) {
        bool const is_west = scan.skip('-');
        if (!is_west) scan.need('+');
        int const hours = scan.digits(2);
        scan.skip(':');
        LocalMillis const minutes = hours * 60 + (scan.at_end() ? 0 : scan.digits(2));
        if (minutes >= minutes_per_day) return std::nullopt;
        zone = (is_west ? -minutes : minutes) * core::ms_per_minute;
    } else {
        zone = 0;
    }
    std::chrono::year_month_day const date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    bool const is_time = hour <= 23 && minute <= 59 && second <= 59 && year >= 1970 && date.ok();
    if (scan.failed() || !scan.at_end() || !is_time) return std::nullopt;
    LocalMillis const days = std::chrono::sys_days{date}.time_since_epoch().count();
    LocalMillis const of_day = ((hour * 60 + minute) * LocalMillis{60} + second) * core::ms_per_second + thousandths;
    return days * core::ms_per_day + of_day - zone + zone_of_city_ms;
}

std::optional<LocalSpan> local_span_of(std::string_view text, NoZone no_zone)
{
    auto const slash = text.find('/');
    auto const from = local_time_of(text.substr(0, slash), no_zone);
    auto const to = slash == std::string_view::npos ? from : local_time_of(text.substr(slash + 1), no_zone);
    if (!from || !to || *to < *from) return std::nullopt;
    return LocalSpan{*from, *to};
}

std::string local_time_text(LocalMillis time)
{
    LocalMillis const days = (time >= 0 ? time : time - (core::ms_per_day - 1)) / core::ms_per_day;
    LocalMillis const second = (time - days * core::ms_per_day) / core::ms_per_second;
    std::chrono::year_month_day const date{std::chrono::sys_days{std::chrono::days{days}}};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), second / 3'600,
                       second / 60 % 60, second % 60);
}

std::string local_date_text(LocalMillis time)
{
    constexpr std::size_t date_length = 10;
    return local_time_text(time).substr(0, date_length);
}

LocalMillis local_now()
{
    auto const now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count() + zone_of_city_ms;
}

}  // namespace halong::serve
