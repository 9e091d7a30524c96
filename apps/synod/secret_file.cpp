#include "apps/synod/secret_file.hpp"

#include "runtime/topology/data_folder.hpp"

#include <stdexcept>

namespace synod {

std::string read_secret(const std::string& file, const std::string& what) {
  auto line = topology::read_line(file);
  if (!line || line->empty())
    throw std::runtime_error(file + " holds no " + what
                             + "; expected one in its first line");
  return std::move(*line);
}

} // namespace synod
