#include "runtime/store/body_file.hpp"

#include "runtime/crypto/sha256.hpp"
#include "schemas/big_endian.hpp"
#include "schemas/error.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace synod::store {

namespace {

// A record: magic 8, height 8, name 32, size 8, SHA-256 of these and the body,
// the body. Eight zeros follow, where the next magic would be, so that nothing
// older behind it is taken for a record.
constexpr auto magic = std::uint64_t{0x73796e6f64626479}; // "synodbdy"
constexpr auto seal_at = std::size_t{56};
constexpr auto head_size = seal_at + 32;
constexpr auto end_size = std::size_t{8};

using bytes = std::vector<std::byte>;
using view = std::span<const std::byte>;

struct head {
  std::uint64_t height = 0;
  digest name;
  std::uint64_t size = 0;
};

view raw(const digest& x) {
  return std::as_bytes(std::span{x.bytes()});
}

digest seal_of(view head, view body) {
  auto hasher = crypto::sha256_stream{};
  hasher.add(head);
  hasher.add(body);
  return hasher.finish();
}

bytes encode_record(const head& x, view body) {
  auto result = bytes{};
  result.reserve(head_size + body.size() + end_size);
  append_big_endian(result, magic, 8);
  append_big_endian(result, x.height, 8);
  result.insert(result.end(), raw(x.name).begin(), raw(x.name).end());
  append_big_endian(result, x.size, 8);
  auto seal = seal_of(result, body);
  result.insert(result.end(), raw(seal).begin(), raw(seal).end());
  result.insert(result.end(), body.begin(), body.end());
  append_big_endian(result, 0, end_size);
  return result;
}

std::optional<head> decode_record(view in) {
  if (in.size() != head_size || get_big_endian(in.first(8)) != magic)
    return {};
  return head{get_big_endian(in.subspan(8, 8)),
              from_bytes<digest>(in.subspan(16, 32)),
              get_big_endian(in.subspan(48, 8))};
}

/// A whole record, if there is a good one at the place.
struct record {
  head says;
  bytes body;
};

caf::expected<std::optional<record>>
read_record(const locked_file& file, std::uint64_t place,
            std::uint64_t size_max) {
  auto in = file.read(place, head_size);
  if (!in)
    return in.error();
  auto says = decode_record(*in);
  if (!says || says->size > size_max)
    return std::optional<record>{};
  auto body = file.read(place + head_size, says->size);
  if (!body)
    return body.error();
  auto seal = seal_of(view{*in}.first(seal_at), *body);
  if (!std::ranges::equal(raw(seal), view{*in}.subspan(seal_at)))
    return std::optional<record>{};
  return std::optional{record{*says, std::move(*body)}};
}

} // namespace

caf::expected<body_file>
body_file::open(const std::filesystem::path& file, std::size_t bytes_max) {
  auto locked = locked_file::open(file, locked_file::when_missing::make);
  if (!locked)
    return locked.error();
  if (auto error = sync_folder(file.parent_path()))
    return error;
  auto result = body_file{std::move(*locked), bytes_max};
  if (auto error = result.load())
    return error;
  return result;
}

caf::error body_file::load() {
  for (;;) {
    auto next = read_record(file_, end_, bytes_max_);
    if (!next)
      return next.error();
    if (!*next || (end_ != 0 && (*next)->says.height != height_))
      return {};
    const auto& says = (*next)->says;
    height_ = says.height;
    bodies_[says.name] = {end_, says.size};
    end_ += head_size + says.size;
  }
}

caf::error body_file::keep(std::uint64_t height, const digest& name,
                           std::span<const std::byte> body) {
  if (height < height_)
    return caf::make_error(errc::invalid_argument,
                           "the body is of a height that is decided");
  if (height == height_ && bodies_.contains(name))
    return {};
  auto start = height == height_ ? end_ : 0;
  auto record = encode_record({height, name, body.size()}, body);
  if (start + record.size() > bytes_max_)
    return caf::make_error(errc::store_full,
                           file_.path().string()
                             + ": too many bodies at one height");
  if (height != height_) {
    // Whatever of them the write below leaves, they are decided.
    height_ = height;
    bodies_.clear();
    end_ = 0;
  }
  if (auto error = file_.write(start, record))
    return error;
  bodies_[name] = {start, body.size()};
  end_ = start + head_size + body.size();
  return {};
}

std::vector<digest> body_file::names(std::uint64_t height) const {
  auto result = std::vector<digest>{};
  if (height == height_)
    for (const auto& [name, where] : bodies_)
      result.push_back(name);
  return result;
}

caf::expected<std::vector<std::byte>>
body_file::find(std::uint64_t height, const digest& name) const {
  auto found = bodies_.find(name);
  if (height != height_ || found == bodies_.end())
    return caf::make_error(errc::not_stored, "no such body is kept");
  auto x = read_record(file_, found->second.offset, found->second.size);
  if (!x)
    return x.error();
  if (!*x || (*x)->says.height != height || (*x)->says.name != name)
    return caf::make_error(errc::store_damaged,
                           file_.path().string() + ": a body is damaged");
  return std::move((*x)->body);
}

} // namespace synod::store
