/* mentormatch/context.h: the context, statuses and everything the other headers stand on.
 *
 * Start here. A context carries what a call needs from its surroundings: the allocator, the number
 * of threads, the callback for progress and cancelling, and the text of the last error. Use one
 * context per thread; objects made with it may be read by any thread afterwards, and may outlive it.
 *
 * Ownership words used in all headers: "copied" (the library keeps its own copy), "borrowed until"
 * (the caller keeps the memory alive and unchanged until then), "owned by the caller, release with".
 */
#ifndef MENTORMATCH_CONTEXT_H
#define MENTORMATCH_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

#if defined(MMATCH_STATIC)
#define MMATCH_API
#elif defined(_WIN32)
#if defined(MMATCH_BUILDING)
#define MMATCH_API __declspec(dllexport)
#else
#define MMATCH_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define MMATCH_API __attribute__((visibility("default")))
#else
#define MMATCH_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What a fallible function returns. Zero is success, errors are negative. An answer such as "no
 * feasible matching" is not an error but an outcome of a result; see mmatch_outcome. */
typedef enum mmatch_status {
    MMATCH_OK = 0,
    MMATCH_ERR_NOMEM = -1,     /* the allocator returned NULL, or a size does not fit size_t */
    MMATCH_ERR_ARGUMENT = -2,  /* an argument breaks its contract; the detail names the place */
    MMATCH_ERR_RANGE = -3,     /* a number does not fit the exact range the library computes in */
    MMATCH_ERR_CANCELLED = -4, /* the poll callback or mmatch_context_cancel asked to give up */
    MMATCH_ERR_INTERNAL = -5   /* a defect of the library; please report it */
} mmatch_status;

/* How a result came out. */
typedef enum mmatch_outcome {
    MMATCH_OUTCOME_OPTIMAL = 0,     /* best possible under the request, with its certificate */
    MMATCH_OUTCOME_FEASIBLE = 1,    /* keeps every rule; the bound tells how far the best may be */
    MMATCH_OUTCOME_INFEASIBLE = 2,  /* proved: no answer keeps every rule */
    MMATCH_OUTCOME_LIMIT = 3,       /* stopped early; holds the best answer so far */
    MMATCH_OUTCOME_NONE_EXISTS = 4, /* proved: no stable matching exists */
    MMATCH_OUTCOME_NOT_FOUND = 5    /* the search found no answer that keeps every rule; no proof */
} mmatch_outcome;

/* What the poll callback answers. */
typedef enum mmatch_poll_answer {
    MMATCH_POLL_CONTINUE = 0,
    MMATCH_POLL_CANCEL = 1, /* the call returns MMATCH_ERR_CANCELLED and makes nothing */
    MMATCH_POLL_STOP = 2    /* the call returns the best answer so far, as MMATCH_OUTCOME_LIMIT */
} mmatch_poll_answer;

/* Allocator: allocates (block NULL), resizes, or frees (new_size 0, returns NULL). Must return
 * memory aligned for any object, or NULL when out of memory (the old block then stays valid). */
typedef void *(*mmatch_resize_fn)(void *user_data, void *block, size_t old_size, size_t new_size);

/* Called from the calling thread at deterministic points of the work, a few milliseconds apart at
 * most; `done` of `total` says how far the work is (total 0: unknown). */
typedef int (*mmatch_poll_fn)(void *user_data, uint64_t done, uint64_t total);

/* Zero in a field means its default; NULL instead of the struct means all defaults. */
typedef struct mmatch_context_options {
    size_t struct_size;          /* sizeof(mmatch_context_options) */
    mmatch_resize_fn resize;     /* NULL: the C library's allocator */
    void *resize_user_data;      /* handed to resize */
    mmatch_poll_fn poll;         /* NULL: never called */
    void *poll_user_data;        /* handed to poll */
    int32_t threads;             /* 0 or 1: the calling thread only; at most 256 */
} mmatch_context_options;

typedef struct mmatch_context mmatch_context;

/* The verdict of a verifier: whether a saved answer holds, and the first place where it does not.
 * Set struct_size before the call. */
typedef struct mmatch_verdict {
    size_t struct_size;  /* sizeof(mmatch_verdict) */
    int32_t is_valid;    /* 1: every condition holds; 0: see the rest */
    int32_t fault;       /* one of the verifier's fault codes, 0 when valid */
    int64_t row;         /* the row (or person, or plan) at fault; -1 if none */
    int64_t column;      /* the column (or second person) at fault; -1 if none */
    double expected;     /* what the condition asks for, where it is a number */
    double found;        /* what the answer holds, where it is a number */
    char message[200];   /* one line, with the place */
} mmatch_verdict;

/* Makes a context. Every field of `options` is copied; what the user_data pointers point to is
 * borrowed until the context and every object made with it are destroyed.
 * Errors: NOMEM; ARGUMENT (struct_size, unknown bytes set, threads out of 0..256); *context_out is
 * then NULL and there is no detail text. Owned by the caller, release with mmatch_context_destroy.
 * Since 0.1. */
MMATCH_API mmatch_status mmatch_context_create(const mmatch_context_options *options,
                                               mmatch_context **context_out);

/* Releases a context; NULL is fine. Objects made with it stay usable. Since 0.1. */
MMATCH_API void mmatch_context_destroy(mmatch_context *context);

/* The detail of the last error, one line such as "row 17, column 3: score is NaN"; "" when the last
 * call succeeded. Borrowed until the next call with this context. Since 0.1. */
MMATCH_API const char *mmatch_context_error(const mmatch_context *context);

/* How many faults the last call found. Validation goes on after the first fault; at most 16 texts
 * are kept, the count is of all that were found. Since 0.1. */
MMATCH_API int32_t mmatch_context_fault_count(const mmatch_context *context);

/* The text of one kept fault, index 0 being mmatch_context_error; "" beyond the last kept.
 * Borrowed until the next call with this context. Since 0.1. */
MMATCH_API const char *mmatch_context_fault(const mmatch_context *context, int32_t index);

/* Asks the running call, or the next one if none runs, to give up with MMATCH_ERR_CANCELLED. The
 * one function that may be called from any thread or a signal handler. The request is used up by
 * the call that it cancels. Since 0.1. */
MMATCH_API void mmatch_context_cancel(mmatch_context *context);

/* Sets the number of threads for later calls; 0 or 1: the calling thread only. Results do not
 * depend on it. Errors: ARGUMENT. Since 0.1. */
MMATCH_API mmatch_status mmatch_context_set_threads(mmatch_context *context, int32_t threads);

/* A short constant English name: "ok", "out of memory", ... Never NULL. Since 0.1. */
MMATCH_API const char *mmatch_status_name(mmatch_status status);

/* The constant lower-case word for an outcome: "optimal", "feasible", "infeasible", "limit",
 * "none_exists", "not_found". Never NULL. Since 0.1. */
MMATCH_API const char *mmatch_outcome_name(mmatch_outcome outcome);

/* The version of the library as linked, "major.minor.patch". Since 0.1. */
MMATCH_API const char *mmatch_version(void);

#ifdef __cplusplus
}
#endif

#endif
