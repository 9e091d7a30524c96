// Who asked can read the record of a request again: from the own folder, or
// from the gateway with the key that the folder, or a file, holds.

#include "apps/synod/kept_record.hpp"

#include "apps/synod/request_receipt.hpp"
#include "runtime/proof/json_form.hpp"
#include "schemas/canonical.hpp"
#include "tests/support/canned_http_server.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace synod;
using Catch::Contains;
using test::canned_http_server;

namespace {

const auto key = std::string{"00112233445566778899aabbccddeeff"};

std::string record_text() {
  auto bytes = canonical_encode(request_record{});
  return nlohmann::json{
    {"attestation", std::string(64, 'b')},
    {"height", 7},
    {"refusal", ""},
    {"salt", to_hex(request_salt{{3}})},
    {"prompt", {1, 2}},
    {"tokens", {3}},
    {"text", "Hi"},
    {"record", json_form::write_hex(std::as_bytes(std::span{bytes}))}}
    .dump();
}

/// A gateway that holds one record and tells who does not have its key nothing.
struct fixture {
  test::temporary_folder folder;
  const paid_request asked{std::string(64, 'a'), key};
  const request_id id = parse_request_id(asked.id);
  canned_http_server server{[this](const auto& call) {
    auto is_theirs = call.target() == "/synod/requests/" + asked.id
                     && call["Synod-Record-Key"] == key;
    return canned_http_server::reply(is_theirs ? 200 : 404,
                                     is_theirs ? record_text() : "{}");
  }};
  const gateway to{server.url(), {}};
};

} // namespace

TEST_CASE_METHOD(fixture, "kept record: a stranger to the request gets none",
                 "[apps]") {
  CHECK_FALSE(find_record_key({folder.path()}, id));
  CHECK_THROWS_WITH(find_kept_record({folder.path()}, to, id),
                    Contains("--record-key-file"));
  keep_record_key(folder.path(), {asked.id, std::string(32, '0')});
  CHECK_THROWS_WITH(find_kept_record({folder.path()}, to, id),
                    Contains("--record-key-file"));
}

TEST_CASE_METHOD(fixture, "kept record: the key that an asker keeps shows it",
                 "[apps]") {
  keep_record_key(folder.path(), asked);
  CHECK(find_record_key({folder.path()}, id) == key);
  CHECK(find_kept_record({folder.path()}, to, id).text == "Hi");
}

TEST_CASE_METHOD(fixture,
                 "kept record: a client without a folder has the key "
                 "in a file",
                 "[apps]") {
  auto file = (folder.path() / "key").string();
  std::ofstream{file} << key << '\n';
  CHECK(find_kept_record({folder.path(), file}, to, id).text == "Hi");
  std::ofstream{file} << '\n';
  CHECK_THROWS_WITH(find_kept_record({folder.path(), file}, to, id),
                    Contains("holds no record key"));
}

TEST_CASE_METHOD(fixture,
                 "kept record: an asker waits for its own record, and "
                 "keeps it",
                 "[apps]") {
  using std::chrono::milliseconds;
  auto stranger = paid_request{asked.id, ""};
  CHECK(
    await_receipt(to, stranger, false, milliseconds{0}).attestation.empty());
  auto receipt = await_receipt(to, asked, true, milliseconds{0});
  CHECK(receipt.height == 7);
  keep_request(folder.path(), receipt);
  auto nobody = gateway{"http://127.0.0.1:1", {}};
  CHECK(find_kept_record({folder.path()}, nobody, id).text == "Hi");
}

TEST_CASE("kept record: an id that is none is said", "[apps]") {
  for (const auto* text : {"", "a1", "zz"})
    CHECK_THROWS_WITH(parse_request_id(text), Contains("a request's id"));
}
