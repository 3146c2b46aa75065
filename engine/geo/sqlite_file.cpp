#include "geo/sqlite_file.hpp"

#include "core/error.hpp"
#include "geo/ogr_output.hpp"

#include <sqlite3.h>

namespace halong::geo {

Database::Database(std::filesystem::path const& file, std::filesystem::path shown) : shown_(std::move(shown))
{
    // One thread uses it, without locks.
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    require(sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr) == SQLITE_OK);
    run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; BEGIN");
}

Database::~Database() { sqlite3_close(handle_); }

void Database::run(char const* sql) { require(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK); }

void Database::close()
{
    run("COMMIT");
    require(sqlite3_close(handle_) == SQLITE_OK);
    handle_ = nullptr;
}

void Database::require(bool good)
{
    if (good) return;
    throw core::CannotWrite(shown_.string(), handle_ == nullptr ? "no room in memory" : sqlite3_errmsg(handle_),
                            advice_write);
}

Statement::Statement(Database& database, std::string_view sql) : database_(database)
{
    database.require(sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()), &handle_,
                                        nullptr) == SQLITE_OK);
}

Statement::~Statement() { sqlite3_finalize(handle_); }

void Statement::text(int parameter, std::string_view value)
{
    database_.require(sqlite3_bind_text(handle_, parameter, value.data(), static_cast<int>(value.size()),
                                        SQLITE_STATIC) == SQLITE_OK);
}

void Statement::blob(int parameter, std::string_view value)
{
    database_.require(sqlite3_bind_blob(handle_, parameter, value.data(), static_cast<int>(value.size()),
                                        SQLITE_STATIC) == SQLITE_OK);
}

void Statement::number(int parameter, std::int64_t value)
{
    database_.require(sqlite3_bind_int64(handle_, parameter, value) == SQLITE_OK);
}

void Statement::real(int parameter, double value)
{
    database_.require(sqlite3_bind_double(handle_, parameter, value) == SQLITE_OK);
}

void Statement::null(int parameter) { database_.require(sqlite3_bind_null(handle_, parameter) == SQLITE_OK); }

void Statement::step()
{
    database_.require(sqlite3_step(handle_) == SQLITE_DONE);
    database_.require(sqlite3_reset(handle_) == SQLITE_OK);
}

bool Statement::next()
{
    int const state = sqlite3_step(handle_);
    database_.require(state == SQLITE_ROW || state == SQLITE_DONE);
    return state == SQLITE_ROW;
}

std::string_view Statement::text_at(int column) const
{
    auto const* const text = reinterpret_cast<char const*>(sqlite3_column_text(handle_, column));
    return text == nullptr ? std::string_view()
                           : std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)));
}

std::int64_t Statement::number_at(int column) const { return sqlite3_column_int64(handle_, column); }

}  // namespace halong::geo
