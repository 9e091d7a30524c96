#include "apps/synod/route.hpp"

#include "apps/synod/event_stream.hpp"
#include "apps/synod/json_output.hpp"
#include "apps/synod/kept_record.hpp"
#include "apps/synod/network_options.hpp"

#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <memory>
#include <stdexcept>

namespace synod {

namespace {

using nlohmann::json;

constexpr auto silence_max = std::chrono::seconds{60};

struct options {
  std::string request;
  std::string data;
  std::string record_key_file;
  bool json = false;
};

double of_two_to(std::uint64_t value, double scale) {
  return static_cast<double>(value) / scale;
}

void print_candidate(const json& x, std::uint64_t total, bool is_chosen) {
  auto share = total == 0 ? 0.0
                          : of_two_to(x.value("weight", std::uint64_t{0}),
                                      static_cast<double>(total));
  char line[160];
  std::snprintf(
    line, sizeof line, "  %c %-32s score %.3f  load %u/%u  %5.1f %%",
    is_chosen ? '>' : ' ', x.value("name", "").c_str(),
    of_two_to(x.value("score", std::uint64_t{0}), 0x1p32),
    x.value("sessions", 0U), x.value("sessions_max", 0U), share * 100);
  std::cout << line << '\n';
}

void print_step(const json& step) {
  auto& candidates = step.at("candidates");
  auto total = std::uint64_t{0};
  for (const auto& x : candidates)
    total += x.value("weight", std::uint64_t{0});
  std::cout << "from block " << step.value("block", 0U) << ", draw "
            << of_two_to(step.value("draw", std::uint64_t{0}), 0x1p64) << ":\n";
  for (std::size_t i = 0; i < candidates.size(); ++i)
    print_candidate(candidates[i], total, i == step.value("chosen", 0U));
}

std::string require_record_key(const options& x) {
  auto data = std::filesystem::absolute(x.data);
  auto id = parse_request_id(x.request);
  if (auto found = find_record_key({data, x.record_key_file}, id))
    return *found;
  throw std::runtime_error(
    "the record key of request " + x.request + " is not kept in "
    + requests_folder(data).string()
    + "; whoever asked has it: name their folder with --data, or a file that "
      "holds the record_key of the answer with --record-key-file");
}

/// Takes an event: how far the gateway is, or what it came to.
void take_event(std::string_view data, json& into, bool shows_progress) {
  auto event = json::parse(data);
  if (event.contains("error"))
    throw std::runtime_error(event["error"].value("message", "it failed"));
  auto progress = event.find("progress");
  if (progress == event.end())
    into = std::move(event);
  else if (shows_progress)
    std::cerr << "\rblock " << progress->value("block", std::uint64_t{0})
              << " of " << progress->value("of", std::uint64_t{0})
              << std::flush;
}

/// The gateway reads the whole chain up to the request, however long that
/// takes; only silence ends it.
json fetch(const options& x) {
  auto call = http_call{.target = "/synod/requests/" + x.request
                                  + "/route?progress=true",
                        .record_key = require_record_key(x),
                        .timeout = silence_max};
  auto to = gateway::of({std::filesystem::absolute(x.data)});
  call.key = to.key;
  auto result = json{};
  auto is_terminal = ::isatty(STDERR_FILENO) == 1;
  auto events = event_stream{
    [&](std::string_view data) { take_event(data, result, is_terminal); }};
  auto end = http_stream(to.url, call,
                         [&](std::string_view part) { events.add(part); });
  if (is_terminal)
    std::cerr << "\r\x1b[K" << std::flush;
  if (end.status != 200)
    throw std::runtime_error(describe_refusal(end));
  if (!result.is_object())
    throw std::runtime_error("the explanation broke off");
  return result;
}

void explain(const options& x) {
  auto told = fetch(x);
  if (x.json) {
    print_json(told);
    return;
  }
  std::cout << "by the standings after block " << told.value("height", 0U)
            << " and the load reports in the request's record\n";
  for (const auto& step : told.at("steps"))
    print_step(step);
  std::cout << (told.value("went_there", false)
                  ? "the request went there, as its attestation says\n"
                  : "the request did not go there: its attestation names "
                    "others, as when a worker was full\n");
}

} // namespace

void add_route(command_line app) {
  auto x = std::make_shared<options>();
  auto command
    = app.add_subcommand("route", "See why a request went to whom it went.");
  command.require_subcommand();
  auto explaining = command.add_subcommand(
    "explain", "Choose the route of a paid request again, from its record and "
               "the chain: who could have served, with what chance, and where "
               "the draw fell.");
  explaining.add_option("request", x->request, "The request's id").required();
  add_data_option(explaining, x->data);
  add_record_key_option(explaining, x->record_key_file);
  explaining.add_flag("--json", x->json, "Print one JSON object");
  explaining.footer("Example:\n  synod route explain 5be1...");
  explaining.callback([x] { explain(*x); });
}

} // namespace synod
