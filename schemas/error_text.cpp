#include "schemas/error_text.hpp"

#include "schemas/error.hpp"

namespace synod {

std::string spell(const caf::error& x) {
  if (x.category() != caf::error{errc::unspecified}.category())
    return caf::to_string(x);
  auto code = errc{x.code()};
  auto result = std::string{describe(code)};
  if (x.context().match_elements<std::string>())
    result = x.context().get_as<std::string>(0);
  return result + " (" + to_string(code) + ")";
}

} // namespace synod
