// Debian's libzmq is not instrumented: what it hands from thread to thread
// looks like a race to TSan, and is not ours to judge.
extern "C" const char* __tsan_default_options() {
  return "ignore_noninstrumented_modules=1";
}
