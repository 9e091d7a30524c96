#include "runtime/store/environment.hpp"

#include "runtime/store/transaction.hpp"
#include "schemas/error.hpp"

#include <lmdb.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <chrono>

namespace synod::store {

namespace {

/// How long growing the map waits for readers, which should take microseconds.
constexpr auto readers_wait_max = std::chrono::seconds{10};

/// With less room than this a disk counts as full.
constexpr auto probe_bytes = std::size_t{1} << 20;

errc name_of(int code) noexcept {
  switch (code) {
    case MDB_MAP_FULL:
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return errc::store_full;
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
    case MDB_CURSOR_FULL:
    case MDB_INCOMPATIBLE:
      return errc::store_damaged;
    default:
      return errc::store_failed;
  }
}

const char* advice_on(errc name) noexcept {
  switch (name) {
    case errc::store_full:
      return "; make room on that disk, then start again";
    case errc::store_damaged:
      return "; restore this folder from another node";
    default:
      return "";
  }
}

} // namespace

caf::error environment::failure(int code, const char* doing) const {
  auto name = name_of(code);
  return caf::make_error(name, folder_.string() + ": cannot " + doing + ": "
                                 + mdb_strerror(code) + advice_on(name));
}

caf::error environment::commit_failure(int code) {
  // LMDB calls a write that was cut short EIO, whatever the cause. So ask the
  // disk, through the lock's file, whether one like that has room now.
  if (code == EIO) {
    auto error = std::error_code{};
    auto end = std::filesystem::file_size(folder_ / "data.mdb", error);
    auto refused
      = lock_->write(error ? 0 : end, std::vector<std::byte>(probe_bytes));
    lock_->clear();
    if (refused == errc::store_full)
      code = ENOSPC;
  }
  return failure(code, "commit");
}

environment::environment(std::filesystem::path folder,
                         environment_options options)
  : folder_(std::move(folder)), options_(std::move(options)) {
}

caf::expected<std::unique_ptr<environment>>
environment::open(const std::filesystem::path& folder,
                  environment_options options) {
  auto code = std::error_code{};
  std::filesystem::create_directories(folder, code);
  if (code)
    return file_failure(folder, code.value());
  auto lock
    = locked_file::open(folder / "in-use", locked_file::when_missing::make);
  if (!lock)
    return lock.error();
  auto result
    = std::unique_ptr<environment>{new environment{folder, std::move(options)}};
  result->lock_ = std::move(*lock);
  if (auto error = result->start())
    return error;
  if (auto error = sync_folder(folder))
    return error;
  return result;
}

caf::error environment::start() {
  if (auto code = mdb_env_create(&env_))
    return failure(code, "start");
  mdb_env_set_maxdbs(env_, static_cast<MDB_dbi>(options_.databases.size()));
  if (auto code = mdb_env_set_mapsize(env_, options_.map_bytes))
    return failure(code, "map that much");
  // Readers move between pooled threads. Commits are synced: no other flag.
  if (auto code = mdb_env_open(env_, folder_.c_str(), MDB_NOTLS, 0600))
    return failure(code, "open the store");
  return open_databases();
}

caf::error environment::open_databases() {
  MDB_txn* txn = nullptr;
  if (auto code = mdb_txn_begin(env_, nullptr, 0, &txn))
    return failure(code, "open the store");
  for (const auto& name : options_.databases) {
    auto next = database{};
    if (auto code = mdb_dbi_open(txn, name.c_str(), MDB_CREATE, &next.handle)) {
      mdb_txn_abort(txn);
      return failure(code, "open a table");
    }
    databases_.push_back(next);
  }
  if (auto code = mdb_txn_commit(txn))
    return failure(code, "make the tables");
  return {};
}

environment::~environment() {
  assert(readers_ == 0);
  if (env_)
    mdb_env_close(env_);
}

database environment::find(std::string_view name) const {
  auto found = std::ranges::find(options_.databases, name);
  assert(found != options_.databases.end());
  return databases_[static_cast<std::size_t>(found
                                             - options_.databases.begin())];
}

caf::expected<read_transaction> environment::read() const {
  {
    auto lock = std::unique_lock{mutex_};
    changed_.wait(lock, [this] { return !growing_; });
    ++readers_;
  }
  MDB_txn* txn = nullptr;
  if (auto code = mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn)) {
    reader_ended();
    return failure(code, "read");
  }
  return read_transaction{this, txn};
}

void environment::reader_ended() const noexcept {
  auto lock = std::lock_guard{mutex_};
  --readers_;
  changed_.notify_all();
}

caf::error
environment::write(const std::function<caf::error(write_transaction&)>& body) {
  auto lock = std::lock_guard{writing_};
  for (;;) {
    auto map_full = false;
    auto error = attempt(body, map_full);
    if (!map_full)
      return error;
    if (auto refused = grow())
      return refused;
  }
}

caf::error
environment::attempt(const std::function<caf::error(write_transaction&)>& body,
                     bool& map_full) {
  MDB_txn* txn = nullptr;
  if (auto code = mdb_txn_begin(env_, nullptr, 0, &txn))
    return failure(code, "write");
  auto writer = write_transaction{this, txn};
  auto error = body(writer);
  map_full = writer.failure_ == MDB_MAP_FULL;
  if (error || writer.failure_ != 0) {
    mdb_txn_abort(txn);
    return error ? error : failure(writer.failure_, "write");
  }
  auto code = mdb_txn_commit(txn);
  map_full = code == MDB_MAP_FULL;
  return code ? commit_failure(code) : caf::error{};
}

caf::error environment::grow() {
  auto lock = std::unique_lock{mutex_};
  growing_ = true;
  // Moving the map under a reader would pull its views away.
  auto alone = changed_.wait_for(lock, readers_wait_max,
                                 [this] { return readers_ == 0; });
  auto info = MDB_envinfo{};
  mdb_env_info(env_, &info);
  auto code = 0;
  if (!alone)
    code = EBUSY;
  else if (info.me_mapsize > options_.map_bytes_max / 2)
    code = MDB_MAP_FULL;
  else
    code = mdb_env_set_mapsize(env_, info.me_mapsize * 2);
  growing_ = false;
  changed_.notify_all();
  return code ? failure(code, "grow the store") : caf::error{};
}

} // namespace synod::store
