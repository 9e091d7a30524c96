#include "runtime/supervision/control_socket.hpp"

#include "runtime/supervision/last_lines.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <fstream>
#include <thread>

using namespace synod::supervision;
using namespace std::chrono_literals;

namespace {

/// A supervisor's socket that is served until the end of the test.
struct served_socket {
  explicit served_socket(std::filesystem::path where)
    : path(std::move(where)),
      socket(path, [](const std::string& x) { return "<" + x + ">"; }),
      thread([this] { serve(); }) {
  }

  ~served_socket() {
    done = true;
    thread.join();
  }

  void serve() {
    while (!done) {
      auto descriptors = std::vector<int>{};
      socket.append_descriptors(descriptors);
      auto waits = std::vector<pollfd>{};
      for (auto descriptor : descriptors)
        waits.push_back({descriptor, POLLIN, 0});
      ::poll(waits.data(), waits.size(), 10);
      socket.work();
    }
  }

  std::filesystem::path path;
  control_socket socket;
  std::atomic<bool> done = false;
  std::thread thread;
};

/// A client that says something and reads nothing.
struct rude_client {
  rude_client(const std::filesystem::path& path, std::string_view text)
    : descriptor(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    auto address = sockaddr_un{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
    REQUIRE(::connect(descriptor, reinterpret_cast<const sockaddr*>(&address),
                      sizeof(address))
            == 0);
    ::send(descriptor, text.data(), text.size(), MSG_NOSIGNAL);
  }

  rude_client(const rude_client&) = delete;
  rude_client& operator=(const rude_client&) = delete;

  ~rude_client() {
    ::close(descriptor);
  }

  int descriptor;
};

} // namespace

TEST_CASE("control_socket: answers a question and tells who does") {
  auto folder = synod::test::temporary_folder{};
  auto x = served_socket{folder.path() / "s"};
  auto answer = ask_supervisor(x.path, "status", 10s);
  REQUIRE(answer);
  CHECK(answer->text == "<status>");
  CHECK(answer->pid == ::getpid());
}

TEST_CASE("control_socket: nobody there is no answer") {
  auto folder = synod::test::temporary_folder{};
  CHECK_FALSE(ask_supervisor(folder.path() / "s", "status", 10s));
  CHECK_FALSE(ask_supervisor(folder.path() / "no/such", "status", 10s));
  std::ofstream{folder.path() / "s"} << "not a socket";
  CHECK_FALSE(ask_supervisor(folder.path() / "s", "status", 10s));
  auto x = served_socket{folder.path() / "s"}; // takes its place
  CHECK(ask_supervisor(x.path, "status", 10s));
}

TEST_CASE("control_socket: a path of any length will do") {
  auto folder = synod::test::temporary_folder{};
  auto deep = folder.path() / std::string(120, 'd') / std::string(120, 'e');
  std::filesystem::create_directories(deep);
  auto x = served_socket{deep / "supervisor.sock"};
  CHECK(ask_supervisor(x.path, "status", 10s));
}

TEST_CASE("control_socket: rude clients do not hold up others") {
  auto folder = synod::test::temporary_folder{};
  auto x = served_socket{folder.path() / "s"};
  auto clients = std::vector<std::unique_ptr<rude_client>>{};
  for (auto i = 0; i < 20; ++i)
    clients.push_back(std::make_unique<rude_client>(x.path, ""));
  clients.push_back(std::make_unique<rude_client>(x.path, "half a quest"));
  auto long_winded = rude_client{x.path, std::string(100'000, 'x')};
  auto answer = ask_supervisor(x.path, "status", 10s);
  REQUIRE(answer);
  CHECK(answer->text == "<status>");
}

TEST_CASE("last_lines: the end of a log") {
  auto folder = synod::test::temporary_folder{};
  auto log = folder.path() / "log";
  CHECK(last_lines(log, 3).empty());
  std::ofstream{log} << "a\nb\nc\n";
  CHECK(last_lines(log, 0).empty());
  CHECK(last_lines(log, 2) == "b\nc");
  CHECK(last_lines(log, 3) == "a\nb\nc");
  CHECK(last_lines(log, 9) == "a\nb\nc");
  std::ofstream{log} << std::string(100'000, 'x') << "\nend";
  CHECK(last_lines(log, 1) == "end");
  CHECK(last_lines(log, 2).size() == (16 << 10));
}
