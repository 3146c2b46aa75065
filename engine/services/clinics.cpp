#include "services/clinics.hpp"

#include "core/archive.hpp"
#include "services/clinic_posts.hpp"
#include "services/desk.hpp"
#include "services/figures.hpp"
#include "services/visit_book.hpp"

#include <algorithm>
#include <cmath>

namespace halong::services {
namespace {

using city::PlaceKind;
using core::millis;
using core::Stream;

// Decisions of Stream::clinic. Numbers are never reused or reordered: add at the end.
enum class Choice : std::uint32_t {
    emergency = 1,
    needs_test = 2,
    needs_bed = 3,
    patience = 4,
    work = 5,  // + the step of the way, 5 … 9
    bed_is_free_today = 20,
    time_of_discharge = 21,
};

// The steps of a patient's way.
enum class Step : std::uint8_t {
    registration,
    first_exam,
    test,
    second_exam,
    pharmacy
};

constexpr Millis way_ms = 2 * core::ms_per_minute;    // from one station to the next, and out (assumption)
constexpr Millis immediate_ms = core::ms_per_minute;  // who waits for less was seen at once
// Patients go home between the morning round and the end of the day (assumption).
constexpr double first_discharge_h = 8;
constexpr double last_discharge_h = 16;
// Norm of the Ministry of Health for a visit, from coming to the end (Decision 1313/QĐ-BYT, 22 April 2013).
constexpr Millis exam_norm_ms = 2 * core::ms_per_hour;
constexpr Millis test_norm_ms = 3 * core::ms_per_hour;

bool is_house(city::Place const& place) { return place.kind == PlaceKind::hospital || place.kind == PlaceKind::clinic; }

struct Patient {
    std::uint32_t traveller = 0;
    std::uint32_t row = 0;
    Millis come_ms = 0;
    Millis waited_ms = 0;  // for the first care
    Step step = Step::registration;
    std::uint8_t tested = 0;
    std::uint8_t admitted = 0;
    std::uint8_t urgent = 0;
};

// What became of a patient, beside his visit.
struct Outcome {
    Millis total_ms = 0;
    std::uint8_t tested = 0;
    std::uint8_t complete = 0;
    std::uint8_t hospital = 0;
    std::uint8_t urgent = 0;
};

struct Ward {
    std::int64_t at_night = 0;  // beds taken when the day begins
    std::int64_t admitted = 0;
    std::int64_t without_bed = 0;
    std::int64_t peak = 0;
};

// False at the end of his way.
bool next_step(Patient& patient)
{
    switch (patient.step) {
        case Step::registration:
            patient.step = Step::first_exam;
            return true;
        case Step::first_exam:
            if (patient.tested != 0) {
                patient.step = Step::test;
                return true;
            }
            break;
        case Step::test:
            patient.step = Step::second_exam;
            return true;
        case Step::second_exam:
            break;
        case Step::pharmacy:
            return false;
    }
    if (patient.admitted != 0) return false;
    patient.step = Step::pharmacy;
    return true;
}

class Clinics final : public Service {
public:
    Clinics(city::City const& city, city::Plans const& plans, scenario::ClinicParameters const& parameters,
            core::Random random)
        : city_(city),
          plans_(plans),
          parameters_(parameters),
          random_(random),
          rows_(city, is_house),
          stations_(rules(city, rows_.places(), parameters)),
          wards_(rows_.size()),
          book_(rows_.size(), city.zones.size())
    {
        for (std::uint32_t row = 0; row < rows_.size(); ++row) make_beds(row);
    }

    [[nodiscard]] bool admits(std::uint32_t stay) const override
    {
        return plans_.activity[stay] == city::Activity::health && rows_.of(plans_.place[stay]) != PlaceRows::none;
    }
    Millis admit(city::Presence const& coming) override;
    void release(Millis now_ms, std::vector<Release>& released) override
    {
        while (auto const end = stations_.next(now_ms)) follow(*end, released);
    }
    void advance(Millis until_ms) override { static_cast<void>(until_ms); }  // release() has done it
    [[nodiscard]] ServiceResult result() const override;

    void save(core::ArchiveWriter& archive) const override { transfer(archive, *this); }
    void load(core::ArchiveReader& archive) override { transfer(archive, *this); }
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, plans, parameters, random, rows, stations, patients, outcomes, wards, discharges, book] = self;
        // Given: city … rows, discharges.
        archive.section("clinic");
        archive(stations, patients, outcomes, book);
        archive.fixed(wards);
    }

private:
    // By row, then by ClinicStation.
    static std::vector<StationRules> rules(city::City const& city, std::vector<core::PlaceId> const& places,
                                           scenario::ClinicParameters const& parameters)
    {
        std::vector<StationRules> all;
        for (core::PlaceId const id : places) {
            for (int s = 0; s < clinic_station_count; ++s) {
                all.push_back(clinic_rules(city.places[id], static_cast<ClinicStation>(s), parameters));
            }
        }
        return all;
    }
    static std::uint32_t station_of(std::uint32_t row, ClinicStation station)
    {
        return row * clinic_station_count + static_cast<std::uint32_t>(station);
    }
    [[nodiscard]] bool is_hospital(std::uint32_t row) const
    {
        return city_.places[rows_[row]].kind == PlaceKind::hospital;
    }
    [[nodiscard]] static core::Draw draw(Choice choice, std::uint64_t key, std::uint32_t ordinal)
    {
        return {key, static_cast<std::uint32_t>(choice), ordinal};
    }
    [[nodiscard]] bool happens(Choice choice, std::uint64_t key, std::uint32_t ordinal, double share) const
    {
        return random_.uniform(Stream::clinic, draw(choice, key, ordinal)) < share;
    }
    void make_beds(std::uint32_t row);
    void send(std::uint32_t index, std::uint32_t stay, Millis come_ms);
    void follow(JobEnd const& end, std::vector<Release>& released);
    void finish(Patient const& patient, JobEnd const& end, bool complete);
    void give_bed(std::uint32_t row, Millis time_ms);
    [[nodiscard]] double step_min(Step step) const;
    void add_extras(ServiceResult& result) const;

    city::City const& city_;
    city::Plans const& plans_;
    scenario::ClinicParameters parameters_;
    core::Random random_;
    PlaceRows rows_;
    Stations stations_;
    std::vector<Patient> patients_;  // in the order of coming; all of the day
    std::vector<Outcome> outcomes_;  // beside the visits of the book
    std::vector<Ward> wards_;
    std::vector<std::vector<Millis>> discharges_;  // by row, ascending
    VisitBook book_;
};

// Beds that are taken when the day begins, and when each of these patients goes home if he does so today.
void Clinics::make_beds(std::uint32_t row)
{
    city::Place const& place = city_.places[rows_[row]];
    wards_[row].at_night = std::llround(static_cast<double>(place.beds) * parameters_.beds_taken_share);
    wards_[row].peak = wards_[row].at_night;
    std::vector<Millis> times;
    for (std::uint32_t bed = 0; bed < wards_[row].at_night; ++bed) {
        if (!happens(Choice::bed_is_free_today, place.stable_id, bed, 1 / parameters_.stay_days)) continue;
        double const u = random_.uniform(Stream::clinic, draw(Choice::time_of_discharge, place.stable_id, bed));
        times.push_back(millis(first_discharge_h + u * (last_discharge_h - first_discharge_h), core::ms_per_hour));
    }
    std::ranges::sort(times);
    discharges_.push_back(std::move(times));
}

void Clinics::give_bed(std::uint32_t row, Millis time_ms)
{
    Ward& ward = wards_[row];
    auto const gone = std::ranges::upper_bound(discharges_[row], time_ms) - discharges_[row].begin();
    ++ward.admitted;
    std::int64_t const taken = ward.at_night - gone + ward.admitted;
    if (taken > city_.places[rows_[row]].beds) ++ward.without_bed;
    ward.peak = std::max(ward.peak, taken);
}

double Clinics::step_min(Step step) const
{
    switch (step) {
        case Step::registration:
            return parameters_.register_min;
        case Step::first_exam:
            return parameters_.exam_min;
        case Step::test:
            return parameters_.test_min;
        case Step::second_exam:
            return parameters_.second_exam_min;
        case Step::pharmacy:
            break;
    }
    return parameters_.pharmacy_min;
}

ClinicStation where(Step step)
{
    switch (step) {
        case Step::registration:
            return ClinicStation::registration;
        case Step::first_exam:
        case Step::second_exam:
            return ClinicStation::doctor;
        case Step::test:
            return ClinicStation::laboratory;
        case Step::pharmacy:
            break;
    }
    return ClinicStation::pharmacy;
}

// Sends the patient to the queue of his step.
void Clinics::send(std::uint32_t index, std::uint32_t stay, Millis come_ms)
{
    Patient const& patient = patients_[index];
    std::uint64_t const key = plans_.traveller_key[patient.traveller];
    std::uint32_t const ordinal = stay - plans_.stays_begin(patient.traveller);
    core::Draw const work{key, static_cast<std::uint32_t>(Choice::work) + static_cast<std::uint32_t>(patient.step),
                          ordinal};
    Job job{.id = stay, .station = station_of(patient.row, where(patient.step)), .tag = index, .come_ms = come_ms};
    job.priority = patient.urgent != 0 ? 0 : 1;
    job.service_ms = work_ms(random_, Stream::clinic, work, step_min(patient.step), parameters_.service_cv);
    if (patient.urgent == 0 && patient.step <= Step::first_exam) {  // whoever has been seen stays to the end
        double const e = random_.exponential(Stream::clinic, draw(Choice::patience, key, ordinal));
        job.patience_ms = patience_ms(parameters_.patience_mean_min, e);
    }
    stations_.come(job);
}

Millis Clinics::admit(city::Presence const& coming)
{
    std::uint32_t const row = rows_.of(plans_.place[coming.stay]);
    city::Place const& place = city_.places[rows_[row]];
    std::uint64_t const key = plans_.traveller_key[coming.traveller];
    std::uint32_t const ordinal = coming.stay - plans_.stays_begin(coming.traveller);
    city::PersonClass const person_class = plans_.person_class[coming.traveller];
    std::int32_t const persons = plans_.persons[coming.traveller];
    Millis const closes_ms = millis(outpatient_hours(place, parameters_).closes_h, core::ms_per_hour);
    bool const open = never_closes(place) || coming.from_ms < closes_ms;
    book_.count(row, zone_of_visitor(plans_, coming.traveller, coming.stay), coming.from_ms, person_class,
                tally_of(persons, open, false));
    if (!open) {
        book_.add(
            {row, persons, coming.from_ms, core::never, coming.from_ms, coming.from_ms, false, false, person_class});
        outcomes_.push_back({});
        return coming.from_ms + way_ms;
    }
    bool const hospital = is_hospital(row);
    Patient patient{.traveller = coming.traveller, .row = row, .come_ms = coming.from_ms};
    patient.urgent = hospital && happens(Choice::emergency, key, ordinal, parameters_.emergency_share);
    patient.tested = hospital && happens(Choice::needs_test, key, ordinal, parameters_.test_share);
    patient.admitted = place.beds > 0 && happens(Choice::needs_bed, key, ordinal, parameters_.admission_share);
    patient.step = hospital && patient.urgent == 0 ? Step::registration : Step::first_exam;
    patients_.push_back(patient);
    send(static_cast<std::uint32_t>(patients_.size() - 1), coming.stay, coming.from_ms);
    return core::never;
}

void Clinics::finish(Patient const& patient, JobEnd const& end, bool complete)
{
    city::PersonClass const person_class = plans_.person_class[patient.traveller];
    std::int32_t const persons = plans_.persons[patient.traveller];
    book_.add({patient.row, persons, patient.come_ms, patient.waited_ms, patient.come_ms, end.end_ms, complete, true,
               person_class});
    outcomes_.push_back({.total_ms = end.end_ms - patient.come_ms,
                         .tested = patient.tested,
                         .complete = complete,
                         .hospital = is_hospital(patient.row),
                         .urgent = patient.urgent});
    if (!complete) return;
    auto const stay = static_cast<std::uint32_t>(end.job.id);
    book_.count(patient.row, zone_of_visitor(plans_, patient.traveller, stay), patient.come_ms, person_class,
                {0, 0, persons * thousandths});
}

void Clinics::follow(JobEnd const& end, std::vector<Release>& released)
{
    Patient& patient = patients_[end.job.tag];
    auto const stay = static_cast<std::uint32_t>(end.job.id);
    if (patient.step <= Step::first_exam) patient.waited_ms = end.start_ms - patient.come_ms;
    if (end.ending != JobEnding::served) {
        finish(patient, end, false);
        released.push_back({stay, end.end_ms + way_ms});
        return;
    }
    if (next_step(patient)) {
        send(end.job.tag, stay, end.end_ms + way_ms);
        return;
    }
    finish(patient, end, true);
    if (patient.admitted != 0) give_bed(patient.row, end.end_ms);
    released.push_back({stay, patient.admitted != 0 ? core::never : end.end_ms + way_ms});
}

// Of one kind of house: what its patients waited for the first care.
struct FirstCare {
    std::int64_t patients = 0;
    std::int64_t at_once = 0;
    std::int64_t wait_ms = 0;
    [[nodiscard]] double mean_min() const
    {
        return patients == 0 ? 0 : static_cast<double>(wait_ms) / static_cast<double>(patients) / core::ms_per_minute;
    }
};

void Clinics::add_extras(ServiceResult& result) const
{
    FirstCare hospital;
    FirstCare clinic;
    std::int64_t open = 0;
    std::int64_t gave_up = 0;
    std::int64_t complete = 0;
    std::int64_t in_norm = 0;
    std::int64_t total_ms = 0;
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
        QueueVisit const& visit = book_.visits()[i];
        Outcome const& outcome = outcomes_[i];
        if (!visit.open) continue;
        ++open;
        if (outcome.complete == 0) {
            ++gave_up;
            continue;
        }
        FirstCare& care = outcome.hospital != 0 ? hospital : clinic;
        ++care.patients;
        if (visit.wait_ms < immediate_ms) ++care.at_once;
        care.wait_ms += visit.wait_ms;
        ++complete;
        total_ms += outcome.total_ms;
        if (outcome.total_ms <= (outcome.tested != 0 ? test_norm_ms : exam_norm_ms)) ++in_norm;
    }
    StationLog doctors;
    std::int64_t beds = 0;
    std::int64_t peak = 0;
    std::int64_t admitted = 0;
    std::int64_t without_bed = 0;
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
        add_hours(doctors, stations_.log(station_of(row, ClinicStation::doctor)));
        beds += city_.places[rows_[row]].beds;
        peak += wards_[row].peak;
        admitted += wards_[row].admitted;
        without_bed += wards_[row].without_bed;
    }
    auto const per = [](double amount, double of) { return of > 0 ? amount / of : 0; };
    result.extras = {
        {"abandonment_pct", percent(gave_up, open)},
        {"hospital_wait_min", hospital.mean_min()},
        {"hospital_at_once_pct", percent(hospital.at_once, hospital.patients)},
        {"station_wait_min", clinic.mean_min()},
        {"station_at_once_pct", percent(clinic.at_once, clinic.patients)},
        {"wait_p95_min", result.waits.wait_p95_min},
        {"mean_total_min", per(static_cast<double>(total_ms) / core::ms_per_minute, static_cast<double>(complete))},
        {"within_norm_pct", percent(in_norm, complete)},
        {"doctors_utilisation_pct", percent(sum(doctors.busy_ms), sum(doctors.duty_ms))},
        {"patients_per_doctor_h", per(static_cast<double>(complete), hours(sum(doctors.duty_ms)))},
        {"admitted", static_cast<double>(admitted)},
        {"without_bed", static_cast<double>(without_bed)},
        {"peak_beds_pct", percent(peak, beds)}};
}

ServiceResult Clinics::result() const
{
    ServiceResult result = book_.result("clinic", "visit", rows_);
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
        add_row(result, stations_.log(station_of(row, ClinicStation::doctor)));
    }
    add_extras(result);
    return result;
}

}  // namespace

std::unique_ptr<Service> make_clinics(city::City const& city, city::Plans const& plans,
                                      scenario::ClinicParameters const& parameters, core::Random random)
{
    if (std::ranges::none_of(city.places, is_house)) return nullptr;
    return std::make_unique<Clinics>(city, plans, parameters, random);
}

}  // namespace halong::services
