#include "runtime/model/gguf_reader.hpp"
#include "runtime/model/tensor_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

namespace synod::model {

namespace {

constexpr std::size_t tensor_name_size_max = 256;
constexpr std::uint32_t dimensions_max = 4;
constexpr std::uint64_t alignment_default = 32;
constexpr std::uint64_t alignment_min = 8;
constexpr std::uint64_t alignment_max = 65'536;

} // namespace

void gguf_reader::read_tensor_info() {
  tensor x;
  x.name = name(tensor_name_size_max, "a tensor name");
  read_shape(x);
  x.type = tensor_type{number<std::uint32_t>("a tensor type")};
  offsets_.push_back(number<std::uint64_t>("a tensor offset"));
  if (!file_->tensor_index_.emplace(x.name, file_->tensors_.size()).second)
    fail(model_fault::duplicate_tensor,
         fmt::format("has the tensor '{}' twice", printable(x.name)));
  file_->tensors_.push_back(std::move(x));
}

void gguf_reader::read_shape(tensor& x) {
  auto dimensions = number<std::uint32_t>("a tensor's dimensions");
  if (dimensions == 0 || dimensions > dimensions_max)
    fail(model_fault::bad_shape,
         fmt::format("the tensor '{}' has {} dimensions; 1 to {} are expected",
                     printable(x.name), dimensions, dimensions_max));
  std::uint64_t room = std::numeric_limits<std::int64_t>::max();
  for (std::uint32_t index = 0; index < dimensions; ++index) {
    auto size = number<std::uint64_t>("a tensor's shape");
    if (size == 0 || size > room)
      fail(model_fault::bad_shape,
           fmt::format("the tensor '{}' is empty or has too many elements",
                       printable(x.name)));
    room /= size;
    x.shape.push_back(size);
  }
}

void gguf_reader::place_tensors() {
  auto alignment
    = file_->integer("general.alignment").value_or(alignment_default);
  if (!std::has_single_bit(alignment) || alignment < alignment_min
      || alignment > alignment_max)
    fail(model_fault::bad_alignment,
         fmt::format("has the alignment {}; a power of two from {} to {} "
                     "is expected",
                     alignment, alignment_min, alignment_max));
  auto start = (next_ + alignment - 1) / alignment * alignment;
  for (std::size_t index = 0; index < offsets_.size(); ++index) {
    auto& x = file_->tensors_[index];
    auto offset = offsets_[index];
    if (offset % alignment != 0)
      fail(model_fault::tensor_misaligned,
           fmt::format("the tensor '{}' begins at {}, not a multiple of {}",
                       printable(x.name), offset, alignment));
    auto size = size_bytes(x, file_->name_);
    if (start > all_.size() || offset > all_.size() - start
        || size > all_.size() - start - offset)
      fail(model_fault::tensor_out_of_bounds,
           fmt::format("the tensor '{}' ends past the end of the file ({} "
                       "bytes at {} of {}); copy the file again",
                       printable(x.name), size, offset, all_.size()));
    x.data = all_.subspan(start + offset, size);
  }
}

void gguf_reader::refuse_overlaps() const {
  std::vector<std::size_t> order(offsets_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [this](auto left, auto right) {
    return offsets_[left] < offsets_[right];
  });
  for (std::size_t rank = 1; rank < order.size(); ++rank) {
    const auto& before = file_->tensors_[order[rank - 1]];
    const auto& after = file_->tensors_[order[rank]];
    auto gap = offsets_[order[rank]] - offsets_[order[rank - 1]];
    if (gap == 0 || before.data.size() > gap)
      fail(model_fault::tensor_overlap,
           fmt::format("the tensors '{}' and '{}' share bytes",
                       printable(before.name), printable(after.name)));
  }
}

} // namespace synod::model
