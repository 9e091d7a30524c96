#pragma once

#include <stdexcept>

namespace synod::retrieval {

/// A corpus or its index could not be read or written. `what()` is one line for
/// a person: which file, why, and what to do where that is known.
class retrieval_error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

} // namespace synod::retrieval
