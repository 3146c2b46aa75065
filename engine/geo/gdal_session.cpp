#include "geo/gdal_session.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_http.h>
#include <gdal_priv.h>
#include <mutex>
#include <ogr_spatialref.h>
#include <ogr_srs_api.h>

namespace halong::geo {
namespace {

constexpr std::size_t most_messages = 3;  // what one diagnostic can hold and still be read

void catch_message(CPLErr level, CPLErrorNum, char const* message)
{
    auto* const messages = static_cast<GdalMessages*>(CPLGetErrorHandlerUserData());
    if (messages == nullptr || level == CE_None || level == CE_Debug) return;
    messages->add(level == CE_Failure || level == CE_Fatal, message);
}

// Layers may name addresses, of a coordinate system say. Nothing is fetched: results would depend on the connection, and
// whoever made the file would learn who reads it.
// An answer that is none, since GDAL would go to the network itself for a null.
CPLHTTPResult* fetch_nothing(char const*, CSLConstList, GDALProgressFunc, void*, CPLHTTPFetchWriteFunc, void*, void*)
{
    constexpr char const* reason = "it names an address, and nothing is fetched from a network";
    CPLError(CE_Failure, CPLE_AppDefined, "%s", reason);
    auto* const answer = static_cast<CPLHTTPResult*>(CPLCalloc(1, sizeof(CPLHTTPResult)));
    answer->nStatus = 1;
    answer->pszErrBuf = CPLStrdup(reason);
    return answer;
}

}  // namespace

void register_gdal()
{
    static std::once_flag once;
    std::call_once(once, [] {
        GDALAllRegister();
        CPLHTTPSetFetchCallback(fetch_nothing, nullptr);
        // Grids fetched from the network would make results depend on the connection.
        OSRSetPROJEnableNetwork(FALSE);
    });
}

GdalMessages::GdalMessages()
{
    CPLErrorReset();
    CPLPushErrorHandlerEx(catch_message, this);
}

GdalMessages::~GdalMessages()
{
    CPLPopErrorHandler();
    CPLErrorReset();
}

void GdalMessages::add(bool failure, std::string message)
{
    failed_ = failed_ || failure;
    std::replace(message.begin(), message.end(), '\n', ' ');
    auto& list = failure ? failures_ : warnings_;
    bool const known = std::find(list.begin(), list.end(), message) != list.end();
    if (!known && list.size() < most_messages) list.push_back(std::move(message));
}

std::string GdalMessages::text() const
{
    std::string joined;
    for (auto const& message : failures_.empty() ? warnings_ : failures_) {
        joined += joined.empty() ? message : "; " + message;
    }
    return joined;
}

void GdalMessages::clear()
{
    failures_.clear();
    warnings_.clear();
    failed_ = false;
}

void DatasetCloser::operator()(GDALDataset* dataset) const { GDALClose(dataset); }

void ReferenceReleaser::operator()(OGRSpatialReference* reference) const { reference->Release(); }

void TransformationReleaser::operator()(OGRCoordinateTransformation* transformation) const
{
    OGRCoordinateTransformation::DestroyCT(transformation);
}

Transformation transformation_between(OGRSpatialReference const& from, OGRSpatialReference const& to)
{
    return Transformation(OGRCreateCoordinateTransformation(&from, &to));
}

Reference reference_of(std::string const& crs)
{
    register_gdal();
    GdalMessages messages;
    Reference reference(new OGRSpatialReference());
    // Only codes and definitions: never a file or an address that happens to have this name.
    char const* const options[] = {"ALLOW_NETWORK_ACCESS=NO", "ALLOW_FILE_ACCESS=NO", nullptr};
    if (reference->SetFromUserInput(crs.c_str(), options) != OGRERR_NONE) {
        std::string message = "unknown coordinate reference system '" + crs + "'";
        if (auto const reason = messages.text(); !reason.empty()) message += " (" + reason + ")";
        throw core::UserError(core::Diagnostic{
            "", 0, 0, message, "give an EPSG code such as \"EPSG:5899\" (VN-2000 / TM-3 107-45, Quảng Ninh)"});
    }
    reference->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    return reference;
}

}  // namespace halong::geo
