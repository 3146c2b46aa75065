// A file of SQLite that is being made, and statements in it. Internal to this room.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace halong::geo {

// What fails throws CannotWrite with SQLite's words; `shown` is the path in the message.
class Database {
public:
    // Opens or makes the file and begins a transaction. There is no journal and no sync: until the file has its final name nobody
    // else reads it.
    Database(std::filesystem::path const& file, std::filesystem::path shown);
    Database(Database const&) = delete;
    Database& operator=(Database const&) = delete;
    ~Database();

    void run(char const* sql);
    // Ends the transaction and closes the file.
    void close();
    void require(bool good);
    [[nodiscard]] sqlite3* handle() const { return handle_; }

private:
    std::filesystem::path shown_;
    sqlite3* handle_ = nullptr;
};

// A statement that runs many times. Columns and parameters count as in SQLite: parameters from 1, columns from 0. Texts and blobs
// must live until step() returns.
class Statement {
public:
    Statement(Database& database, std::string_view sql);
    Statement(Statement const&) = delete;
    Statement& operator=(Statement const&) = delete;
    ~Statement();

    void text(int parameter, std::string_view value);
    void blob(int parameter, std::string_view value);
    void number(int parameter, std::int64_t value);
    void real(int parameter, double value);  // NaN is null
    void null(int parameter);
    // Runs a statement that gives no rows, and makes it ready to run again.
    void step();
    // Whether there is another row.
    bool next();
    [[nodiscard]] std::string_view text_at(int column) const;  // until next()
    [[nodiscard]] std::int64_t number_at(int column) const;

private:
    Database& database_;
    sqlite3_stmt* handle_ = nullptr;
};

}  // namespace halong::geo
