/* mentormatch/glpk.h: GLPK as a second, independent exact solver. NOT part of libmentormatch.
 *
 * This header belongs to libmentormatch-glpk, a library of its own (pkg-config: mentormatch-glpk). GLPK is
 * licensed GPL-3.0-or-later: a program that links this library and is given to others must be offered under that
 * licence as a whole. libmentormatch never needs it.
 *
 * GLPK keeps one environment per thread. A call makes its own and releases it before it returns, so
 * the calling thread must hold no GLPK objects of its own.
 */
#ifndef MENTORMATCH_GLPK_H
#define MENTORMATCH_GLPK_H

#include "mentormatch/assign.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Solves the same request as mmatch_assign, as an integer program, sharing no code with it.
 *
 * Outcome OPTIMAL or INFEASIBLE; the matching has pairs and total but no certificate, reasons or
 * conflict. GLPK computes in floating point: use the answer to compare or as a start, not as proof. `ties` and `seed`
 * must be 0. *matching_out is owned by the caller, release with mmatch_matching_destroy.
 * Errors: NOMEM; ARGUMENT (no scores, options); INTERNAL (GLPK gave up); errors of this library carry no
 * detail text. Time: exponential in the worst case. Memory: one column of the program for each allowed pair,
 * from the C library's allocator. Threads: one. Check: mmatch_assign with mmatch_assign_verify gives the same total.
 * Source: Makhorin, GNU Linear Programming Kit, reference manual for version 5.0. Since 0.1. */
MMATCH_API mmatch_status mmatch_glpk_assign(mmatch_context *context, const mmatch_market *market,
                                            const mmatch_assign_options *options,
                                            mmatch_matching **matching_out);

#ifdef __cplusplus
}
#endif

#endif
