#include "results/result_visitors.hpp"

#include "results/result_column.hpp"

#include <string>
#include <vector>

namespace halong::results {

void add_spending(Hdf5Writer& file, city::City const& city, Spending const& spending)
{
    std::vector<std::string> kinds;
    kinds.reserve(business_count);
    for (int i = 0; i < business_count; ++i) kinds.emplace_back(name_of(static_cast<Business>(i)));
    std::vector<std::int64_t> vnd = spending.vnd;
    vnd.resize(business_count * city.zones.size() * 2, 0);
    file.add_group("/spending");
    file.add_coordinate("/spending/business", kinds);
    file.attribute("/spending/business", "long_name", std::string("kind of business"));
    file.add_coordinate("/spending/visitor_class", std::vector<std::string>{"domestic", "foreign"});
    file.attribute("/spending/visitor_class", "long_name", std::string("class of visitor"));
    add_column(file, "/spending/amount", vnd, {"/spending/business", "/zone", "/spending/visitor_class"},
               "what visitors spent on the day", "VND");
}

}  // namespace halong::results
