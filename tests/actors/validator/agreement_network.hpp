#pragma once

#include "actors/validator/agreement.hpp"
#include "actors/validator/validator_files.hpp"
#include "tests/actors/validator/small_chain.hpp"
#include "tests/support/temporary_folder.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>

// Validators with their real cores, signers and disks in one thread, between
// them a network that delivers in order, and a clock that moves when told to.

namespace synod::chain::test {

/// Thrown by a boundary: the process is gone.
struct crash {};

/// What every test demands at every moment.
struct violations {
  /// By signer, height, round, and what was signed.
  std::map<std::tuple<validator_id, std::uint64_t, round_number, int>, block_id>
    signed_once;
  std::map<block_height, block_id> decided;
  std::vector<std::string> found;

  void note(const consensus_message& x);
  void note(const chain_head& x);
};

class agreement_network {
public:
  explicit agreement_network(std::size_t size = 4);

  /// On disks that outlive it. @pre the folder is there
  agreement_network(std::size_t size, std::filesystem::path folder);

  /// Called before and after each effect of each validator: true kills it.
  std::function<bool(std::size_t who, const std::string& effect)> kills;
  /// False loses what a validator says to another.
  std::function<bool(std::size_t from, std::size_t to)> delivers;
  /// Likewise, by what it says.
  std::function<bool(std::size_t from, std::size_t to,
                     const consensus_content& what)>
    passes;

  std::size_t map_bytes_max = std::size_t{1} << 30; ///< Of each store.

  /// Starts a validator, or starts it again. @throws as `open_validator_files`
  void start(std::size_t who);
  void start_all();
  void kill(std::size_t who);

  /// Says something in a validator's name, signed by nobody here.
  void forge(std::size_t from, std::size_t to, const consensus_content& what);

  /// Takes the next transfer's number from what the first validator stores.
  void resume_nonces();

  /// Hands a transfer to every validator that runs.
  transaction_id transfer(amount what);

  /// Lets time go by until `done` or the limit; killed validators come back
  /// after a moment.
  /// @returns whether it is done
  bool run(const std::function<bool()>& done, std::uint64_t limit_ms = 60'000);

  [[nodiscard]] bool is_up(std::size_t who) const {
    return members_[who].core.has_value();
  }

  [[nodiscard]] const agreement& core(std::size_t who) const {
    return *members_[who].core;
  }

  [[nodiscard]] const store::chain_store& disk(std::size_t who) const {
    return *members_[who].files->chain;
  }

  [[nodiscard]] std::uint64_t height(std::size_t who) const;

  /// What stands in a validator's store; nil if nothing does.
  [[nodiscard]] block_id block_at(std::size_t who, std::uint64_t height) const;

  /// True if all run and hold the transaction.
  [[nodiscard]] bool all_hold(const transaction_id& x) const;
  [[nodiscard]] bool holds(std::size_t who, const transaction_id& x) const;

  /// True if all that run have the same head, state, and money.
  [[nodiscard]] bool all_agree() const;

  /// Nothing is under way at any of them, and they know it of each other.
  [[nodiscard]] bool all_rest() const;

  [[nodiscard]] std::string stopped(std::size_t who) const {
    return members_[who].stopped;
  }

  [[nodiscard]] std::filesystem::path folder(std::size_t who) const {
    return folder_ / std::to_string(who);
  }

  violations checks;
  std::set<transaction_id> acknowledged; ///< Some validator said it is final.
  std::size_t kills_seen = 0;
  genesis begin;
  instant now{1'700'000'000'000, 1'000};

private:
  struct timer {
    std::uint64_t due_ms;
    consensus::timed_out what;
  };

  struct member {
    std::unique_ptr<validator_files> files; // outlives `core`
    std::optional<agreement> core;
    std::vector<timer> timers;
    std::vector<std::pair<transaction_id, std::string>> waiting;
    bool asked = false; // for transactions
    std::uint64_t back_ms = 0;
    std::string stopped;
  };

  struct packet {
    std::size_t from;
    std::size_t to;
    consensus_message content;
  };

  agreement_ports ports_of(std::size_t who);
  void send(std::size_t from, std::size_t to, const consensus_message& x);
  void announce(std::size_t who, const committed_block& x);
  void tell_waiting(std::size_t who);
  void hand_in(std::size_t who); ///< The transactions, if they were asked for.
  void deliver();
  void pass_time();
  /// Runs `f` on a validator that may be killed by it.
  void guarded(std::size_t who, const std::function<void(agreement&)>& f);

  std::optional<synod::test::temporary_folder> own_folder_;
  std::filesystem::path folder_;
  std::vector<member> members_;
  std::deque<packet> packets_;
  std::uint64_t next_nonce_ = 0;
};

} // namespace synod::chain::test
