#include "actors/shard_worker/admission.hpp"

#include <cassert>

namespace synod {

bool admission::reserve(const reservation& x) noexcept {
  if (x.positions > total_.positions - reserved_.positions
      || x.kept_bytes > total_.kept_bytes - reserved_.kept_bytes)
    return false;
  reserved_.positions += x.positions;
  reserved_.kept_bytes += x.kept_bytes;
  return true;
}

void admission::release(const reservation& x) noexcept {
  assert(x.positions <= reserved_.positions);
  assert(x.kept_bytes <= reserved_.kept_bytes);
  reserved_.positions -= x.positions;
  reserved_.kept_bytes -= x.kept_bytes;
}

} // namespace synod
