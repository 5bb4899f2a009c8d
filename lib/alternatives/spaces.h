/* The spaces of a ranking: parts of the set of all matchings that have nothing in common, each with its best. */
#ifndef MMATCH_ALTERNATIVES_SPACES_H
#define MMATCH_ALTERNATIVES_SPACES_H

#include "alternatives/graph.h"

/* A pair to be turned round. */
typedef struct mmatch__turn {
    int32_t row, column;
    bool is_made;        /* before */
    mmatch__tiered loss; /* of the best matching of the space with the pair turned round, beside the best of all */
} mmatch__turn;

/* The matchings that agree with a chain of decisions. */
typedef struct mmatch__space {
    mmatch__workspace memory; /* of its arrays */
    int64_t pair_count;       /* its best matching, in no order */
    int32_t *rows, *columns;
    int64_t *units;
    mmatch__tiered *row_prices, *column_prices; /* prove it */
    mmatch__tiered loss;       /* of its best, beside the best of all */
    int32_t decision;          /* the last of the chain, MMATCH__EXCHANGE_NONE */
    bool has_second;
    mmatch__turn second;       /* from the best to the second best */
} mmatch__space;

/* All spaces; that of number k has the matching of place k as its best. */
typedef struct mmatch__spaces {
    mmatch__exchange exchange;
    mmatch__workspace memory; /* of the exchange and what follows */
    mmatch__exchange_graph graph;
    mmatch__components components;
    int64_t guess; /* of what a second best loses, in units */
    mmatch__space *items;
    int64_t count, room;
    int64_t decision_count, decision_room; /* exchange.decisions has them */
    int32_t *order; /* heap of the spaces with a second best, least loss first, then number */
    int64_t order_count, order_room;
} mmatch__spaces;

/* The first space, with the matching given. `spaces` has an exchange whose request is read. */
mmatch_status mmatch__spaces_open(mmatch__spaces *spaces, int32_t coverage);
void mmatch__spaces_close(mmatch__spaces *spaces);

/* Finds the second best of a space, unless its decisions leave none. Anything but CONTINUE: given up. */
mmatch_poll_answer mmatch__spaces_find_second(mmatch__spaces *spaces, int64_t number);

/* Splits the space whose second best is the best of all: a new space, the last, has that as its best. Then finds the second
 * bests of both. There must be a second best (order_count > 0). answer_out: anything but CONTINUE: given up, before the
 * space was made or after it. Fails with NOMEM or RANGE. */
mmatch_status mmatch__spaces_split(mmatch__spaces *spaces, mmatch_poll_answer *answer_out);

#endif
