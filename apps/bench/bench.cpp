#include "apps/bench/bench.hpp"

#include "apps/bench/chain.hpp"
#include "apps/bench/crash.hpp"
#include "apps/bench/demo.hpp"
#include "apps/bench/failover.hpp"
#include "apps/bench/hop.hpp"

namespace synod {

void add_bench(command_line app) {
  auto command = app.add_subcommand("bench", "Measure.");
  command.require_subcommand();
  bench::add_chain(command);
  bench::add_crash(command);
  bench::add_demo(command);
  bench::add_failover(command);
  bench::add_hop(command);
}

} // namespace synod
