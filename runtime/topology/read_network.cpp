#include "runtime/topology/read_network.hpp"

#include "runtime/topology/network_reader.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <tuple>

namespace synod::topology {

namespace {

constexpr auto file_bytes_max = std::size_t{256} << 10;

/// Bounds how deep dotted keys can nest: toml++ 3.3.0 bounds values alone, and
/// ends nested tables by recursion.
constexpr auto line_bytes_max = std::size_t{1024};
constexpr auto line_dots_max = 32;

/// @returns what the parser must not be shown.
std::optional<fault> find_excess(std::string_view text) {
  if (text.size() > file_bytes_max)
    return fault{0, 0, "", "is larger than 256 KiB"};
  auto line = std::uint32_t{0};
  while (!text.empty()) {
    ++line;
    auto content = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), content.size() + 1));
    auto code = content.find_first_not_of(" \t");
    if (code == content.npos || content[code] == '#')
      continue;
    if (content.size() > line_bytes_max)
      return fault{line, 1, "", "is longer than 1024 bytes"};
    if (std::ranges::count(content, '.') > line_dots_max)
      return fault{line, 1, "", "has more than 32 dots"};
  }
  return {};
}

} // namespace

reading read_network(std::string_view text, const std::filesystem::path& folder,
                     const block_counter& blocks_of) {
  auto result = reading{};
  if (auto excess = find_excess(text)) {
    result.faults.push_back(std::move(*excess));
    return result;
  }
  try {
    auto root = toml::parse(text);
    auto reader = network_reader{folder, blocks_of};
    reader.read(root);
    result = reader.take();
  } catch (const toml::parse_error& error) {
    auto where = error.source().begin;
    result.faults.push_back(
      {where.line, where.column, "", std::string{error.description()}});
  }
  std::ranges::stable_sort(result.faults, {}, [](const fault& x) {
    return std::tuple{x.line, x.column};
  });
  return result;
}

reading read_network_file(const std::filesystem::path& file,
                          const block_counter& blocks_of) {
  auto refuse = [](std::string text) {
    auto result = reading{};
    result.faults.push_back({0, 0, "", std::move(text)});
    return result;
  };
  auto error = std::error_code{};
  if (std::filesystem::is_directory(file, error))
    return refuse("is a folder; expected a topology file");
  auto in = std::ifstream{file, std::ios::binary};
  if (!in)
    return refuse(std::strerror(errno));
  auto text = std::string(file_bytes_max + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  auto folder = std::filesystem::absolute(file, error).parent_path();
  return read_network(text, folder, blocks_of);
}

std::string to_string(const fault& x, std::string_view file) {
  auto result = std::string{file};
  if (x.line > 0)
    result += ":" + std::to_string(x.line) + ":" + std::to_string(x.column);
  result += ": ";
  if (!x.key.empty())
    result += x.key + ": ";
  return result + x.text;
}

} // namespace synod::topology
