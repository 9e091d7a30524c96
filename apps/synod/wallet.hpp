#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod wallet new|list|balance|transfer`: accounts, as key files below
/// the data folder's keys/accounts/. With `--json` each prints one object:
///
/// - `new`: `name`, `account`, `file`, `encrypted`
/// - `list`: `accounts`, each `name`, `account`, `encrypted` (null and an
///   `error` for a file that holds no key), with `--balances` also `balance`
/// - `balance`: `name`, `account`, `balance`, `nonce`, `height`
/// - `transfer`: `transaction`, `from`, `to`, `amount`, `fee`, `height`,
///   `outcome`
void add_wallet(command_line app);

} // namespace synod
