#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace synod::openai {

/// Who may call. Without any key everybody may, whatever header they send.
class api_keys {
public:
  api_keys() = default;
  explicit api_keys(std::vector<std::string> keys);

  /// Whether the value of an `Authorization` header is "Bearer " and a key.
  /// How long it takes tells nothing of a key but its length.
  [[nodiscard]] bool allow(std::string_view authorization) const;

private:
  std::vector<std::string> keys_;
};

} // namespace synod::openai
