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
  record_key key = record_key::draw();

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
  store.add(settled(1), key);
  store.add(settled(1, 12), key);
  auto found = store.find(request(1), key.text());
  REQUIRE(found);
  CHECK(nlohmann::json::parse(*found)["height"] == 12);
  CHECK_FALSE(store.find(request(2), key.text()));
  auto whole = store.find_whole(request(1), key.text());
  REQUIRE(whole);
  CHECK(whole->record.prompt == "Once");
  CHECK(files() == 1);
}

TEST_CASE_METHOD(fixture, "records: a refusal is told by its name",
                 "[gateway]") {
  auto store = record_store{folder.path(), 10};
  auto x = settled(1);
  x.refusal = static_cast<std::uint8_t>(errc::wrong_fee);
  store.add(x, key);
  auto told = nlohmann::json::parse(store.find(request(1), key.text()).value());
  CHECK(told["refusal"] == "wrong_fee");
}

TEST_CASE_METHOD(fixture, "records: the oldest make room, across restarts too",
                 "[gateway]") {
  {
    auto store = record_store{folder.path(), 3};
    for (std::uint8_t i = 1; i <= 5; ++i)
      store.add(settled(i), key);
    CHECK_FALSE(store.find(request(2), key.text()));
    CHECK(store.find(request(3), key.text()));
    CHECK(files() == 3);
    store.add(settled(3, 9), key); // is young again
  }
  auto store = record_store{folder.path(), 2};
  CHECK(files() == 2);
  CHECK(store.find(request(3), key.text()));
  CHECK(store.find(request(5), key.text()));
  CHECK_FALSE(store.find(request(4), key.text()));
}

TEST_CASE_METHOD(fixture, "records: none are kept where none shall be",
                 "[gateway]") {
  auto store = record_store{folder.path(), 0};
  store.add(settled(1), key);
  CHECK(files() == 0);
  CHECK_FALSE(store.find(request(1), key.text()));
}

TEST_CASE_METHOD(fixture, "records: a file that was changed explains nothing",
                 "[gateway]") {
  auto store = record_store{folder.path(), 10};
  store.add(settled(1), key);
  for (const auto* text :
       {"", "{", "[]", "{\"record\":1}", "{\"record\":\"zz\",\"attest\":\"\"}",
        "{\"record\":\"\",\"attest\":\"\"}"}) {
    overwrite(1, text);
    CHECK_FALSE(store.find_whole(request(1), key.text()));
    auto with_key = std::string{text};
    if (with_key.ends_with('}'))
      with_key.insert(with_key.size() - 1,
                      ",\"record_key\":\"" + key.text() + '"');
    overwrite(1, with_key);
    CHECK_FALSE(store.find_whole(request(1), key.text()));
  }
  std::filesystem::remove_all(folder.path());
  CHECK_FALSE(store.find(request(1), key.text()));
  store.add(settled(2), key); // cannot be kept, which the log says
  CHECK_FALSE(store.find(request(2), key.text()));
}

TEST_CASE_METHOD(fixture, "records: none is shown without its own key",
                 "[gateway]") {
  auto store = record_store{folder.path() / "records", 10};
  auto other = record_key::draw();
  store.add(settled(1), key);
  store.add(settled(2), other);
  store.add(settled(3), record_key{});
  CHECK(key.text().size() == 32);
  CHECK(key.text() != other.text());
  CHECK(store.find(request(1), key.text()));
  CHECK(store.find(request(2), other.text()));
  auto almost = key.text();
  almost.back() = almost.back() == '0' ? '1' : '0';
  for (const auto& wrong :
       {std::string{}, other.text(), almost, key.text() + "0",
        key.text().substr(1), std::string(32, '\0')}) {
    CHECK_FALSE(store.find(request(1), wrong));
    CHECK_FALSE(store.find_whole(request(1), wrong));
    CHECK_FALSE(store.find(request(3), wrong));
  }
  CHECK(std::filesystem::status(folder.path() / "records").permissions()
        == std::filesystem::perms::owner_all);
}

TEST_CASE_METHOD(fixture,
                 "records: a file of before there were keys is for "
                 "nobody",
                 "[gateway]") {
  auto store = record_store{folder.path(), 10};
  store.add(settled(1), key);
  auto old = nlohmann::json::parse(store.find(request(1), key.text()).value());
  for (const auto& without :
       {nlohmann::json{}, nlohmann::json(7), nlohmann::json("")}) {
    old["record_key"] = without;
    overwrite(1, old.dump());
    CHECK_FALSE(store.find(request(1), ""));
    CHECK_FALSE(store.find(request(1), key.text()));
  }
  old.erase("record_key");
  overwrite(1, old.dump());
  CHECK_FALSE(store.find(request(1), ""));
  CHECK_FALSE(store.find_whole(request(1), ""));
}
