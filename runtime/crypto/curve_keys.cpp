#include "runtime/crypto/curve_keys.hpp"

#include "runtime/crypto/guarded_text.hpp"

#include <zmq.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace synod::crypto {

namespace {

constexpr auto key_characters = std::size_t{40};

[[noreturn]] void fail(const std::filesystem::path& file, const char* text) {
  throw std::runtime_error(file.string() + ": " + text);
}

void wipe(std::string& text) noexcept {
  explicit_bzero(text.data(), text.size());
}

void write_new(const std::filesystem::path& file, const std::string& key,
               privacy who) {
  auto line = key + "\n";
  try {
    write_guarded_text(file, line, who);
  } catch (...) {
    wipe(line);
    throw;
  }
  wipe(line);
}

std::string read_key(const std::filesystem::path& file, privacy who) {
  auto key = read_guarded_text(file, who);
  if (key.ends_with('\n'))
    key.pop_back();
  if (!is_z85_key(key)) {
    wipe(key);
    fail(file, "is not a CURVE key: expected 40 characters of Z85");
  }
  return key;
}

void check_name(const std::string& name) {
  if (!is_key_name(name))
    throw std::runtime_error("\"" + name.substr(0, 80)
                             + "\" cannot name a key: expected 1 to 64 "
                               "letters, digits, - and _");
}

} // namespace

curve_keys::~curve_keys() {
  wipe(secret_key);
}

curve_keys make_curve_keys() {
  auto public_key = std::array<char, key_characters + 1>{};
  auto secret_key = std::array<char, key_characters + 1>{};
  if (zmq_curve_keypair(public_key.data(), secret_key.data()) != 0)
    throw std::runtime_error("libzmq was built without CURVE");
  auto result = curve_keys{};
  result.public_key = public_key.data();
  result.secret_key = secret_key.data();
  explicit_bzero(secret_key.data(), secret_key.size());
  return result;
}

bool is_z85_key(std::string_view text) noexcept {
  constexpr auto alphabet = std::string_view{
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&"
    "<>()[]{}@%$#"};
  if (text.size() != key_characters
      || text.find_first_not_of(alphabet) != text.npos)
    return false;
  // Five characters can say more than four bytes hold; libzmq knows.
  auto bytes = std::array<std::uint8_t, 32>{};
  return zmq_z85_decode(bytes.data(), std::string{text}.c_str()) != nullptr;
}

bool is_key_name(std::string_view name) noexcept {
  constexpr auto alphabet
    = std::string_view{"0123456789abcdefghijklmnopqrstuvwxyz"
                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_"};
  return !name.empty() && name.size() <= 64
         && name.find_first_not_of(alphabet) == name.npos;
}

void write_curve_keys(const std::filesystem::path& folder,
                      const std::string& name, const curve_keys& keys) {
  check_name(name);
  auto public_file = folder / (name + ".public");
  if (std::filesystem::exists(public_file))
    fail(public_file, "exists already and is kept");
  // The secret first: whoever loses a race for it leaves no public key behind.
  write_new(folder / (name + ".secret"), keys.secret_key, privacy::owner_alone);
  write_new(public_file, keys.public_key, privacy::open);
}

curve_keys
read_curve_keys(const std::filesystem::path& folder, const std::string& name) {
  check_name(name);
  auto secret_file = folder / (name + ".secret");
  auto result = curve_keys{};
  result.secret_key = read_key(secret_file, privacy::owner_alone);
  result.public_key = read_public_key(folder, name);
  auto derived = std::array<char, key_characters + 1>{};
  if (zmq_curve_public(derived.data(), result.secret_key.c_str()) != 0)
    fail(secret_file, "is not a CURVE key");
  if (result.public_key != derived.data())
    fail(secret_file, "does not belong to the public key beside it");
  return result;
}

std::string
read_public_key(const std::filesystem::path& folder, const std::string& name) {
  check_name(name);
  return read_key(folder / (name + ".public"), privacy::open);
}

} // namespace synod::crypto
