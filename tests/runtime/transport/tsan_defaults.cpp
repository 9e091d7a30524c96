// Debian's libzmq is not instrumented: what it hands from thread to thread
// looks like a race to TSan. So reports with libzmq in a stack are left out;
// what our threads do to each other without it still shows.
extern "C" const char* __tsan_default_options() {
  return "ignore_noninstrumented_modules=1";
}

extern "C" const char* __tsan_default_suppressions() {
  return "race:libzmq.so\n";
}
