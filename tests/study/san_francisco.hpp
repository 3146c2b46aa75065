// The census tracts and candidate stores of San Francisco (pysal/spopt), and how far they are apart.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace halong::test {

struct SanFrancisco {
    std::vector<std::int64_t> people;           // by tract, in the order of their names
    std::vector<std::vector<double>> distance;  // [tract][store], metres; stores in the order of their names
};

inline SanFrancisco san_francisco(std::filesystem::path const& folder)
{
    std::ifstream file(folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv");
    std::string line;
    std::getline(file, line);
    std::map<std::string, std::map<std::string, double>> away;  // tract, store
    std::map<std::string, std::int64_t> people;
    while (std::getline(file, line)) {
        std::ranges::replace(line, ',', ' ');
        std::istringstream row(line);
        double metres = 0;
        std::string store;
        std::string tract;
        std::int64_t demand = 0;
        row >> metres >> store >> tract >> demand;
        away[tract][store] = metres;
        people[tract] = demand;
    }
    SanFrancisco city;
    for (auto const& [tract, row] : away) {
        city.people.push_back(people[tract]);
        city.distance.emplace_back();
        for (auto const& [store, metres] : row) city.distance.back().push_back(metres);
    }
    return city;
}

}  // namespace halong::test
