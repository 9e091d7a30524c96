#pragma once

#include "runtime/proof/kept_request.hpp"
#include "schemas/ids.hpp"

#include <chrono>
#include <filesystem>
#include <optional>

namespace synod::proof {

/// How long a requester keeps its requests.
struct retention {
  std::size_t requests_max = 10'000; ///< The newest are kept.
  std::chrono::hours age_max{24 * 90};
};

/// The requests that a requester keeps, one file each, readable by their owner
/// alone: what is in them stands nowhere else.
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

  /// Drops what is too old or too much; what cannot be dropped stays.
  void prune(std::filesystem::file_time_type now);

private:
  [[nodiscard]] std::filesystem::path file_of(const request_id& id) const;

  std::filesystem::path folder_;
  retention rule_;
};

} // namespace synod::proof
