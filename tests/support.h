/* What all C tests share: cmocka in the right order, an allocator that counts and fails on request, a poll that
 * cancels on request, and short ways to make a context. */
#ifndef MMATCH_TESTS_SUPPORT_H
#define MMATCH_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mentormatch/mentormatch.h"

/* An allocator under watch. */
typedef struct watched_memory {
    int64_t calls;         /* allocations and growths so far */
    int64_t fail_at;       /* the call number (from 1) that fails; 0: none */
    int fail_all_later;    /* and every later one */
    int64_t live_blocks;
    int64_t live_bytes;
} watched_memory;

static inline void *watched_resize(void *user_data, void *block, size_t old_size, size_t new_size)
{
    watched_memory *const memory = (watched_memory *)user_data;
    void *moved;
    if (new_size == 0) {
        if (block != NULL) {
            memory->live_blocks--;
            memory->live_bytes -= (int64_t)old_size;
        }
        free(block);
        return NULL;
    }
    memory->calls++;
    if (memory->fail_at > 0 && (memory->calls == memory->fail_at ||
                                (memory->fail_all_later && memory->calls > memory->fail_at))) {
        return NULL;
    }
    moved = realloc(block, new_size);
    if (moved != NULL) {
        memory->live_blocks += block == NULL ? 1 : 0;
        memory->live_bytes += (int64_t)new_size - (int64_t)old_size;
    }
    return moved;
}

/* A poll that counts and answers at one poll number. */
typedef struct watched_poll {
    int64_t calls;
    int64_t answer_at; /* poll number (from 1) that gets `answer`; 0: none */
    int answer;
} watched_poll;

static inline int watched_poll_fn(void *user_data, uint64_t done, uint64_t total)
{
    watched_poll *const poll = (watched_poll *)user_data;
    (void)done;
    (void)total;
    poll->calls++;
    return poll->answer_at > 0 && poll->calls == poll->answer_at ? poll->answer
                                                                : MMATCH_POLL_CONTINUE;
}

static inline mmatch_context *context_with(watched_memory *memory, watched_poll *poll, int32_t threads)
{
    mmatch_context_options options = {0};
    mmatch_context *context = NULL;
    options.struct_size = sizeof options;
    if (memory != NULL) {
        options.resize = watched_resize;
        options.resize_user_data = memory;
    }
    if (poll != NULL) {
        options.poll = watched_poll_fn;
        options.poll_user_data = poll;
    }
    options.threads = threads;
    if (mmatch_context_create(&options, &context) != MMATCH_OK) {
        return NULL;
    }
    return context;
}

static inline mmatch_context *plain_context(void)
{
    return context_with(NULL, NULL, 1);
}

/* One scenario: uses the context only, frees all it made, and returns the first status that is not OK. */
typedef mmatch_status (*scenario_fn)(mmatch_context *context);

/* Fails every allocation of the scenario in turn, once alone and once with all later ones: each run must say
 * NOMEM and leak nothing, and a last run without failures must succeed. */
static inline void sweep_allocations(scenario_fn scenario)
{
    int persistent;
    for (persistent = 0; persistent <= 1; persistent++) {
        int64_t k;
        for (k = 1;; k++) {
            watched_memory memory = {0};
            mmatch_context *context = context_with(&memory, NULL, 1);
            const int64_t calls_before = memory.calls;
            mmatch_status status;
            assert_non_null(context);
            memory.fail_at = calls_before + k;
            memory.fail_all_later = persistent;
            status = scenario(context);
            if (memory.calls < memory.fail_at) {
                assert_int_equal(status, MMATCH_OK);
                mmatch_context_destroy(context);
                assert_int_equal(memory.live_blocks, 0);
                assert_int_equal(memory.live_bytes, 0);
                assert_true(k > 1); /* a scenario that never allocates tests nothing */
                break;
            }
            assert_int_equal(status, MMATCH_ERR_NOMEM);
            assert_string_equal(mmatch_context_error(context), "out of memory");
            memory.fail_at = 0;
            assert_int_equal(scenario(context), MMATCH_OK); /* the same context goes on working */
            mmatch_context_destroy(context);
            assert_int_equal(memory.live_blocks, 0);
            assert_int_equal(memory.live_bytes, 0);
        }
    }
}

/* Cancels at every poll in turn: each run must say CANCELLED and leak nothing. */
static inline void sweep_cancels(scenario_fn scenario)
{
    int64_t k;
    for (k = 1;; k++) {
        watched_memory memory = {0};
        watched_poll poll = {0};
        mmatch_context *context = context_with(&memory, &poll, 1);
        mmatch_status status;
        assert_non_null(context);
        poll.answer_at = k;
        poll.answer = MMATCH_POLL_CANCEL;
        status = scenario(context);
        if (poll.calls < k) {
            assert_int_equal(status, MMATCH_OK);
            mmatch_context_destroy(context);
            assert_int_equal(memory.live_blocks, 0);
            assert_true(k > 1); /* a scenario that never polls cannot be cancelled */
            break;
        }
        assert_int_equal(status, MMATCH_ERR_CANCELLED);
        assert_string_equal(mmatch_context_error(context), "cancelled");
        poll.answer_at = 0;
        assert_int_equal(scenario(context), MMATCH_OK);
        mmatch_context_destroy(context);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.live_bytes, 0);
    }
}

/* Exhaustive tests check every case, or every n-th where $MMATCH_TEST_STRIDE says n: for runs under sanitizers, which
 * are many times slower. */
static inline int64_t test_stride(void)
{
    const char *const text = getenv("MMATCH_TEST_STRIDE");
    const long stride = text == NULL ? 1 : strtol(text, NULL, 10);
    return stride > 1 ? stride : 1;
}

/* The folder of real data. Without one the running test is skipped, visibly: call it before anything is made. */
static inline const char *need_shared_data(void)
{
    const char *const folder = getenv("MMATCH_SHARED_DATA");
    if (folder == NULL) {
        print_message("skipped: MMATCH_SHARED_DATA names no folder of real data\n");
        skip();
        return ""; /* not reached: skip() ends the test */
    }
    return folder;
}

#endif
