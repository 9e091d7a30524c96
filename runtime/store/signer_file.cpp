#include "runtime/store/signer_file.hpp"

#include "runtime/crypto/sha256.hpp"
#include "schemas/big_endian.hpp"
#include "schemas/error.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

namespace synod::store {

namespace {

// A slot, at a multiple of the page size so that no write touches both:
// magic 8, sequence 8, size 2, record 512, SHA-256 of all of that.
constexpr auto slot_distance = std::uint64_t{4096};
constexpr auto slot_magic
  = std::array{std::byte{'s'}, std::byte{'y'}, std::byte{'n'}, std::byte{'o'},
               std::byte{'d'}, std::byte{'s'}, std::byte{'i'}, std::byte{'g'}};
constexpr auto record_at = std::size_t{18};
constexpr auto slot_seal_at = record_at + signer_file::record_bytes_max;
constexpr auto slot_size = slot_seal_at + 32;

struct slot {
  std::uint64_t sequence = 0;
  std::vector<std::byte> record;
};

/// Even sequence numbers go to the first slot, odd ones to the second.
std::uint64_t place_of(std::uint64_t sequence) {
  return sequence % 2 * slot_distance;
}

std::vector<std::byte> encode_slot(const slot& x) {
  auto result = std::vector<std::byte>(slot_size);
  auto out = std::span{result};
  std::ranges::copy(slot_magic, out.begin());
  put_big_endian(out.subspan(8, 8), x.sequence);
  put_big_endian(out.subspan(16, 2), x.record.size());
  std::ranges::copy(x.record, out.begin() + record_at);
  auto seal = crypto::sha256(out.first(slot_seal_at));
  std::ranges::copy(std::as_bytes(std::span{seal.bytes()}),
                    out.begin() + slot_seal_at);
  return result;
}

std::optional<slot>
decode_slot(std::span<const std::byte> in, std::uint64_t place) {
  if (in.size() != slot_size || !std::ranges::equal(in.first(8), slot_magic))
    return {};
  auto seal = crypto::sha256(in.first(slot_seal_at));
  if (!std::ranges::equal(std::as_bytes(std::span{seal.bytes()}),
                          in.subspan(slot_seal_at)))
    return {};
  auto sequence = get_big_endian(in.subspan(8, 8));
  auto size = get_big_endian(in.subspan(16, 2));
  if (place_of(sequence) != place || size > signer_file::record_bytes_max)
    return {};
  auto record = in.subspan(record_at, size);
  return slot{sequence, {record.begin(), record.end()}};
}

caf::error check_size(std::span<const std::byte> record) {
  if (record.size() > signer_file::record_bytes_max)
    return caf::make_error(errc::invalid_argument,
                           "a signer's record has at most 512 bytes");
  return {};
}

} // namespace

caf::error signer_file::create(const std::filesystem::path& file,
                               std::span<const std::byte> record) {
  if (auto error = check_size(record))
    return error;
  // Complete before it has its name, so that a crash here leaves none.
  auto draft = file;
  draft += ".new";
  {
    auto out = locked_file::open(draft, locked_file::when_missing::make);
    if (!out)
      return out.error();
    for (auto sequence : {0U, 1U})
      if (auto error
          = out->write(place_of(sequence),
                       encode_slot({sequence, {record.begin(), record.end()}})))
        return error;
  }
  auto code = ::link(draft.c_str(), file.c_str()) == 0 ? 0 : errno;
  ::unlink(draft.c_str());
  if (code != 0)
    return file_failure(file, code);
  return sync_folder(file.parent_path());
}

caf::expected<signer_file>
signer_file::open(const std::filesystem::path& file) {
  auto locked = locked_file::open(file, locked_file::when_missing::fail);
  if (!locked)
    return locked.error();
  auto result = signer_file{std::move(*locked)};
  if (auto error = result.load())
    return error;
  return result;
}

caf::error signer_file::load() {
  auto good = std::vector<slot>{};
  for (auto place : {place_of(0), place_of(1)}) {
    auto in = file_.read(place, slot_size);
    if (!in)
      return in.error();
    if (auto x = decode_slot(*in, place))
      good.push_back(std::move(*x));
  }
  if (good.empty())
    return caf::make_error(
      errc::signer_record_lost,
      file_.path().string()
        + ": both slots are damaged, so what this validator signed is "
          "forgotten and it must not sign again with this key; retire the key");
  auto newest = std::ranges::max_element(good, {}, &slot::sequence);
  // Slots are written in turn: two good ones are neighbours.
  one_slot_was_bad_ = good.size() == 1
                      || (good[0].sequence + 1 != good[1].sequence
                          && good[1].sequence + 1 != good[0].sequence);
  sequence_ = newest->sequence;
  record_ = std::move(newest->record);
  return {};
}

caf::error signer_file::write(std::span<const std::byte> record) {
  if (auto error = check_size(record))
    return error;
  auto next = slot{sequence_ + 1, {record.begin(), record.end()}};
  if (auto error = file_.write(place_of(next.sequence), encode_slot(next)))
    return error;
  sequence_ = next.sequence;
  record_ = std::move(next.record);
  return {};
}

} // namespace synod::store
