#include "runtime/transport/outbox.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace synod {

outbox::outbox(std::size_t parcels_max)
  : parcels_max_(parcels_max), wakeup_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (wakeup_ < 0)
    throw std::system_error(errno, std::generic_category(), "eventfd");
}

outbox::~outbox() {
  close(wakeup_);
}

bool outbox::push(parcel x) {
  {
    auto guard = std::lock_guard{mutex_};
    if (parcels_.size() >= parcels_max_)
      return false;
    parcels_.push_back(std::move(x));
    if (parcels_.size() != 1)
      return true; // whoever pushed the first has woken the reader
  }
  wake();
  return true;
}

void outbox::push_notice(parcel x) {
  {
    auto guard = std::lock_guard{mutex_};
    parcels_.push_back(std::move(x));
  }
  wake();
}

std::vector<parcel> outbox::take() {
  auto count = eventfd_t{};
  eventfd_read(wakeup_, &count);
  auto guard = std::lock_guard{mutex_};
  return std::exchange(parcels_, {});
}

void outbox::wake() const {
  eventfd_write(wakeup_, 1);
}

} // namespace synod
