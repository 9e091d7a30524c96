#pragma once

#include "actors/coordinator/settlements.hpp"

#include <filesystem>
#include <vector>

namespace synod::coordinator {

/// The attestations of a coordinator that are not final yet, each in a file of
/// its own: what a restarted process must still submit. Small, and written
/// after the answer has gone out, so nobody waits for the disk.
class attestation_folder {
public:
  /// Makes the folder if it is not there.
  /// @throws std::runtime_error with one line for a person
  explicit attestation_folder(std::filesystem::path folder);

  /// @returns what an earlier life has left. A file that holds something else
  ///          is moved aside, and said so in the log.
  [[nodiscard]] std::vector<attest> load() const;

  /// Writes or removes; what cannot be done is said in the log.
  void apply(const journal_entry& x) const;

private:
  [[nodiscard]] std::filesystem::path file_of(const request_id& id) const;

  std::filesystem::path folder_;
};

} // namespace synod::coordinator
