#include "runtime/retrieval/corpus.hpp"

#include "runtime/retrieval/corpus_file.hpp"
#include "runtime/retrieval/passage_rules.hpp"

#include <utility>

namespace synod::retrieval {

namespace {

constexpr std::size_t page_bytes_max = std::size_t{1} << 20;

/// Runs a use of the index; what it throws becomes an error to answer with.
template <class Use>
auto guarded(Use use) -> caf::expected<decltype(use())> {
  try {
    return use();
  } catch (const retrieval_error& error) {
    return caf::make_error(errc::corpus_failed, error.what());
  }
}

} // namespace

corpus::corpus(corpus_options options)
  : options_(std::move(options)), index_(options_.folder) {
  if (index_.version() == 0)
    index_.change(1, read_corpus_file(options_.file), {});
  reload();
}

void corpus::reload() {
  digests_.clear();
  for (const auto& x : index_.all())
    digests_.emplace(x.id, digest_of(x));
  digest_ = digest_of(digests_);
}

caf::error corpus::check(const change_passage& x) const {
  auto is_known = digests_.contains(x.content.id);
  if (x.kind == change_passage::remove)
    return is_known ? caf::error{} : caf::error{errc::unknown_passage};
  if (x.kind != change_passage::add && x.kind != change_passage::replace)
    return errc::invalid_argument;
  if (auto why = retrieval::check(x.content))
    return *why;
  if (x.kind == change_passage::replace)
    return is_known ? caf::error{} : caf::error{errc::unknown_passage};
  if (is_known)
    return errc::passage_exists;
  if (digests_.size() >= passages_max)
    return caf::make_error(errc::corpus_failed, "the corpus is full");
  return {};
}

caf::expected<corpus_changed> corpus::change(const change_passage& x) {
  if (auto err = check(x))
    return err;
  auto before = version();
  return guarded([&] {
    try {
      apply(x);
    } catch (const retrieval_error&) {
      // A failing disk may have taken the change and lost the answer.
      if (version() != before)
        reload();
      throw;
    }
    return corpus_changed{options_.name, version(), digests_.size()};
  });
}

void corpus::apply(const change_passage& x) {
  if (x.kind == change_passage::remove) {
    index_.change(version() + 1, {}, std::span{&x.content.id, 1});
    digests_.erase(x.content.id);
  } else {
    auto content = x.content;
    if (x.kind == change_passage::replace && content.title.empty())
      content.title = index_.find(content.id).value_or(passage{}).title;
    index_.change(version() + 1, std::span{&content, 1}, {});
    digests_.insert_or_assign(content.id, digest_of(content));
  }
  digest_ = digest_of(digests_);
}

caf::expected<passages_found> corpus::find(const find_passages& x) const {
  if (auto why = retrieval::check(x))
    return *why;
  return guarded([&] {
    return passages_found{options_.name, options_.domain, version(),
                          index_.search(x.query, x.count)};
  });
}

caf::expected<passages_listed> corpus::list(const list_passages& x) const {
  if (x.count == 0 || x.count > listed_max || x.after.size() > id_size_max)
    return errc::invalid_argument;
  return guarded([&] {
    passages_listed page{
      options_.name, options_.domain, version(), digests_.size(), {}};
    std::size_t bytes = 0;
    for (auto at = digests_.upper_bound(x.after);
         at != digests_.end() && page.passages.size() < x.count; ++at) {
      auto found = index_.find(at->first);
      if (!found)
        throw retrieval_error("a passage is missing from the index");
      bytes += found->title.size() + found->text.size();
      if (bytes > page_bytes_max && !page.passages.empty())
        break;
      page.passages.push_back(std::move(*found));
    }
    return page;
  });
}

} // namespace synod::retrieval
