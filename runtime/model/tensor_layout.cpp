#include "runtime/model/tensor_layout.hpp"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

namespace synod::model {

namespace {

/// How elements of a type lie in memory: blocks of so many elements and bytes.
/// `bytes` is 0 for types that are known by name only.
struct layout {
  std::uint32_t type;
  const char* name;
  std::uint32_t elements;
  std::uint32_t bytes;
};

// The numbers and names are those of `enum ggml_type` (ggml.h, MIT).
constexpr std::array layouts{
  layout{0, "F32", 1, 4},      layout{1, "F16", 1, 2},
  layout{2, "Q4_0", 32, 18},   layout{3, "Q4_1", 32, 0},
  layout{6, "Q5_0", 32, 0},    layout{7, "Q5_1", 32, 0},
  layout{8, "Q8_0", 32, 34},   layout{9, "Q8_1", 32, 0},
  layout{10, "Q2_K", 256, 0},  layout{11, "Q3_K", 256, 0},
  layout{12, "Q4_K", 256, 0},  layout{13, "Q5_K", 256, 0},
  layout{14, "Q6_K", 256, 0},  layout{15, "Q8_K", 256, 0},
  layout{16, "IQ2_XXS", 0, 0}, layout{17, "IQ2_XS", 0, 0},
  layout{18, "IQ3_XXS", 0, 0}, layout{19, "IQ1_S", 0, 0},
  layout{20, "IQ4_NL", 0, 0},  layout{21, "IQ3_S", 0, 0},
  layout{22, "IQ2_S", 0, 0},   layout{23, "IQ4_XS", 0, 0},
  layout{24, "I8", 1, 0},      layout{25, "I16", 1, 0},
  layout{26, "I32", 1, 0},     layout{27, "I64", 1, 0},
  layout{28, "F64", 1, 0},     layout{29, "IQ1_M", 0, 0},
  layout{30, "BF16", 1, 2},    layout{34, "TQ1_0", 0, 0},
  layout{35, "TQ2_0", 0, 0},   layout{39, "MXFP4", 0, 0},
};

const layout* find(tensor_type x) noexcept {
  for (const auto& row : layouts)
    if (row.type == static_cast<std::uint32_t>(x))
      return &row;
  return nullptr;
}

} // namespace

bool is_supported(tensor_type x) noexcept {
  const auto* row = find(x);
  return row != nullptr && row->bytes != 0;
}

std::string to_string(tensor_type x) {
  if (const auto* row = find(x))
    return row->name;
  return fmt::format("type {}", static_cast<std::uint32_t>(x));
}

std::uint64_t tensor::elements() const noexcept {
  return std::accumulate(shape.begin(), shape.end(), std::uint64_t{1},
                         std::multiplies<>{});
}

std::uint64_t size_bytes(const tensor& x, std::string_view file) {
  const auto* row = find(x.type);
  if (row == nullptr || row->bytes == 0)
    return 0;
  if (x.shape.front() % row->elements != 0)
    throw model_error(
      model_fault::bad_shape,
      fmt::format("{}: the rows of the tensor '{}' have {} elements, not a "
                  "multiple of {} as {} needs",
                  file, printable(x.name), x.shape.front(), row->elements,
                  row->name));
  auto blocks = x.elements() / row->elements;
  if (std::cmp_greater(blocks,
                       std::numeric_limits<std::int64_t>::max() / row->bytes))
    throw model_error(model_fault::bad_shape,
                      fmt::format("{}: the tensor '{}' has too many elements",
                                  file, printable(x.name)));
  return blocks * row->bytes;
}

} // namespace synod::model
