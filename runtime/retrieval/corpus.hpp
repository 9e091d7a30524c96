#pragma once

#include "runtime/retrieval/bm25_index.hpp"
#include "runtime/retrieval/corpus_digest.hpp"
#include "schemas/error.hpp"

#include <caf/expected.hpp>

#include <cstdint>
#include <filesystem>
#include <string>

namespace synod::retrieval {

/// Which corpus, where it lies, and what it starts from.
struct corpus_options {
  std::string name;
  std::string domain;
  std::filesystem::path folder; ///< Its own; made if it is not there.
  std::filesystem::path file;   ///< JSON lines; read on the first start only.
};

/// The passages of one corpus, in numbered versions: 1 is the file as it was on
/// the first start, and each change makes the next. A change is on disk before
/// it is answered; whoever reads sees a version as a whole. One thread at a
/// time.
class corpus {
public:
  /// Opens the corpus in its folder, or makes it from its file.
  /// @throws retrieval_error
  explicit corpus(corpus_options options);

  /// Adds, replaces or removes one passage. A replacement without a title keeps
  /// the present one: it is how the passage is found, while a text changes.
  /// @returns `invalid_argument`, `passage_too_large`, `passage_exists`,
  ///          `unknown_passage`, or `corpus_failed` on refusal; the corpus is
  ///          as it was then
  [[nodiscard]] caf::expected<corpus_changed> change(const change_passage& x);

  /// @returns `invalid_argument` or `corpus_failed` on refusal
  [[nodiscard]] caf::expected<passages_found>
  find(const find_passages& x) const;

  /// Returns a page; one that would grow past a megabyte ends early, but holds
  /// a passage if any is left.
  /// @returns `invalid_argument` or `corpus_failed` on refusal
  [[nodiscard]] caf::expected<passages_listed>
  list(const list_passages& x) const;

  [[nodiscard]] const corpus_options& options() const noexcept {
    return options_;
  }

  [[nodiscard]] std::uint64_t version() const noexcept {
    return index_.version();
  }

  [[nodiscard]] std::size_t size() const noexcept {
    return digests_.size();
  }

  /// Names the contents of this version; see `corpus_digest.hpp`.
  [[nodiscard]] const crypto::digest& digest() const noexcept {
    return digest_;
  }

private:
  caf::error check(const change_passage& x) const;
  void apply(const change_passage& x);
  void reload();

  corpus_options options_;
  bm25_index index_;
  passage_digests digests_;
  crypto::digest digest_;
};

} // namespace synod::retrieval
