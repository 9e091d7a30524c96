#include "tests/schemas/samples.hpp"

#include <catch2/catch.hpp>

// Bytes that are not the message they claim to be: refused by name, whatever
// they are, and without more memory than they are long.

using namespace synod;
using namespace synod::test;

namespace {

caf::error
unpack(wire_id id, std::string_view body, std::vector<buffer> with = {}) {
  auto result = find_codec(id)->unpack(body, std::move(with));
  return result ? caf::error{} : result.error();
}

template <class T>
constexpr auto id_of = caf::type_id<T>::value;

using namespace std::string_view_literals;

} // namespace

TEST_CASE("hostile: a message that is cut short is refused", "[schemas]") {
  each_type([]<class T>(wire_id id) {
    auto [body, buffers] = pack(id, sample<T>());
    CAPTURE(T::name);
    for (auto size = std::size_t{0}; size < body.size(); ++size)
      CHECK(unpack(id, std::string_view{body}.substr(0, size), buffers)
            == errc::malformed_message);
    CHECK(unpack(id, body, buffers) == caf::none);
  });
}

TEST_CASE("hostile: bytes after a message are refused", "[schemas]") {
  each_type([]<class T>(wire_id id) {
    auto [body, buffers] = pack(id, sample<T>());
    CAPTURE(T::name);
    CHECK(unpack(id, body + '\0', buffers) == errc::malformed_message);
    CHECK(unpack(id, body + body, buffers) == errc::malformed_message);
  });
}

TEST_CASE("hostile: any one byte may be wrong", "[schemas]") {
  each_type([]<class T>(wire_id id) {
    auto [body, buffers] = pack(id, sample<T>());
    for (auto at = std::size_t{0}; at < body.size(); ++at)
      for (auto value = 0; value < 256; ++value) {
        auto changed = body;
        changed[at] = static_cast<char>(value);
        auto err = unpack(id, changed, buffers);
        if (err)
          REQUIRE(err == errc::malformed_message);
      }
  });
}

TEST_CASE("hostile: frames must be as many as the message has buffers",
          "[schemas]") {
  each_type([]<class T>(wire_id id) {
    auto [body, buffers] = pack(id, sample<T>());
    CAPTURE(T::name);
    auto more = buffers;
    more.emplace_back();
    CHECK(unpack(id, body, more) == errc::malformed_message);
    if (buffers.empty())
      return;
    buffers.pop_back();
    CHECK(unpack(id, body, buffers) == errc::malformed_message);
  });
}

TEST_CASE("hostile: a claim of size costs nothing", "[schemas]") {
  for (auto body : {"\xdd\xff\xff\xff\xff"sv, "\xdf\xff\xff\xff\xff"sv,
                    "\xdb\xff\xff\xff\xff"sv, "\xc6\xff\xff\xff\xff"sv,
                    "\xc9\xff\xff\xff\xff\x01"sv})
    each_type([body]<class T>(wire_id id) {
      CHECK(unpack(id, body) == errc::malformed_message);
    });
  auto nested = std::string(100'000, '\x91');
  CHECK(unpack(id_of<get_status>, nested) == errc::malformed_message);
}

TEST_CASE("hostile: newer fields are ignored, missing ones refused",
          "[schemas]") {
  // A close_session of session 7, attempt 0, from an older, an equal, and a
  // newer sender.
  CHECK(unpack(id_of<close_session>, "\x92\x07\x00"sv)
        == errc::malformed_message);
  CHECK(unpack(id_of<close_session>, "\x94\x07\x00\x01\x02"sv) == caf::none);
  CHECK(unpack(id_of<close_session>, "\x96\x07\x00\x01\x02\xa1x\xc0"sv)
        == caf::none);
}

TEST_CASE("hostile: a field of another kind is refused", "[schemas]") {
  auto refused = [](std::string_view body) {
    return unpack(id_of<close_session>, body) == errc::malformed_message;
  };
  CHECK(refused("\x94\xff\x00\x00\x00"sv));                 // -1
  CHECK(refused("\x94\xa1\x37\x00\x00\x00"sv));             // "7"
  CHECK(refused("\x94\xca\x40\xe0\x00\x00\x00\x00\x00"sv)); // 7.0
  CHECK(
    refused("\x94\x07\xcf\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00"sv)); // 2^32
  CHECK(refused("\x82\x07\x00\x08\x00"sv));                             // a map
  CHECK(refused("\xc0"sv));
}

TEST_CASE("hostile: an id must be a bin of its exact size", "[schemas]") {
  auto cancel = [](std::string_view head, std::size_t bytes) {
    auto body = "\x91" + std::string{head} + std::string(bytes, 'x');
    return unpack(id_of<cancel_request>, body);
  };
  CHECK(cancel("\xc4\x20"sv, 32) == caf::none);
  CHECK(cancel("\xc4\x1f"sv, 31) == errc::malformed_message);
  CHECK(cancel("\xc4\x21"sv, 33) == errc::malformed_message);
  CHECK(cancel("\xd9\x20"sv, 32) == errc::malformed_message); // a str
  CHECK(cancel("\xc4\x00"sv, 0) == errc::malformed_message);
}
