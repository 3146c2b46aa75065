#include "simulation/simulation.hpp"

#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "core/error.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "planned_day.hpp"
#include "results/provenance.hpp"
#include "rooms.hpp"
#include "scenario/save.hpp"
#include "simulation/checkpoint.hpp"
#include "study/kept_day.hpp"
#include "study/variants.hpp"
#include "watch.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>
#include <thread>

namespace halong::python {
namespace {

namespace fs = std::filesystem;
using core::Millis;

constexpr Millis watch_interval_ms = core::ms_per_minute;

std::string road_text(simulation::Simulation const& simulation)
{
    return fmt::format("{} · {} on the road", core::clock_text(simulation.now()), simulation.on_road());
}

// `city` as it lies in its folder, or nothing: that of the scenario. `option`: changes both; nothing: the base.
std::shared_ptr<PlannedDay const> plan(scenario::Scenario const& base, std::shared_ptr<city::City> const& city,
                                       std::shared_ptr<scenario::Option> const& option, py::object progress)
{
    Watch const watch(std::move(progress));
    py::gil_scoped_release const others_may_run;
    auto day = std::make_shared<PlannedDay>();
    day->scenario = option == nullptr ? base : scenario::with_option(base, *option);
    scenario::Scenario const& scenario = day->scenario;
    if (option != nullptr) {
        day->option = *option;
        study::check_somebody_looks(scenario, *option, fmt::format("option '{}'", option->id));
    }
    day->started_utc = results::utc_now();
    watch(0, "city");
    city::City given = city == nullptr ? city::load_city(scenario.city) : *city;
    day->city =
        std::make_shared<city::City const>(option == nullptr ? city::on_day(scenario, std::move(given))
                                                             : city::on_day(scenario, std::move(given), *option));
    watch(0, "people");
    core::Random const random(scenario.seed);
    study::KeptDay const kept(*day->city, scenario);
    day->made_plans = kept.plans();
    day->nights = demand::hotel_nights(*day->city, scenario, random);
    watch(0.5, "ways");
    day->settled = kept.settled(day->made_plans, [&](int number, double done, results::RouteGap const*) {
        watch(0.5 + 0.5 * (number - 1 + done) / scenario.replanning.days, fmt::format("replanning, day {}", number));
    });
    watch(1, "planned");
    return day;
}

// A run that is stepped from outside.
class Simulation {
public:
    explicit Simulation(std::shared_ptr<PlannedDay const> day) : day_(std::move(day))
    {
        py::gil_scoped_release const others_may_run;
        begin();
    }

    [[nodiscard]] std::shared_ptr<PlannedDay const> day() const { return day_; }
    [[nodiscard]] Millis now() const { return seen().now(); }
    [[nodiscard]] bool ended() const { return seen().ended(); }
    [[nodiscard]] std::int64_t on_road() const { return seen().on_road(); }

    // To the first border at or after `until_ms`; gives the time reached.
    Millis advance(Millis until_ms, py::object progress)
    {
        require_unfinished();
        Watch const watch(std::move(progress));
        Busy const busy(*this);
        py::gil_scoped_release const others_may_run;
        while (!simulation_->ended() && simulation_->now() < until_ms) {
            simulation_->step();
            if (!simulation_->passed_multiple_of(watch_interval_ms)) continue;
            watch(static_cast<double>(simulation_->now()) / core::ms_per_day, road_text(*simulation_));
        }
        return simulation_->now();
    }

    void save(fs::path const& path) const
    {
        require_unfinished();
        Busy const busy(*this);
        py::gil_scoped_release const others_may_run;
        simulation::save_checkpoint(path, *simulation_, identity());
    }

    // Whatever this has done before is forgotten, but not where the file cannot be used: its seal and whose it is are looked
    // at before anything changes. All that changes while a day runs is in the file, so what stands here need not be made anew.
    void restore(fs::path const& path)
    {
        Busy const busy(*this);
        py::gil_scoped_release const others_may_run;
        std::string const content = simulation::read_checkpoint(path, identity());
        try {
            simulation::load_content(content, path, *simulation_);
            is_finished_ = false;
        } catch (...) {
            begin();  // a whole file of this very day that this build cannot read: what it leaves must not be used
            throw;
        }
    }

    // The engine's own object, for looking and changing between two steps.
    [[nodiscard]] simulation::Simulation& engine()
    {
        require_unfinished();
        return *simulation_;
    }
    // Sums that live as long as this does: views of them grow with the day, and begin anew with restore().
    [[nodiscard]] traffic::LinkHours const& link_hours()
    {
        require_unfinished();
        return simulation_->link_hours();
    }

    std::shared_ptr<Result> finish()
    {
        require_unfinished();
        if (!simulation_->ended()) {
            throw core::UserError(core::Diagnostic{
                "", 0, 0, fmt::format("the day has not ended: it is {}", core::clock_text(simulation_->now())),
                "advance() without a time goes on to its end"});
        }
        Busy const busy(*this);
        py::gil_scoped_release const others_may_run;
        is_finished_ = true;
        auto result = std::make_shared<Result>();
        result->day = day_;
        result->run = simulation_->finish();
        result->kpis = results::kpis_of(*day_->city, day_->plans(), result->run);
        return result;
    }

private:
    // While a call runs without the interpreter's lock, nobody else may touch the engine; its own thread may look and change
    // at the borders at which it tells its progress. Made and ended with the lock held.
    class Busy {
    public:
        explicit Busy(Simulation const& simulation) : user_(simulation.user_)
        {
            if (user_) refuse();
            user_ = std::this_thread::get_id();
        }
        ~Busy() { user_.reset(); }
        Busy(Busy const&) = delete;
        Busy& operator=(Busy const&) = delete;

    private:
        std::optional<std::thread::id>& user_;
    };
    [[noreturn]] static void refuse()
    {
        throw core::UserError(core::Diagnostic{"", 0, 0, "this simulation is being advanced, saved or restored",
                                               "use it from one thread, or wait until that call has ended"});
    }
    [[nodiscard]] simulation::Simulation& seen() const
    {
        if (user_ && *user_ != std::this_thread::get_id()) refuse();
        return *simulation_;
    }

    void begin()
    {
        is_finished_ = false;
        simulation_ =
            std::make_unique<simulation::Simulation>(*day_->city, day_->scenario, day_->plans(), day_->settled.routes);
    }
    void require_unfinished() const
    {
        if (user_ && *user_ != std::this_thread::get_id()) refuse();
        if (!is_finished_) return;
        throw core::UserError(core::Diagnostic{"", 0, 0, "this simulation has given its result",
                                               "make another one, or restore() an earlier state"});
    }
    // Hashes of all people and ways: once.
    [[nodiscard]] simulation::RunIdentity const& identity() const
    {
        if (!identity_) {
            identity_ = simulation::identity_of(*day_->city, day_->scenario, day_->plans(), day_->settled.routes);
        }
        return *identity_;
    }

    std::shared_ptr<PlannedDay const> day_;
    std::unique_ptr<simulation::Simulation> simulation_;
    mutable std::optional<simulation::RunIdentity> identity_;
    bool is_finished_ = false;
    mutable std::optional<std::thread::id> user_;  // whose call runs
};

template <class T>
py::array array_of(std::vector<T> const& values)
{
    return py::array_t<T>(static_cast<py::ssize_t>(values.size()), values.data());
}

// Vehicles that have left each link so far, of all classes.
py::array link_vehicles(traffic::LinkHours const& hours)
{
    std::vector<std::uint32_t> sums(hours.link_count);
    std::size_t const row = hours.vehicles.size() / std::max<std::size_t>(1, hours.link_count);
    for (std::size_t i = 0; i < hours.vehicles.size(); ++i) sums[i / row] += hours.vehicles[i];
    return array_of(sums);
}

py::list spots(simulation::Simulation const& simulation)
{
    py::list list;
    for (services::SpotNow const& spot : simulation.spots()) {
        list.append(py::make_tuple(spot.place.value(), spot.waiting, spot.inside, spot.servers, spot.capacity));
    }
    return list;
}

py::list prices(simulation::Simulation const& simulation)
{
    auto const row = [](auto id) { return id.valid() ? py::object(py::int_(id.value())) : py::object(py::none()); };
    py::list list;
    for (services::PriceNow const& price : simulation.prices()) {
        list.append(py::make_tuple(std::string(price.service), row(price.place), row(price.link), price.vnd));
    }
    return list;
}

py::object green(Simulation& self, std::uint32_t link)
{
    if (link >= self.day()->city->network.link_count()) throw py::index_error(fmt::format("there is no link {}", link));
    auto const green = self.engine().green(core::LinkId{link});
    if (!green || !green->has_signal()) return py::none();
    return py::make_tuple(green->cycle_ms, green->start_ms, green->length_ms);
}

}  // namespace

py::list changes(std::vector<simulation::Change> const& changes)
{
    py::list list;
    for (simulation::Change const& change : changes) list.append(py::make_tuple(change.time_ms, change.text));
    return list;
}

void add_simulation(py::module_& module)
{
    py::class_<PlannedDay, std::shared_ptr<PlannedDay>>(module, "PlannedDay",
                                                        "A scenario with its city, people and ways. Never changes.")
        .def_readonly("scenario", &PlannedDay::scenario)
        .def_property_readonly("city", [](PlannedDay const& self) {
            return std::const_pointer_cast<city::City>(self.city);  // whose methods are all const
        });
    module.def("plan", &plan, py::arg("scenario"), py::arg("city"), py::arg("option"), py::arg("progress"));
    py::class_<Simulation>(module, "Simulation", "A run that is stepped from outside.")
        .def(py::init([](std::shared_ptr<PlannedDay> const& day) { return std::make_unique<Simulation>(day); }),
             py::arg("day"))
        .def_property_readonly("day",
                               [](Simulation const& self) { return std::const_pointer_cast<PlannedDay>(self.day()); })
        .def_property_readonly("now_ms", &Simulation::now)
        .def_property_readonly("ended", &Simulation::ended)
        .def_property_readonly("on_road", &Simulation::on_road)
        .def("advance", &Simulation::advance, py::arg("until_ms"), py::arg("progress"))
        .def("save", &Simulation::save, py::arg("path"))
        .def("restore", &Simulation::restore, py::arg("path"))
        .def("finish", &Simulation::finish)
        .def("links_now",
             [](Simulation& self) {
                 traffic::LinksNow now = self.engine().links_now();
                 return py::make_tuple(array_of(now.vehicles), array_of(now.waiting), array_of(now.starting));
             })
        .def("link_vehicles", [](Simulation& self) { return link_vehicles(self.link_hours()); })
        .def("persons_by_zone", [](Simulation& self) { return array_of(self.engine().persons_by_zone()); })
        .def("spots", [](Simulation& self) { return spots(self.engine()); })
        .def("green", &green, py::arg("link"))
        .def(
            "set_green",
            [](Simulation& self, std::uint32_t link, Millis cycle_ms, Millis start_ms, Millis length_ms) {
                self.engine().set_green(core::LinkId{link}, {cycle_ms, start_ms, length_ms});
            },
            py::arg("link"), py::arg("cycle_ms"), py::arg("start_ms"), py::arg("length_ms"))
        .def(
            "shut",
            [](Simulation& self, std::uint32_t link, Millis until_ms) {
                self.engine().shut(core::LinkId{link}, until_ms);
            },
            py::arg("link"), py::arg("until_ms"))
        .def(
            "change_spot",
            [](Simulation& self, std::uint32_t place, std::int64_t servers, std::int64_t capacity) {
                self.engine().change_spot(core::PlaceId{place}, servers, capacity);
            },
            py::arg("place"), py::arg("servers"), py::arg("capacity"))
        .def("prices", [](Simulation& self) { return prices(self.engine()); })
        .def(
            "change_fee",
            [](Simulation& self, std::string const& service, std::uint32_t place, std::int64_t vnd) {
                self.engine().change_price({service, core::PlaceId{place}, {}, vnd});
            },
            py::arg("service"), py::arg("place"), py::arg("vnd"))
        .def(
            "change_toll",
            [](Simulation& self, std::uint32_t link, std::int64_t vnd) {
                self.engine().change_price({"toll", {}, core::LinkId{link}, vnd});
            },
            py::arg("link"), py::arg("vnd"))
        .def("changes", [](Simulation& self) { return changes(self.engine().changes()); });
}

}  // namespace halong::python
