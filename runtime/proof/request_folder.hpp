#pragma once

#include "runtime/proof/kept_request.hpp"
#include "schemas/ids.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

namespace synod::proof {

/// How long a requester keeps its requests.
struct retention {
  std::size_t requests_max = 10'000; ///< The newest are kept.
  std::chrono::hours age_max{24 * 90};
};

/// The requests that a requester keeps, one file each and one for its record
/// key, readable by their owner alone: what is in them stands nowhere else.
class request_folder {
public:
  /// @throws std::runtime_error with one line for a person
  explicit request_folder(std::filesystem::path folder, retention rule = {});

  /// Keeps a request, on disk when this returns; replaces one of the same id.
  /// @throws std::runtime_error with one line for a person
  void keep(const request_id& id, const kept_request& x);

  /// @returns nothing if it is not kept
  /// @throws std::runtime_error with one line for a person if it is damaged
  [[nodiscard]] std::optional<kept_request> find(const request_id& id) const;

  /// Keeps what shows the request's record at the gateway that was asked: a
  /// secret, of which proofs say nothing. On disk when this returns; of two for
  /// one request the last counts.
  /// @throws std::runtime_error with one line for a person
  void keep_record_key(const request_id& id, const std::string& key);

  /// @returns nothing if it is not kept
  /// @throws std::runtime_error with one line for a person if it is damaged
  [[nodiscard]] std::optional<std::string>
  find_record_key(const request_id& id) const;

  /// Drops what is too old or too much; what cannot be dropped stays.
  void prune(std::filesystem::file_time_type now);

private:
  [[nodiscard]] std::filesystem::path
  file_of(const request_id& id, const char* extension) const;
  void write(const std::filesystem::path& file, const std::string& text);
  void prune(const char* extension, std::filesystem::file_time_type now);

  std::filesystem::path folder_;
  retention rule_;
};

} // namespace synod::proof
