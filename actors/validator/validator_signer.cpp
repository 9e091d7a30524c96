#include "actors/validator/validator_signer.hpp"

#include "actors/validator/stored_state.hpp"
#include "runtime/crypto/sha256.hpp"
#include "runtime/crypto/signed_bytes.hpp"

#include <stdexcept>

namespace synod::chain {

namespace {

/// What the file holds: a record, and who signed what it names, where.
struct owned_record {
  static constexpr auto name = "owned_record";

  validator_id validator;
  digest chain; ///< SHA-256 of its id, which may be of any length.
  consensus::signer_record record;

  static auto fields(auto& x) {
    return std::tie(x.validator, x.chain, x.record);
  }
};

digest name_of(const std::string& chain_id) {
  return crypto::sha256(std::as_bytes(std::span{chain_id}));
}

caf::error not_allowed(const char* what) {
  return caf::make_error(errc::invalid_argument,
                         std::string{"the signer's record does not allow this "}
                           + what);
}

} // namespace

validator_signer::validator_signer(const std::filesystem::path& file,
                                   crypto::signing_key key,
                                   std::string chain_id)
  : key_(std::move(key)), chain_id_(std::move(chain_id)),
    file_(value_or_throw(store::signer_file::open(file))),
    record_(open_record()) {
}

consensus::signer_record validator_signer::open_record() const {
  auto read = canonical_decode<owned_record>(file_.record());
  if (!read)
    throw std::runtime_error{spell(caf::make_error(
      errc::signer_record_lost,
      file_.path().string()
        + ": its record is not of this version, so it is not known what this "
          "validator signed; restore the file that belongs to the folder, or "
          "begin the network anew"))};
  const auto& kept = *read;
  if (kept.validator != id() || kept.chain != name_of(chain_id_))
    throw std::runtime_error{spell(caf::make_error(
      errc::signer_record_lost,
      file_.path().string() + ": says what validator "
        + to_hex(kept.validator, 8) + " has signed, on "
        + (kept.chain == name_of(chain_id_) ? "this" : "another")
        + " chain, and not what this one, " + to_hex(id(), 8)
        + ", has; give every validator the folder that is its own"))};
  return kept.record;
}

void prepare_signer(const std::filesystem::path& file, bool has_chain,
                    const validator_id& owner, const std::string& chain_id) {
  if (std::filesystem::exists(file))
    return;
  if (has_chain)
    throw std::runtime_error{spell(caf::make_error(
      errc::signer_record_lost,
      file.string()
        + ": is gone, and the stored chain is not, so what this validator "
          "signed is forgotten; restore the file that belongs to the folder, "
          "or retire the key"))};
  auto first = canonical_encode(owned_record{owner, name_of(chain_id), {}});
  if (auto error = store::signer_file::create(file, first))
    throw std::runtime_error{spell(error)};
}

caf::error validator_signer::keep(const consensus::signer_record& next) {
  if (!consensus::may_follow(record_, next))
    return not_allowed("record");
  if (auto error = file_.write(
        canonical_encode(owned_record{id(), name_of(chain_id_), next})))
    return error;
  record_ = next;
  return {};
}

caf::expected<signed_vote> validator_signer::sign(const vote& x) const {
  if (x.validator != id() || !consensus::allows(record_, x))
    return not_allowed("vote");
  return signed_vote{x, key_.sign(crypto::signed_bytes(chain_id_, x))};
}

caf::expected<signed_proposal> validator_signer::sign(const proposal& x) const {
  if (x.proposer != id() || !consensus::allows(record_, x))
    return not_allowed("proposal");
  return signed_proposal{x, key_.sign(crypto::signed_bytes(chain_id_, x))};
}

} // namespace synod::chain
