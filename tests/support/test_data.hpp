#pragma once

#include "tests/support/contents.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

// Where tests find their files. Programs that include this are compiled with
// SYNOD_SOURCE_DIR, the root of the tree.

namespace synod::test {

/// The data that comes with the tree.
inline std::filesystem::path own_data() {
  return std::filesystem::path{SYNOD_SOURCE_DIR} / "tests/data";
}

/// More data, which a machine may lack: the folder that SYNOD_DATA names, or
/// the default beside the tree.
inline std::filesystem::path more_data() {
  if (const auto* path = std::getenv("SYNOD_DATA"))
    return path;
  return std::filesystem::path{SYNOD_SOURCE_DIR} / "../shared/data";
}

/// Test data that nobody here wrote, which a machine may lack: the folder that
/// SYNOD_VECTORS names, or the default beside the tree.
inline std::filesystem::path vectors() {
  if (const auto* path = std::getenv("SYNOD_VECTORS"))
    return path;
  return std::filesystem::path{SYNOD_SOURCE_DIR} / "../shared/vectors";
}

/// Every file of that name anywhere below `folder`, sorted; none if there is no
/// such folder.
inline std::vector<std::filesystem::path>
find_files(const std::filesystem::path& folder, const std::string& name) {
  auto result = std::vector<std::filesystem::path>{};
  auto error = std::error_code{};
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator{folder, error})
    if (entry.is_regular_file() && entry.path().filename() == name)
      result.push_back(entry.path());
  std::ranges::sort(result);
  return result;
}

} // namespace synod::test
