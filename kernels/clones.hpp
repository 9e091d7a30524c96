#pragma once

/// Compiles a function for several instruction sets and picks one when the
/// program starts. The loops hold integers and single IEEE operations, so every
/// version gives the same bits. Not under sanitizers, whose runtimes are not up
/// yet when the choice is made; so their runs test the baseline.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)            \
  && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#  define SYNOD_CLONES                                                         \
    [[gnu::target_clones("default", "avx2", "arch=x86-64-v4")]]
#else
#  define SYNOD_CLONES
#endif
