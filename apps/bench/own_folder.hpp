#pragma once

#include "runtime/topology/data_folder.hpp"

namespace synod::bench {

/// Makes a data folder below the system's temporary one.
/// @throws std::runtime_error, std::system_error
[[nodiscard]] topology::data_folder make_data_folder();

} // namespace synod::bench
