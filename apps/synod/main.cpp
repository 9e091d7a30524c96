#include "apps/bench/bench.hpp"
#include "apps/synod/ask.hpp"
#include "apps/synod/attestation.hpp"
#include "apps/synod/chain.hpp"
#include "apps/synod/check.hpp"
#include "apps/synod/corpus.hpp"
#include "apps/synod/down.hpp"
#include "apps/synod/genesis.hpp"
#include "apps/synod/genesis_founding.hpp"
#include "apps/synod/keys.hpp"
#include "apps/synod/model.hpp"
#include "apps/synod/node.hpp"
#include "apps/synod/perplexity.hpp"
#include "apps/synod/printable.hpp"
#include "apps/synod/replay.hpp"
#include "apps/synod/route.hpp"
#include "apps/synod/run.hpp"
#include "apps/synod/status.hpp"
#include "apps/synod/up.hpp"
#include "apps/synod/verify.hpp"
#include "apps/synod/wallet.hpp"

#include <exception>
#include <iostream>
#include <stdexcept>

// A command says what failed, on what, and what to do; here it only gets its
// place and its exit status.
int main(int argc, char** argv) {
  auto program = synod::program{
    "synod", "Synod: large language models across machines that do not trust "
             "each other."};
  auto app = program.commands();
  app.require_subcommand();
  synod::add_ask(app);
  synod::add_attestation(app);
  synod::add_route(app);
  synod::add_bench(app);
  synod::add_chain(app);
  synod::add_check(app);
  synod::add_corpus(app);
  synod::add_down(app);
  synod::add_genesis(app);
  synod::add_genesis_founding(app);
  synod::add_keys(app);
  synod::add_model(app);
  synod::add_node(app);
  synod::add_perplexity(app);
  synod::add_replay(app);
  synod::add_run(app);
  synod::add_status(app);
  synod::add_up(app);
  synod::add_verify(app);
  synod::add_wallet(app);
  try {
    auto status = program.run(argc, argv);
    if (!std::cout.flush())
      throw std::runtime_error("standard output cannot be written; what it "
                               "holds is not whole");
    return status;
  } catch (const synod::exit_status& status) {
    return status.value;
  } catch (const std::exception& error) {
    std::cerr << "synod: " << synod::printable(error.what()) << '\n';
    return 1;
  }
}
