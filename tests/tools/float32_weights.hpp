#pragma once

#include <vector>

namespace synod::model {
struct tensor;
}

namespace synod::test {

/// Returns a tensor's elements.
[[nodiscard]] std::vector<float> own_weights(const model::tensor& x);

/// Returns a matrix as the arithmetic profile maps it to integers, turned back
/// to floats. Written anew from the description of `model::weight_matrix`.
[[nodiscard]] std::vector<float> dequantized_weights(const model::tensor& x);

} // namespace synod::test
