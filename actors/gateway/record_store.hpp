#pragma once

#include "actors/gateway/record_key.hpp"
#include "schemas/attestation.hpp"
#include "schemas/request_record.hpp"
#include "schemas/settlement.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace synod {

/// The records of paid requests, kept for clients that have no disk of their
/// own here: one JSON file each, the newest so many of them.
///
///     {"request", "attestation", "height", "refusal", "fee", "positions",
///      "salt", "record", "attest", "prompt", "tokens", "text", "record_key"}
///
/// with ids, the salt, and canonical bytes as hex; a height of 0 says that no
/// block holds the attestation yet, a refusal that is not empty names why none
/// ever will. A file without a record key, as older gateways wrote them, is for
/// nobody.
class record_store {
public:
  /// Makes the folder if it is not there, for its owner alone; what is in it
  /// counts.
  /// @param records_max 0: none are kept
  /// @throws std::runtime_error with one line for a person
  record_store(std::filesystem::path folder, std::size_t records_max);

  /// Keeps what is known now; what cannot be kept is said in the log.
  void add(const request_settled& x, const record_key& key);

  /// @param key as whoever asks for it gives it
  /// @returns the JSON, or nothing if it was never kept, or not any more, or
  ///          has another key or none.
  [[nodiscard]] std::optional<std::string>
  find(const request_id& id, std::string_view key) const;

  /// What a request was, and what was attested of it.
  struct whole {
    request_record record;
    attest attested;
  };

  /// @returns both, or nothing likewise.
  [[nodiscard]] std::optional<whole>
  find_whole(const request_id& id, std::string_view key) const;

private:
  [[nodiscard]] std::filesystem::path file_of(const std::string& id) const;
  [[nodiscard]] std::string read(const request_id& id) const;
  void sweep();

  std::filesystem::path folder_;
  std::size_t records_max_;
  std::set<std::pair<std::filesystem::file_time_type, std::string>> by_age_;
  std::map<std::string, std::filesystem::file_time_type> ages_;
};

/// Returns the JSON of a record.
[[nodiscard]] std::string
to_json(const request_settled& x, const record_key& key);

} // namespace synod
