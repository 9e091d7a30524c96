#include "tests/sim/cluster.hpp"

#include "runtime/ledger/attestations.hpp"
#include "schemas/canonical.hpp"
#include "tests/sim/paid_market.hpp"
#include "tests/support/vocabularies.hpp"

#include <algorithm>

namespace synod::sim {

namespace {

constexpr auto blocks_per_range = 2U;
constexpr auto context_length = 256U;
// The template of the demo reader; its text decides, so it stands here whole.
constexpr auto chat_text
  = "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}";

class agent_process : public process {
public:
  explicit agent_process(passages_found found) : found_(std::move(found)) {
  }

  void receive(const node_id&, const message&, answer_to answer) override {
    answer(found_);
  }

private:
  passages_found found_;
};

coordinator::served_model model_of(unsigned ranges) {
  auto words = test::words_of(test::byte_level_file());
  return {"model", ranges * blocks_per_range, context_length, words,
          model::chat_template::from_text(chat_text, "", "<|end|>")};
}

std::vector<passages_found> passages_of(unsigned agents) {
  auto result = std::vector<passages_found>{};
  for (auto i = 0U; i < agents; ++i) {
    auto name = std::to_string(i);
    auto found = passages_found{"corpus" + name, "domain" + name, 1, {}};
    for (auto rank = 0U; rank < 3; ++rank)
      found.passages.push_back({{"p" + std::to_string(rank), "",
                                 "Fact " + std::to_string(rank * 7 + i)},
                                1000 + 10 * i - rank * 50});
    result.push_back(std::move(found));
  }
  return result;
}

} // namespace

cluster::cluster(cluster_options options)
  : options_(options), wires_(options.wires), model_(model_of(options.ranges)),
    passages_(passages_of(options.agents)),
    checker_(model_, passages_, options.request.passages,
             options.paid ? options.price : 0) {
  if (options_.paid)
    begin_chain();
  for (auto range = 0U; range < options_.ranges; ++range)
    for (auto replica = 0U; replica < options_.replicas; ++replica)
      restart(worker(range, replica));
  for (auto i = 0U; i < options_.agents; ++i)
    restart("agent" + std::to_string(i));
  desk_ = std::make_shared<asker_process>(
    wires_, actor_address{"desk", "asker"},
    [this](const asked& x) { checker_.check(x); });
  wires_.start("desk", desk_);
  restart("front");
  run_for(2 * options_.wires.reconnect);
}

std::vector<node_id> cluster::workers() const {
  auto result = std::vector<node_id>{};
  for (auto& [node, x] : workers_)
    result.push_back(node);
  return result;
}

void cluster::restart(const node_id& node) {
  if (node == "front") {
    front_ = std::make_shared<coordinator_process>(wires_, settings());
    wires_.start(node, front_);
    if (options_.paid)
      front_->use(disk_);
  } else if (node.starts_with("agent")) {
    auto found = passages_.at(std::stoul(node.substr(5)));
    wires_.start(node, std::make_shared<agent_process>(std::move(found)));
  } else {
    auto shape
      = shard_shape{"model",          range_of(node),       model_.blocks,
                    fake_hidden_size, model_.words->size(), context_length};
    workers_[node] = std::make_shared<worker_process>(
      wires_, actor_address{node, "worker"}, shape, options_.worker,
      options_.paid ? std::optional{signer_of(account_of(node))}
                    : std::nullopt);
    wires_.start(node, workers_[node]);
  }
}

void cluster::restart_at(const node_id& node, instant delay) {
  wires_.later("desk", delay, [this, node] { restart(node); });
}

coordinator::coordinator_settings cluster::settings() const {
  auto result = coordinator::coordinator_settings{};
  result.self = {"front", "coordinator"};
  result.models = {model_};
  for (auto range = 0U; range < options_.ranges; ++range)
    for (auto replica = 0U; replica < options_.replicas; ++replica)
      result.workers.push_back({{worker(range, replica), "worker"},
                                "model",
                                {range * blocks_per_range, blocks_per_range}});
  for (auto& x : passages_)
    result.agents.push_back(
      {{"agent" + x.domain.substr(6), "agent"}, x.domain, x.corpus});
  result.request = options_.request;
  result.generation = options_.generation;
  if (options_.paid)
    result.ledger = ledger();
  return result;
}

shard_range cluster::range_of(const node_id& node) const {
  auto range = static_cast<std::uint32_t>(std::stoul(node.substr(0, 1)));
  return {range * blocks_per_range, blocks_per_range};
}

// -- the ledger ---------------------------------------------------------------

void cluster::begin_chain() {
  auto people = workers_of(options_.ranges, options_.replicas);
  people.insert(people.end(), {"client", "front", "thief"});
  chain_ = std::make_unique<chain>(genesis_of(people, model_.blocks));
  for (auto& node : workers_of(options_.ranges, options_.replicas))
    if (std::ranges::find(options_.unregistered, node)
          == options_.unregistered.end()
        && register_worker(node, account_of(node)))
      throw std::logic_error("a worker cannot register");
  escrow_ = open_escrow_of(*chain_, options_.price, options_.deposit);
  start_validators();
}

void cluster::start_validators() {
  validators_.clear();
  for (auto i = 0U; i < options_.validators; ++i) {
    validators_.push_back(std::make_shared<validator_process>(
      wires_, validator(i), *chain_, options_.block_interval));
    wires_.start(validator(i), validators_.back());
    validators_.back()->start();
  }
}

std::optional<errc>
cluster::register_worker(const node_id& node, const accounts::account& by,
                         amount ask) {
  auto body = synod::register_worker{};
  body.key
    = by.id == account_of(node).id ? curve_key_of(node) : curve_key_of("thief");
  body.worker_name = node + "/worker";
  body.model = sim_model;
  body.range = range_of(node);
  body.ask = ask;
  body.bond = 1'000;
  return chain_->run(by, transaction_type::register_worker,
                     canonical_encode(body));
}

coordinator::ledger_settings cluster::ledger() const {
  auto result = coordinator::ledger_settings{};
  result.account = account_of("front");
  result.parameters.chain_id = chain_id;
  result.models = {model_of_chain(model_.blocks)};
  for (auto& node : workers_of(options_.ranges, options_.replicas)) {
    result.keys[node] = curve_key_of(node);
    result.workers.push_back({{node, "worker"}, range_of(node)});
  }
  for (auto i = 0U; i < options_.validators; ++i)
    result.validators.push_back({validator(i), "validator"});
  result.check = [](auto& key, auto message, auto& x) {
    return crypto::verify(key, message, x);
  };
  result.wall = [this] { return wall_at(wires_.now()); };
  return result;
}

void cluster::pay(start_request& call, std::uint64_t number,
                  amount fee_max) const {
  call.cap = cap_of(escrow_, number, fee_max);
  call.request = ledger::request_of(escrow_, number);
}

start_request cluster::blank(std::uint32_t tokens) {
  auto call = start_request{};
  auto bytes = request_id::bytes_type{};
  ++requests_;
  for (std::size_t i = 0; i < 8; ++i)
    bytes[i] = static_cast<std::uint8_t>(requests_ >> (8 * i));
  call.request = request_id{bytes};
  call.model = "model";
  call.tokens_max = tokens;
  call.ignore_eos = true;
  if (options_.paid)
    pay(call, requests_, options_.fee_max);
  return call;
}

start_request cluster::completion(std::uint32_t tokens) {
  auto call = blank(tokens);
  call.prompt = "Once upon a time in a town by the sea";
  return call;
}

start_request cluster::chat(std::uint32_t tokens) {
  auto call = blank(tokens);
  call.messages = {{"user", "What is it?"}};
  return call;
}

request_id cluster::ask(const start_request& call) {
  desk_->ask({"front", "coordinator"}, call);
  return call.request;
}

void cluster::cancel(const request_id& request) {
  desk_->cancel({"front", "coordinator"}, request);
}

const asked& cluster::record(const request_id& request) const {
  return desk_->all().at(request);
}

bool cluster::all_are_over() const {
  return std::ranges::all_of(desk_->all(),
                             [](auto& x) { return x.second.is_over(); });
}

const coordinator::generation* cluster::text(const request_id& request) const {
  auto* found = front_->core().find(request);
  return found ? found->text() : nullptr;
}

session_id cluster::session(const request_id& request) const {
  return front_->core().find(request)->place().session;
}

std::size_t cluster::ended_well() const {
  return static_cast<std::size_t>(
    std::ranges::count_if(desk_->all(), [](auto& x) {
      return x.second.end && x.second.end->error == 0;
    }));
}

node_id cluster::runner(const request_id& request, std::size_t hop) const {
  return text(request)->route().at(hop).worker.node;
}

worker_process& cluster::at(const node_id& node) {
  return *workers_.at(node);
}

bool cluster::run_until(const std::function<bool()>& done, instant limit) {
  auto end = wires_.now() + limit;
  while (!done()) {
    if (wires_.now() > end || !wires_.advance())
      return done();
  }
  return true;
}

void cluster::run_for(instant span) {
  wires_.advance_to(wires_.now() + span);
}

bool cluster::is_memory_free() const {
  auto is_free = [this](auto& x) {
    return !wires_.is_running(x.first) || x.second->is_empty();
  };
  return std::ranges::all_of(workers_, is_free)
         && std::ranges::all_of(front_->core().workers().all(),
                                [](auto& x) { return x.sessions == 0; });
}

} // namespace synod::sim
