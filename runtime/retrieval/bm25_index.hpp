#pragma once

#include "runtime/retrieval/retrieval_error.hpp"
#include "schemas/retrieval.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace synod::retrieval {

/// A numbered state of a set of passages, durable on disk, that BM25 searches.
/// The only part that knows Xapian; an index of another kind can stand beside
/// it, built from the same passages.
///
/// Passages and postings lie in one Xapian database, whose commit is atomic and
/// synced: with a journal of our own beside an index there would be two truths
/// to reconcile after a crash, and more code.
///
/// BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25
/// and Beyond" (2009), as Xapian's BM25Weight with its defaults; words are
/// lower-cased and stemmed as English, CJK text is cut into pairs.
///
/// One thread at a time. Only one process may have a folder open.
class bm25_index {
public:
  /// Opens the index in a folder, or makes an empty one there.
  /// @throws retrieval_error
  explicit bm25_index(std::filesystem::path folder);
  ~bm25_index();
  bm25_index(bm25_index&&) noexcept;
  bm25_index& operator=(bm25_index&&) noexcept;

  /// The number given with the last change; 0 if there was none.
  [[nodiscard]] std::uint64_t version() const noexcept;

  /// Puts passages in, each in place of the one with its id, takes others out,
  /// and sets the version: all of it, durably, or nothing.
  /// @pre ids are at most 128 bytes
  /// @throws retrieval_error; the index is as it was then
  void change(std::uint64_t version, std::span<const passage> put,
              std::span<const std::string> removed);

  /// Returns the passage of that id.
  /// @throws retrieval_error
  [[nodiscard]] std::optional<passage> find(const std::string& id) const;

  /// Returns at most `count` passages that share a word with the query, best
  /// first; ties in order of their ids. Any bytes are a query; it has no
  /// operators.
  /// @throws retrieval_error
  [[nodiscard]] std::vector<scored_passage>
  search(const std::string& query, std::uint32_t count) const;

  /// Returns every passage, in no order.
  /// @throws retrieval_error
  [[nodiscard]] std::vector<passage> all() const;

private:
  struct database;
  std::unique_ptr<database> database_;
};

} // namespace synod::retrieval
