#include "actors/node/contacts.hpp"

#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace synod;

namespace {

struct contacts_fixture {
  contacts_fixture() {
    network.nodes.resize(3);
    network.nodes[0] = {"alice", {"127.0.0.1", 0}, "", {}};
    network.nodes[1] = {"bob", {"10.0.0.2", 7700}, listed.public_key, {}};
    network.nodes[2] = {"carol", {"127.0.0.1", 0}, "", {}};
  }

  [[nodiscard]] identity identify(std::size_t node) const {
    return synod::identify(network, network.nodes[node], data);
  }

  test::temporary_folder folder;
  topology::data_folder data = topology::open_data_folder(folder.path());
  crypto::curve_keys listed = crypto::make_curve_keys();
  topology::network network;
};

} // namespace

TEST_CASE_METHOD(contacts_fixture,
                 "contacts: keys come from the file or the folder") {
  make_missing_keys(network, data);
  auto alice = identify(0);
  CHECK(alice.options.self == "alice");
  CHECK(alice.options.endpoint == "tcp://127.0.0.1:*");
  CHECK(alice.options.keys.public_key
        == crypto::read_public_key(data.keys(), "alice"));
  REQUIRE(alice.others.size() == 2);
  CHECK(alice.others[0].node == "bob");
  CHECK(alice.others[0].endpoint == "tcp://10.0.0.2:7700");
  CHECK(alice.others[0].public_key == listed.public_key);
  CHECK(alice.others[1].endpoint.empty());
  CHECK(alice.options.members.size() == 2);
  CHECK(alice.options.members.at(listed.public_key) == "bob");
}

TEST_CASE_METHOD(contacts_fixture,
                 "contacts: keys are made once, and not for others") {
  make_missing_keys(network, data);
  auto first = crypto::read_public_key(data.keys(), "alice");
  make_missing_keys(network, data);
  CHECK(crypto::read_public_key(data.keys(), "alice") == first);
  CHECK_FALSE(std::filesystem::exists(data.keys() / "bob.secret"));
}

TEST_CASE_METHOD(contacts_fixture,
                 "contacts: what is wrong with a key is told") {
  CHECK_THROWS_WITH(identify(0), Catch::Contains("alice.secret: No such file")
                                   && Catch::Contains("synod keys new alice"));
  crypto::write_curve_keys(data.keys(), "bob", crypto::make_curve_keys());
  CHECK_THROWS_WITH(identify(1),
                    Catch::Contains("not the key that the topology lists"));
}

TEST_CASE_METHOD(contacts_fixture, "contacts: one key cannot prove two nodes") {
  network.nodes[0].public_key = listed.public_key;
  make_missing_keys(network, data);
  CHECK_THROWS_WITH(identify(2), Catch::Contains("two nodes"));
}

TEST_CASE_METHOD(contacts_fixture, "contacts: plain text needs no keys") {
  network.security = topology::security_mode::plaintext;
  make_missing_keys(network, data);
  CHECK(std::filesystem::is_empty(data.keys()));
  auto alice = identify(0);
  CHECK(alice.options.keys.secret_key.empty());
  CHECK(alice.options.members.empty());
  CHECK(alice.others[0].public_key.empty());
}
