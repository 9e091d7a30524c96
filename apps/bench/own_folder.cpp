#include "apps/bench/own_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace synod::bench {

topology::data_folder make_data_folder() {
  auto name
    = (std::filesystem::temp_directory_path() / "synod-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw std::system_error{errno, std::generic_category(), "mkdtemp " + name};
  return topology::open_data_folder(name);
}

} // namespace synod::bench
