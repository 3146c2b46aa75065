// Text inside XML.
#include "core/xml_text.hpp"

#include <catch2/catch.hpp>

using namespace halong::core;

TEST_CASE("marks of XML become entities, and control characters go")
{
    CHECK(xml_text("a & b < c > \"d\" 'e'") == "a &amp; b &lt; c &gt; &quot;d&quot; 'e'");
    CHECK(xml_text(std::string_view("x\0\x01\x1f\t\ny", 7)) == "x\t\ny");
    CHECK(xml_text("Hạ Long").size() == 9);
    std::string text = "<a b=\"";
    add_xml_text(text, "\"1\"");
    CHECK(text == "<a b=\"&quot;1&quot;");
}
