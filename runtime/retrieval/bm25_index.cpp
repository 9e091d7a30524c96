#include "runtime/retrieval/bm25_index.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <xapian.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace synod::retrieval {

namespace {

constexpr auto version_key = "version";
constexpr double score_unit = 1e6;

// Words never begin with a capital letter here, so this term is no word.
std::string id_term(const std::string& id) {
  return "Q" + id;
}

Xapian::TermGenerator word_reader() {
  Xapian::TermGenerator reader;
  reader.set_stemmer(Xapian::Stem("en"));
  reader.set_stemming_strategy(Xapian::TermGenerator::STEM_ALL);
  reader.set_flags(Xapian::TermGenerator::FLAG_CJK_NGRAM);
  return reader;
}

Xapian::Document to_document(const passage& x) {
  auto reader = word_reader();
  Xapian::Document document;
  reader.set_document(document);
  reader.index_text_without_positions(x.title);
  reader.index_text_without_positions(x.text);
  document = reader.get_document();
  document.add_boolean_term(id_term(x.id));
  document.set_data(
    nlohmann::json{{"id", x.id}, {"title", x.title}, {"text", x.text}}.dump());
  return document;
}

passage to_passage(const Xapian::Document& document) {
  auto data = nlohmann::json::parse(document.get_data());
  return {data.at("id"), data.at("title"), data.at("text")};
}

/// Words of a query, whatever bytes it holds: it is read as a text would be.
Xapian::Query to_query(const std::string& text) {
  auto reader = word_reader();
  Xapian::Document words;
  reader.set_document(words);
  reader.index_text_without_positions(text);
  words = reader.get_document();
  return {Xapian::Query::OP_OR, words.termlist_begin(), words.termlist_end()};
}

std::uint64_t to_score(double weight) {
  return static_cast<std::uint64_t>(std::llround(weight * score_unit));
}

std::uint64_t read_version(const Xapian::Database& x) {
  auto text = x.get_metadata(version_key);
  std::uint64_t version = 0;
  std::from_chars(text.data(), text.data() + text.size(), version);
  return version;
}

} // namespace

struct bm25_index::database {
  std::filesystem::path folder;
  Xapian::WritableDatabase open;
  std::uint64_t version = 0;

  /// Runs a use of the database, turning its errors into ours.
  template <class Use>
  auto run(Use use) const {
    try {
      return use();
    } catch (const Xapian::DatabaseLockError&) {
      throw retrieval_error(
        fmt::format("{}: another process has this corpus open; stop it first, "
                    "or use another data folder",
                    folder.string()));
    } catch (const Xapian::Error& error) {
      throw retrieval_error(
        fmt::format("{}: {}", folder.string(), error.get_description()));
    } catch (const nlohmann::json::exception&) {
      throw retrieval_error(fmt::format(
        "{}: holds a passage that cannot be read", folder.string()));
    }
  }

  void reopen() {
    open.close(); // frees the lock
    open = Xapian::WritableDatabase(
      folder.string(), Xapian::DB_CREATE_OR_OPEN | Xapian::DB_BACKEND_GLASS);
    version = read_version(open);
  }
};

bm25_index::bm25_index(std::filesystem::path folder)
  : database_(std::make_unique<database>()) {
  database_->folder = std::move(folder);
  std::error_code error;
  std::filesystem::create_directories(database_->folder, error);
  if (error)
    throw retrieval_error(fmt::format(
      "{}: cannot be made: {}", database_->folder.string(), error.message()));
  database_->run([this] { database_->reopen(); });
}

bm25_index::~bm25_index() = default;
bm25_index::bm25_index(bm25_index&&) noexcept = default;
bm25_index& bm25_index::operator=(bm25_index&&) noexcept = default;

std::uint64_t bm25_index::version() const noexcept {
  return database_->version;
}

void bm25_index::change(std::uint64_t version, std::span<const passage> put,
                        std::span<const std::string> removed) {
  auto& x = *database_;
  x.run([&] {
    try {
      x.open.begin_transaction();
      for (const auto& content : put)
        x.open.replace_document(id_term(content.id), to_document(content));
      for (const auto& id : removed)
        x.open.delete_document(id_term(id));
      x.open.set_metadata(version_key, std::to_string(version));
      x.open.commit_transaction();
    } catch (const Xapian::Error&) {
      x.reopen(); // what is on disk is whole: the state before, or after
      throw;
    }
  });
  x.version = version;
}

std::optional<passage> bm25_index::find(const std::string& id) const {
  return database_->run([&]() -> std::optional<passage> {
    const auto& x = database_->open;
    auto posting = x.postlist_begin(id_term(id));
    if (posting == x.postlist_end(id_term(id)))
      return std::nullopt;
    return to_passage(x.get_document(*posting));
  });
}

std::vector<scored_passage>
bm25_index::search(const std::string& query, std::uint32_t count) const {
  return database_->run([&] {
    std::vector<scored_passage> found;
    auto words = to_query(query);
    if (words.empty() || count == 0)
      return found;
    Xapian::Enquire enquire{database_->open};
    enquire.set_query(words);
    // Xapian breaks ties in its own order, so take all that may tie with the
    // last before sorting them in ours.
    auto total = database_->open.get_doccount();
    auto wanted = std::min<Xapian::doccount>(count + 1, total);
    auto matches = enquire.get_mset(0, wanted);
    while (matches.size() == wanted && wanted < total
           && to_score(matches[count - 1].get_weight())
                == to_score(matches.back().get_weight())) {
      wanted = std::min(wanted * 2, total);
      matches = enquire.get_mset(0, wanted);
    }
    for (auto match = matches.begin(); match != matches.end(); ++match)
      found.push_back(
        {to_passage(match.get_document()), to_score(match.get_weight())});
    std::sort(
      found.begin(), found.end(), [](const auto& left, const auto& right) {
        return left.score != right.score ? left.score > right.score
                                         : left.found.id < right.found.id;
      });
    if (found.size() > count)
      found.resize(count);
    return found;
  });
}

std::vector<passage> bm25_index::all() const {
  return database_->run([&] {
    std::vector<passage> found;
    const auto& x = database_->open;
    found.reserve(x.get_doccount());
    for (auto at = x.postlist_begin(""); at != x.postlist_end(""); ++at)
      found.push_back(to_passage(x.get_document(*at)));
    return found;
  });
}

} // namespace synod::retrieval
