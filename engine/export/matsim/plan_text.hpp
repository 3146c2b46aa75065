// The plans of travellers as MATSim reads them, compressed while they are written.
#pragma once

#include "city/travel.hpp"
#include "geo/row_gzip.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halong::exporting {

// What all writers of plans share, put together once.
class PlanWords {
public:
    PlanWords();

private:
    friend class PlanText;
    // Phrases are copied by each writer, with where they stood.
    struct Phrases {
        std::array<geo::RowPhrase, city::person_class_count> person_class;  // between the person's number and key
        std::array<geo::RowPhrase, city::activity_count> activity;          // up to its place
        std::array<geo::RowPhrase, city::mode_count> leg;                   // with the end of the activity before
        geo::RowPhrase person{"<person id=\""};
        geo::RowPhrase persons{"</attribute>\n<attribute name=\"persons\" class=\"java.lang.Integer\">"};
        geo::RowPhrase plan{"</attribute>\n</attributes>\n<plan selected=\"yes\">\n"};
        geo::RowPhrase y{"\" y=\""};
        geo::RowPhrase end_time{"\" end_time=\""};
        geo::RowPhrase max_dur{"\" max_dur=\""};
        geo::RowPhrase stays_end{"\"/>\n"};
        geo::RowPhrase person_end{"</plan>\n</person>\n"};
    };

    geo::RowCode code_;
    std::array<geo::RowWord, 256> hex_bytes_;
    geo::RowWord dot_;
    geo::RowWord colon_;
    Phrases phrases_;
};

// Writes some travellers, one after another.
class PlanText {
public:
    // All of them outlive this object. Members of gzip are appended to `members`.
    PlanText(PlanWords const& words, city::Plans const& plans, std::string& members);

    void add(std::uint32_t traveller);
    // What has been added since the last member.
    [[nodiscard]] std::string_view text() const { return gzip_.text(); }
    // Closes the last member. Nothing is lost, and nothing comes later.
    void finish();

private:
    using Pen = geo::RowPen;
    // A point, and where it stood last.
    struct Place {
        geo::PointMetric point;
        std::int64_t at = geo::RowPhrase::nowhere;
        std::size_t size = 0;
    };

    void put_person(Pen& pen, std::uint32_t traveller);
    void put_stay(Pen& pen, std::uint32_t stay, bool is_first, bool is_last);
    void put_place(Pen& pen, geo::PointMetric const& point);
    void put_metres(Pen& pen, double metres) const;
    void put_clock(Pen& pen, core::Millis time) const;
    void close_member();

    PlanWords const& words_;
    city::Plans const& plans_;
    std::string& members_;
    geo::RowGzip gzip_;
    PlanWords::Phrases phrases_;
    std::array<Place, 8> places_;  // the last ones: people come home, and live together
    std::size_t next_place_ = 0;
};

// The whole hundredths that are nearest to `value`, of two equally near ones the even one, as a format of two decimals has them.
// `value`: 0 to below 10,000,000.
std::uint32_t nearest_hundredths(double value);

}  // namespace halong::exporting
