#include "runtime/supervision/last_lines.hpp"

#include <algorithm>
#include <fstream>

namespace synod::supervision {

std::string last_lines(const std::filesystem::path& log, std::size_t lines) {
  constexpr auto bytes_max = std::streamoff{16} << 10;
  auto in = std::ifstream{log, std::ios::binary | std::ios::ate};
  if (!in)
    return {};
  auto size = std::min<std::streamoff>(in.tellg(), bytes_max);
  in.seekg(-size, std::ios::end);
  auto text = std::string(static_cast<std::size_t>(size), '\0');
  in.read(text.data(), size);
  while (text.ends_with('\n'))
    text.pop_back();
  auto begin = text.size();
  for (; lines > 0 && begin != 0; --lines) {
    auto newline = text.rfind('\n', begin - 1);
    begin = newline == text.npos ? 0 : newline;
  }
  if (begin < text.size() && text[begin] == '\n')
    ++begin;
  return text.substr(begin);
}

} // namespace synod::supervision
