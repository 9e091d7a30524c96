#include "runtime/crypto/key_file.hpp"

#include "runtime/crypto/guarded_text.hpp"

#include <botan/aead.h>
#include <botan/hex.h>
#include <botan/pwdhash.h>
#include <botan/system_rng.h>
#include <nlohmann/json.hpp>

namespace synod::crypto {

namespace {

using json = nlohmann::json;
using secret = Botan::secure_vector<std::uint8_t>;
using path = std::filesystem::path;

constexpr auto salt_size = std::size_t{16};
constexpr auto cipher_name = "AES-256/GCM";
constexpr auto kdf_name = "Argon2id";
constexpr auto warning = "UNENCRYPTED development key: whoever can read this "
                         "file can sign with it. Never hold value with it.";

// What a file may ask for: as much as a gibibyte and a minute, not more.
constexpr auto memory_kib_max = std::uint32_t{1} << 20;
constexpr auto passes_max = std::uint32_t{64};

/// All that a file says. `seed` is the plain seed, or the sealed one with its
/// tag.
struct contents {
  synod::public_key public_key;
  bool encrypted = false;
  passphrase_cost cost;
  std::vector<std::uint8_t> salt;
  std::vector<std::uint8_t> nonce;
  secret seed;
};

caf::error refuse(errc code, const path& file, const std::string& text) {
  return caf::make_error(code, file.string() + ": " + text);
}

secret stretch(std::string_view passphrase, const contents& x) {
  auto hash = Botan::PasswordHashFamily::create_or_throw(kdf_name)->from_params(
    x.cost.memory_kib, x.cost.passes, 1);
  auto result = secret(32);
  hash->derive_key(result.data(), result.size(), passphrase.data(),
                   passphrase.size(), x.salt.data(), x.salt.size());
  return result;
}

/// Seals or opens `x.seed` in place.
/// @throws Botan::Invalid_Authentication_Tag if it was sealed otherwise
void pass_cipher(Botan::Cipher_Dir direction, std::string_view passphrase,
                 contents& x) {
  auto cipher = Botan::AEAD_Mode::create_or_throw(cipher_name, direction);
  cipher->set_key(stretch(passphrase, x));
  auto bound = std::string{"synod key file 1 "} + to_hex(x.public_key);
  cipher->set_associated_data(
    reinterpret_cast<const std::uint8_t*>(bound.data()), bound.size());
  cipher->start(x.nonce);
  cipher->finish(x.seed);
}

std::string hex(const auto& bytes) {
  return Botan::hex_encode(bytes.data(), bytes.size(), false);
}

std::string write(const contents& x) {
  auto result = nlohmann::ordered_json{{"synod_key_file", 1},
                                       {"algorithm", "Ed25519"},
                                       {"public_key", to_hex(x.public_key)},
                                       {"encrypted", x.encrypted}};
  if (!x.encrypted) {
    result["warning"] = warning;
  } else {
    result["kdf"] = kdf_name;
    result["memory_kib"] = x.cost.memory_kib;
    result["passes"] = x.cost.passes;
    result["salt"] = hex(x.salt);
    result["cipher"] = cipher_name;
    result["nonce"] = hex(x.nonce);
  }
  result["seed"] = hex(x.seed);
  return result.dump(2) + "\n";
}

/// @throws json::exception or std::exception if it is not a key file
contents parse(const std::string& text) {
  auto in = json::parse(text);
  if (in.at("synod_key_file") != 1 || in.at("algorithm") != "Ed25519")
    throw std::runtime_error("another version");
  auto result = contents{};
  auto half
    = from_hex<synod::public_key>(in.at("public_key").get<std::string>());
  if (!half)
    throw std::runtime_error("no public key");
  result.public_key = *half;
  result.encrypted = in.at("encrypted").get<bool>();
  result.seed = Botan::hex_decode_locked(in.at("seed").get<std::string>());
  if (!result.encrypted)
    return result;
  if (in.at("kdf") != kdf_name || in.at("cipher") != cipher_name)
    throw std::runtime_error("another cipher");
  result.cost = {in.at("memory_kib").get<std::uint32_t>(),
                 in.at("passes").get<std::uint32_t>()};
  result.salt = Botan::hex_decode(in.at("salt").get<std::string>());
  result.nonce = Botan::hex_decode(in.at("nonce").get<std::string>());
  return result;
}

bool is_sensible(const contents& x) {
  if (!x.encrypted)
    return x.seed.size() == signing_key::seed_size;
  return x.seed.size() == signing_key::seed_size + 16
         && x.salt.size() == salt_size && x.nonce.size() == 12
         && x.cost.memory_kib >= 8 && x.cost.memory_kib <= memory_kib_max
         && x.cost.passes >= 1 && x.cost.passes <= passes_max;
}

caf::error write_file(const path& file, const contents& x) {
  try {
    auto text = write(x);
    write_guarded_text(file, text, privacy::owner_alone);
    explicit_bzero(text.data(), text.size());
    return {};
  } catch (const guarded_text_error& error) {
    return caf::make_error(error.code, error.what());
  }
}

caf::expected<contents> read(const path& file) {
  try {
    auto text = read_guarded_text(file, privacy::owner_alone);
    auto result = parse(text);
    explicit_bzero(text.data(), text.size());
    if (is_sensible(result))
      return result;
  } catch (const guarded_text_error& error) {
    return caf::make_error(error.code, error.what());
  } catch (const std::exception&) {
    // Its words could quote the file, which is secret.
  }
  return refuse(errc::bad_key_file, file,
                "is not a key file of this version, or was damaged");
}

contents plain(const signing_key& key) {
  auto result = contents{};
  result.public_key = key.public_key();
  auto seed = key.seed();
  const auto* first = reinterpret_cast<const std::uint8_t*>(seed.data());
  result.seed.assign(first, first + seed.size());
  return result;
}

} // namespace

caf::error write_key_file(const path& file, const signing_key& key,
                          std::string_view passphrase, passphrase_cost cost) {
  if (passphrase.empty())
    return refuse(errc::invalid_argument, file,
                  "an empty passphrase protects nothing");
  auto x = plain(key);
  x.encrypted = true;
  x.cost = cost;
  x.salt.resize(salt_size);
  x.nonce.resize(12);
  Botan::system_rng().randomize(x.salt.data(), x.salt.size());
  Botan::system_rng().randomize(x.nonce.data(), x.nonce.size());
  try {
    pass_cipher(Botan::ENCRYPTION, passphrase, x);
  } catch (const std::exception& error) {
    return refuse(errc::invalid_argument, file, error.what());
  }
  return write_file(file, x);
}

caf::error write_development_key(const path& file, const signing_key& key) {
  return write_file(file, plain(key));
}

caf::expected<key_file_head> read_key_file_head(const path& file) {
  auto x = read(file);
  if (!x)
    return x.error();
  return key_file_head{x->public_key, x->encrypted};
}

caf::expected<signing_key>
read_key_file(const path& file, std::string_view passphrase) {
  auto x = read(file);
  if (!x)
    return x.error();
  try {
    if (x->encrypted)
      pass_cipher(Botan::DECRYPTION, passphrase, *x);
  } catch (const std::exception&) {
    return refuse(errc::wrong_passphrase, file,
                  "does not open: another passphrase, or the file was changed");
  }
  auto seed = std::as_bytes(std::span{x->seed});
  auto key = signing_key::from_seed(seed.first<signing_key::seed_size>());
  if (key.public_key() != x->public_key)
    return refuse(errc::bad_key_file, file,
                  "the secret does not belong to the public key beside it");
  return key;
}

} // namespace synod::crypto
