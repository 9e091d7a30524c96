#include "apps/synod/status.hpp"

#include "apps/synod/json_output.hpp"
#include "apps/synod/network_options.hpp"
#include "apps/synod/network_status.hpp"

#include <iomanip>
#include <iostream>

namespace synod {

namespace {

using nlohmann::json;

struct options {
  std::string data;
  bool json = false;
};

void print_actor(const json& actor) {
  std::cout << "    " << spell(actor.value("actor", json{""}));
  for (const auto* group : {"labels", "gauges"}) {
    auto values = actor.value(group, json::object());
    for (const auto& [key, value] : values.items())
      std::cout << "  " << key << '=' << spell(value);
  }
  std::cout << '\n';
}

void print_text(const json& status) {
  std::cout << "gateway " << status.value("url", "") << '\n';
  for (const auto& node : status["nodes"]) {
    std::cout << "  " << std::left << std::setw(20) << node.value("name", "")
              << std::setw(10) << node.value("state", "") << "pid "
              << spell(node.value("pid", json{0})) << "  restarts "
              << spell(node.value("restarts", json{0})) << '\n';
    auto actors = node.value("actors", json::array());
    for (const auto& actor : actors)
      print_actor(actor);
  }
}

void show(const options& x) {
  auto folder = topology::data_folder{std::filesystem::absolute(x.data)};
  auto status = network_status(folder);
  if (x.json)
    print_json(status);
  else
    print_text(status);
}

} // namespace

void add_status(command_line app) {
  auto x = std::make_shared<options>();
  auto command = app.add_subcommand(
    "status", "Show a network's nodes, actors, placement, and load.");
  add_data_option(command, x->data);
  command.add_flag("--json", x->json, "Print one JSON object");
  command.footer("Example:\n  synod status --json");
  command.callback([x] { show(*x); });
}

} // namespace synod
