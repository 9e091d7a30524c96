#include "runtime/proof/request_folder.hpp"

#include "runtime/crypto/guarded_text.hpp"
#include "runtime/proof/json_form.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace synod::proof {

namespace fs = std::filesystem;

namespace {

constexpr auto request_extension = ".json";
constexpr auto key_extension = ".key";
constexpr auto file_bytes_max = json_form::form_limits{}.bytes_max;

[[noreturn]] void fail(const fs::path& file, const std::string& why) {
  throw std::runtime_error("the kept request " + file.string() + ": " + why);
}

std::string read(const fs::path& file, std::size_t size_max) {
  try {
    return crypto::read_guarded_text(file, crypto::privacy::owner_alone,
                                     size_max);
  } catch (const crypto::guarded_text_error& error) {
    fail(file, std::string{"it cannot be read: "} + error.what());
  }
}

} // namespace

request_folder::request_folder(fs::path folder, retention rule)
  : folder_(std::move(folder)), rule_(rule) {
  auto failed = std::error_code{};
  fs::create_directories(folder_, failed);
  if (!failed)
    fs::permissions(folder_, fs::perms::owner_all, failed);
  if (failed)
    throw std::runtime_error("the folder of kept requests " + folder_.string()
                             + " cannot be made: " + failed.message());
}

fs::path
request_folder::file_of(const request_id& id, const char* extension) const {
  return folder_ / (to_hex(id) + extension);
}

void request_folder::write(const fs::path& file, const std::string& text) {
  auto draft = file;
  draft += ".new";
  auto failed = std::error_code{};
  fs::remove(draft, failed);
  try {
    crypto::write_guarded_text(draft, text, crypto::privacy::owner_alone);
  } catch (const crypto::guarded_text_error& error) {
    fail(file, std::string{"it cannot be written: "} + error.what());
  }
  fs::rename(draft, file, failed);
  if (failed)
    fail(file, "it cannot be put in its place: " + failed.message());
}

void request_folder::keep(const request_id& id, const kept_request& x) {
  write(file_of(id, request_extension), write_request_json(x));
}

void request_folder::keep_record_key(const request_id& id,
                                     const std::string& key) {
  write(file_of(id, key_extension), key + '\n');
}

std::optional<kept_request> request_folder::find(const request_id& id) const {
  auto file = file_of(id, request_extension);
  if (!fs::exists(file))
    return {};
  try {
    return read_request_json(read(file, file_bytes_max));
  } catch (const json_form::form_error& error) {
    fail(file, std::string{"it is damaged: "} + error.what());
  }
}

std::optional<std::string>
request_folder::find_record_key(const request_id& id) const {
  auto file = file_of(id, key_extension);
  if (!fs::exists(file))
    return {};
  auto text = read(file, crypto::key_file_bytes_max);
  return text.substr(0, text.find('\n'));
}

void request_folder::prune(fs::file_time_type now) {
  prune(request_extension, now);
  prune(key_extension, now);
}

void request_folder::prune(const char* extension, fs::file_time_type now) {
  auto files = std::vector<std::pair<fs::file_time_type, fs::path>>{};
  auto failed = std::error_code{};
  for (const auto& entry : fs::directory_iterator{folder_, failed})
    if (entry.path().extension() == extension)
      files.emplace_back(entry.last_write_time(failed), entry.path());
  std::ranges::sort(files, std::ranges::greater{}); // the newest first
  for (auto i = std::size_t{0}; i < files.size(); ++i)
    if (i >= rule_.requests_max || now - files[i].first > rule_.age_max)
      fs::remove(files[i].second, failed);
}

} // namespace synod::proof
