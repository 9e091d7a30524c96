#include "tests/sim/consensus/signing.hpp"

#include "runtime/consensus/conflict.hpp"
#include "runtime/crypto/ed25519.hpp"
#include "schemas/big_endian.hpp"
#include "tests/sim/consensus/digest.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace synod::sim {

namespace {

class keyed_hash final : public signature_scheme {
public:
  explicit keyed_hash(std::size_t validators) {
    for (auto i = std::size_t{0}; i < validators; ++i)
      keys_.emplace(id(i), i + 1);
  }

  validator_id id(std::size_t number) const override {
    return digest{number + 1000}.as<validator_id>();
  }

  signature sign(const validator_id& by, const root_hash& what) const override {
    return digest{keys_.at(by)}.add(by).add(what).as<signature>();
  }

  bool verify(const validator_id& by, const root_hash& what,
              const signature& x) const override {
    return keys_.contains(by) && sign(by, what) == x;
  }

private:
  std::map<validator_id, std::uint64_t> keys_;
};

class ed25519 final : public signature_scheme {
public:
  explicit ed25519(std::size_t validators) {
    for (auto i = std::size_t{0}; i < validators; ++i) {
      auto seed = std::array<std::byte, crypto::signing_key::seed_size>{};
      put_big_endian(std::span{seed}.first<8>(), i + 1);
      keys_.push_back(crypto::signing_key::from_seed(seed));
      numbers_.emplace(id(i), i);
    }
  }

  validator_id id(std::size_t number) const override {
    return validator_id{keys_.at(number).public_key().bytes()};
  }

  signature sign(const validator_id& by, const root_hash& what) const override {
    return keys_.at(numbers_.at(by))
      .sign(std::as_bytes(std::span{what.bytes()}));
  }

  bool verify(const validator_id& by, const root_hash& what,
              const signature& x) const override {
    return crypto::verify(public_key{by.bytes()},
                          std::as_bytes(std::span{what.bytes()}), x);
  }

private:
  std::vector<crypto::signing_key> keys_;
  std::map<validator_id, std::size_t> numbers_;
};

template <class T>
root_hash hash_of(const T& x) {
  return digest{}
    .add(std::string_view{T::name})
    .add(x)
    .template as<root_hash>();
}

} // namespace

std::unique_ptr<signature_scheme> make_keyed_hash(std::size_t validators) {
  return std::make_unique<keyed_hash>(validators);
}

std::unique_ptr<signature_scheme> make_ed25519(std::size_t validators) {
  return std::make_unique<ed25519>(validators);
}

signed_vote sign(const signature_scheme& scheme, const vote& x) {
  return {x, scheme.sign(x.validator, hash_of(x))};
}

signed_proposal sign(const signature_scheme& scheme, const proposal& x) {
  return {x, scheme.sign(x.proposer, hash_of(x))};
}

bool verify(const signature_scheme& scheme, const signed_vote& x) {
  return scheme.verify(x.vote.validator, hash_of(x.vote), x.signature);
}

bool verify(const signature_scheme& scheme, const signed_proposal& x) {
  return scheme.verify(x.proposal.proposer, hash_of(x.proposal), x.signature);
}

bool verify(const signature_scheme& scheme, const certificate& x) {
  return std::ranges::all_of(x.signatures, [&](const vote_signature& part) {
    return verify(scheme, consensus::vote_of(x, part));
  });
}

} // namespace synod::sim
