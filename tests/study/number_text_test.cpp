#include "study/number_text.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace halong::study;

TEST_CASE("numbers show four digits that count, with thousands set apart")
{
    CHECK(number_text(0) == "0");
    CHECK(number_text(1'234'567.4) == "1,234,567");
    CHECK(number_text(1'000) == "1,000");
    CHECK(number_text(322'710) == "322,710");
    CHECK(number_text(999.94) == "999.9");
    CHECK(number_text(45.678) == "45.68");
    CHECK(number_text(1.5) == "1.500");
    CHECK(number_text(0.012344) == "0.01234");
    CHECK(number_text(-45.678) == "−45.68");
    CHECK(number_text(-0.4, 0) == "0");
    CHECK(number_text(std::numeric_limits<double>::quiet_NaN()) == "–");
    CHECK(number_text(std::numeric_limits<double>::infinity()) == "–");
}

TEST_CASE("decimals shrink as numbers grow")
{
    CHECK(decimals_for(0) == 3);
    CHECK(decimals_for(1e-9) == 6);
    CHECK(decimals_for(0.5) == 4);
    CHECK(decimals_for(5) == 3);
    CHECK(decimals_for(50) == 2);
    CHECK(decimals_for(500) == 1);
    CHECK(decimals_for(1'000) == 0);
    CHECK(decimals_for(1e12) == 0);
}

TEST_CASE("figures that people chose keep their form, rough ones have three digits")
{
    CHECK(given_text(20) == "20");
    CHECK(given_text(8'000) == "8,000");
    CHECK(given_text(0.5) == "0.5000");
    CHECK(given_text(0) == "0");
    CHECK(rough_text(16'001'650) == "16,000,000");
    CHECK(rough_text(464.6) == "465");
    CHECK(rough_text(4'000) == "4,000");
    CHECK(rough_text(-1'272'648) == "−1,270,000");
    CHECK(rough_text(73.17) == "73.2");
    CHECK(rough_text(0) == "0");
    CHECK(rough_text(std::nan("")) == "–");
    CHECK(rough_text(std::numeric_limits<double>::infinity()) == "–");
}

TEST_CASE("differences always carry their sign")
{
    CHECK(signed_text(210, 0) == "+210");
    CHECK(signed_text(-210.4, 1) == "−210.4");
    CHECK(signed_text(0, 2) == "+0.00");
    CHECK(signed_text(std::nan(""), 2) == "–");
}

TEST_CASE("widths count letters, whatever their bytes")
{
    CHECK(display_width("Hạ Long") == 7);
    CHECK(display_width("Ha\xCC\xA3 Long") == 7);  // the dot below as a combining mark
    CHECK(display_width("") == 0);
    CHECK(fit_left("Hạ", 4) == "Hạ  ");
    CHECK(fit_right("Hạ", 4) == "  Hạ");
    CHECK(fit_left("Bãi Cháy", 5) == "Bãi …");
    CHECK(fit_right("Bãi Cháy", 8) == "Bãi Cháy");
}

TEST_CASE("long texts break at blanks and keep every word")
{
    CHECK(wrapped("một hai ba bốn", 7, 2) == "một hai\n  ba\n  bốn");
    CHECK(wrapped("one", 10, 2) == "one");
    CHECK(wrapped("", 10, 2).empty());
}
