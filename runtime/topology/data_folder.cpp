#include "runtime/topology/data_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace synod::topology {

namespace {

[[noreturn]] void fail(const std::filesystem::path& file, int error) {
  throw std::runtime_error(file.string() + ": " + std::strerror(error));
}

/// @param draft what nobody will finish
[[noreturn]] void fail_without(const std::filesystem::path& draft,
                               const std::filesystem::path& file) {
  auto error = errno;
  auto ignored = std::error_code{};
  std::filesystem::remove(draft, ignored);
  fail(file, error);
}

std::filesystem::path named(const std::filesystem::path& folder,
                            std::string_view name, const char* ending) {
  return folder / (std::string{name} + ending);
}

void make_folder(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    fail(folder, errno);
  auto error = std::error_code{};
  if (!std::filesystem::is_directory(folder, error))
    fail(folder, ENOTDIR);
}

} // namespace

std::filesystem::path data_folder::log(std::string_view node) const {
  return named(root / "logs", node, ".log");
}

std::filesystem::path data_folder::node_lock(std::string_view node) const {
  return named(root / "run", node, ".lock");
}

std::filesystem::path data_folder::address(std::string_view node) const {
  return named(root / "run", node, ".address");
}

std::filesystem::path data_folder::validator_key(std::string_view node) const {
  return named(keys(), node, ".validator");
}

std::filesystem::path data_folder::chain(std::string_view node) const {
  return root / "chain" / node;
}

std::filesystem::path data_folder::corpus(std::string_view name) const {
  return root / "corpora" / name;
}

std::filesystem::path default_data_folder() {
  const auto* home = std::getenv("HOME");
  auto base = std::filesystem::path{home == nullptr ? "" : home};
  return base.is_absolute() ? base / ".synod" : std::filesystem::path{".synod"};
}

data_folder open_data_folder(const std::filesystem::path& root) {
  auto error = std::error_code{};
  auto result = data_folder{std::filesystem::absolute(root, error)};
  if (error)
    fail(root, error.value());
  if (result.root.filename().empty()) // "DIR/"
    result.root = result.root.parent_path();
  std::filesystem::create_directories(result.root.parent_path(), error);
  make_folder(result.root);
  for (const auto* name : {"keys", "logs", "run", "corpora"})
    make_folder(result.root / name);
  return result;
}

void write_file(const std::filesystem::path& file, std::string_view text) {
  auto draft = file;
  draft += "." + std::to_string(::getpid()) + ".new";
  {
    auto out = std::ofstream{draft, std::ios::binary | std::ios::trunc};
    out << text << std::flush;
    if (!out)
      fail_without(draft, draft);
  }
  if (::rename(draft.c_str(), file.c_str()) != 0)
    fail_without(draft, file);
}

std::optional<std::string> read_line(const std::filesystem::path& file) {
  auto in = std::ifstream{file, std::ios::binary};
  auto bytes = std::array<char, 4096>{};
  in.read(bytes.data(), bytes.size());
  if (in.gcount() <= 0)
    return {};
  auto text
    = std::string_view{bytes.data(), static_cast<std::size_t>(in.gcount())};
  return std::string{text.substr(0, text.find('\n'))};
}

} // namespace synod::topology
