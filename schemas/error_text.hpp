#pragma once

#include <caf/error.hpp>

#include <string>

namespace synod {

/// What an error says to a person: the text that it carries, else the sentence
/// of its code, and then the code's name. Of other libraries' errors, what they
/// say themselves.
[[nodiscard]] std::string spell(const caf::error& x);

} // namespace synod
