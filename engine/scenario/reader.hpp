// Fills described structs from a document and collects everything that is wrong with it.
#pragma once

#include "scenario/describe.hpp"
#include "scenario/load_document.hpp"

#include <string>
#include <vector>

namespace halong::scenario {

class Reader final : public Visitor {
public:
    // `document` outlives the reader. Items of lists that name a file are replaced by its content.
    explicit Reader(Document& document);

    // Looks for unknown keys at the top, then throws core::UserError with all findings, by file and line.
    void finish();

    void check(std::initializer_list<std::string_view> keys, bool is_kept, std::string const& message,
               std::string_view help) override;
    void document_key(std::string_view key, About const& about) override;

private:
    // The table that is being read.
    struct Frame {
        Node* node = nullptr;
        std::string path;                // "options.more-hotspots.add_sites.x"; "" at the top
        std::string header;              // as TOML writes it, without ids: "options.add_sites"
        std::string name;                // as messages call it: "option 'more-hotspots'"
        std::vector<std::string> known;  // keys that the description named
        std::vector<std::string> wrong;  // of these, the ones with a finding
        bool is_partial = false;         // a part could not be read: nothing is missed
    };
    struct List {
        Node* node = nullptr;
        std::string path;
        std::string header;
        About about;
        std::vector<bool> is_partial;  // by item
    };

    void visit_flag(std::string_view key, bool& value, About const& about) override;
    void visit_whole(std::string_view key, std::int64_t& value, About const& about) override;
    void visit_number(std::string_view key, double& value, About const& about) override;
    void visit_text(std::string_view key, std::string& value, About const& about) override;
    void visit_choice(std::string_view key, std::size_t& index, Words words, About const& about) override;
    void visit_words(std::string_view key, std::vector<std::string>& value, About const& about) override;
    void visit_numbers(std::string_view key, std::vector<double>& value, About const& about) override;
    void visit_values(std::string_view key, ValueList& value, About const& about) override;
    void visit_patch(std::string_view key, ScenarioPatch& value, About const& about) override;
    bool begin_table(std::string_view key, About const& about) override;
    void end_table() override;
    std::size_t begin_list(std::string_view key, std::size_t size, About const& about) override;
    void begin_item(std::size_t index) override;
    void end_item() override;
    void end_list() override;

    // The node of a key of the open table, which is known from now on; missing required keys are findings.
    Node* take(std::string_view key, About const& about);
    [[nodiscard]] std::string path_of(std::string_view key) const;
    [[nodiscard]] std::string header_of(std::string_view key) const;
    // A finding about the key's value, or about one element of it.
    void refuse(std::string_view key, Origin const& origin, std::string message, std::string help);
    void refuse_type(std::string_view key, Node const& node, std::string_view needed, std::string help);
    void refuse_word(std::string_view key, Node const& node, std::string_view word, Words words);
    void refuse_unknown_keys();
    void refuse_same_ids(List const& list);
    [[nodiscard]] std::string hint_for(Frame const& frame, std::string const& key) const;

    Document& document_;
    std::vector<Frame> frames_;
    std::vector<List> lists_;
    bool in_patch_ = false;  // rules between keys are judged when the patch is applied
};

// Reads a whole document of the struct's kind. Throws core::UserError with every fault.
template <class Struct>
Struct read_document(Document& document)
{
    Struct value;
    Reader reader(document);
    describe_document(reader, document.kind);
    describe(reader, value);
    reader.finish();
    return value;
}

}  // namespace halong::scenario
