// The records of paid requests on disk: how many stay, and what becomes of
// files that somebody has changed.

#include "actors/gateway/record_store.hpp"

#include "schemas/canonical.hpp"
#include "schemas/error.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

using namespace synod;

namespace {

request_id request(std::uint8_t number) {
  return request_id{request_id::bytes_type{number}};
}

request_settled settled(std::uint8_t number, std::uint64_t height = 0) {
  auto result = request_settled{};
  result.request = request(number);
  result.height = block_height{height};
  result.fee = 70;
  auto record = request_record{};
  record.prompt = "Once";
  result.record = canonical_encode(record);
  result.attest = canonical_encode(attest{});
  result.text = "upon \xff a time"; // not UTF-8
  return result;
}

struct fixture {
  test::temporary_folder folder;

  [[nodiscard]] std::ptrdiff_t files() const {
    return std::distance(std::filesystem::directory_iterator{folder.path()},
                         {});
  }

  void overwrite(std::uint8_t number, const std::string& text) const {
    std::ofstream{folder.path() / (to_hex(request(number)) + ".json")} << text;
  }
};

} // namespace

TEST_CASE_METHOD(fixture, "records: the last word on a request is kept",
                 "[gateway]") {
  auto store = record_store{folder.path(), 10};
  store.add(settled(1));
  store.add(settled(1, 12));
  auto found = store.find(request(1));
  REQUIRE(found);
  CHECK(nlohmann::json::parse(*found)["height"] == 12);
  CHECK_FALSE(store.find(request(2)));
  auto whole = store.find_whole(request(1));
  REQUIRE(whole);
  CHECK(whole->record.prompt == "Once");
  CHECK(files() == 1);
}

TEST_CASE_METHOD(fixture, "records: a refusal is told by its name",
                 "[gateway]") {
  auto store = record_store{folder.path(), 10};
  auto x = settled(1);
  x.refusal = static_cast<std::uint8_t>(errc::wrong_fee);
  store.add(x);
  auto told = nlohmann::json::parse(store.find(request(1)).value());
  CHECK(told["refusal"] == "wrong_fee");
}

TEST_CASE_METHOD(fixture, "records: the oldest make room, across restarts too",
                 "[gateway]") {
  {
    auto store = record_store{folder.path(), 3};
    for (std::uint8_t i = 1; i <= 5; ++i)
      store.add(settled(i));
    CHECK_FALSE(store.find(request(2)));
    CHECK(store.find(request(3)));
    CHECK(files() == 3);
    store.add(settled(3, 9)); // is young again
  }
  auto store = record_store{folder.path(), 2};
  CHECK(files() == 2);
  CHECK(store.find(request(3)));
  CHECK(store.find(request(5)));
  CHECK_FALSE(store.find(request(4)));
}

TEST_CASE_METHOD(fixture, "records: none are kept where none shall be",
                 "[gateway]") {
  auto store = record_store{folder.path(), 0};
  store.add(settled(1));
  CHECK(files() == 0);
  CHECK_FALSE(store.find(request(1)));
}

TEST_CASE_METHOD(fixture, "records: a file that was changed explains nothing",
                 "[gateway]") {
  auto store = record_store{folder.path(), 10};
  store.add(settled(1));
  for (const auto* text :
       {"", "{", "[]", "{\"record\":1}", "{\"record\":\"zz\",\"attest\":\"\"}",
        "{\"record\":\"\",\"attest\":\"\"}"}) {
    overwrite(1, text);
    CHECK_FALSE(store.find_whole(request(1)));
  }
  std::filesystem::remove_all(folder.path());
  CHECK_FALSE(store.find(request(1)));
  store.add(settled(2)); // cannot be kept, which the log says
  CHECK_FALSE(store.find(request(2)));
}
