/* Assignment as an integer program, solved by GLPK.
 *
 * Problem     max sum s(r, c) x(r, c), x binary, loads of rows, columns and quotas within their limits; with
 *             participation first the number of placed rows is maximised before, and then kept.
 * Idea        one binary variable a pair that may be made; one more per row, "is placed", for participation.
 * Safety      GLPK ends the process on errors. Here an error hook jumps back instead, after
 *             glp_free_env has released everything GLPK held; nothing of it is touched after that. All memory of
 *             this file comes from glp_alloc, so that the jump cannot leak.
 */
#include "mentormatch/glpk.h"

#include <glpk.h>
#include <math.h>
#include <setjmp.h>
#include <stdbool.h>
#include <string.h>

/* No score has this many units. */
#define GRID_BEYOND 0x1p41

typedef struct glpk_solve {
    mmatch_context *context;
    const mmatch_market *market;
    mmatch_market_view view;
    double sign; /* +1 maximise, -1 minimise: the program always maximises */
    int coverage;
    double threshold; /* times sign: a pair that is not locked needs a score of at least this */
    jmp_buf escape; /* where the error hook jumps to */
    /* all below is GLPK's memory */
    glp_prob *program;
    double *values;   /* one row of scores */
    int64_t *rows;    /* of pair k, whose variable is k + 1 */
    int64_t *columns;
    double *scores;
    int pair_count;
    int *indices; /* one constraint */
    double *ones;
} glpk_solve;

static int swallow_text(void *unused, const char *text)
{
    (void)unused;
    (void)text;
    return 1;
}

static void escape_from_error(void *info)
{
    glpk_solve *const solve = (glpk_solve *)info;
    (void)glp_free_env();
    longjmp(solve->escape, 1);
}

static bool is_listed(const int64_t *offsets, const int64_t *columns, int64_t row, int64_t column)
{
    int64_t place;
    for (place = offsets[row]; place < offsets[row + 1]; place++) {
        if (columns[place] == column) {
            return true;
        }
    }
    return false;
}

/* The minimum score, snapped to the grid as the scores were: ties to the even multiple of the unit. */
static mmatch_status read_threshold(glpk_solve *solve)
{
    const mmatch_market_view *const view = &solve->view;
    const double multiple = solve->sign * view->minimum_score / mmatch_scores_unit(view->scores);
    bool is_all_zero = true;
    int64_t row;
    solve->threshold = solve->sign * view->minimum_score;
    if (!view->has_minimum_score || !(fabs(multiple) < GRID_BEYOND)) {
        return MMATCH_OK; /* beyond all scores it need not lie on the grid */
    }
    /* the grid of scores that are all zero says nothing about the size of the minimum */
    for (row = 0; row < view->row_count && is_all_zero; row++) {
        int64_t column;
        const mmatch_status status = mmatch_scores_read_row(solve->context, view->scores, row, solve->values);
        if (status != MMATCH_OK) {
            return status;
        }
        for (column = 0; column < view->column_count && is_all_zero; column++) {
            is_all_zero = solve->values[column] == 0 || isinf(solve->values[column]);
        }
    }
    if (!is_all_zero) {
        const double below = floor(multiple);
        const double rest = multiple - below;
        const bool is_up = rest > 0.5 || (rest == 0.5 && floor(below / 2) * 2 != below);
        solve->threshold = (is_up ? below + 1 : below) * mmatch_scores_unit(view->scores);
    }
    return MMATCH_OK;
}

/* Lists the pairs that may be made; with `is_counting`, only counts them. */
static mmatch_status list_pairs(glpk_solve *solve, bool is_counting)
{
    const mmatch_market_view *const view = &solve->view;
    int count = 0;
    int64_t row;
    for (row = 0; row < view->row_count; row++) {
        int64_t column;
        const mmatch_status status = mmatch_scores_read_row(solve->context, view->scores, row, solve->values);
        if (status != MMATCH_OK) {
            return status;
        }
        for (column = 0; column < view->column_count; column++) {
            const double score = solve->values[column];
            const bool is_locked = is_listed(view->locked_offsets, view->locked_columns, row, column);
            if (isinf(score) || is_listed(view->forbidden_offsets, view->forbidden_columns, row, column) ||
                (!is_locked && view->has_minimum_score && solve->sign * score < solve->threshold)) {
                continue;
            }
            if (count == INT32_MAX / 2) {
                return MMATCH_ERR_RANGE;
            }
            if (!is_counting) {
                solve->rows[count] = row;
                solve->columns[count] = column;
                solve->scores[count] = score;
            }
            count++;
        }
    }
    solve->pair_count = count;
    return MMATCH_OK;
}

static void bound_constraint(glp_prob *program, int constraint, double low, double high)
{
    glp_set_row_bnds(program, constraint, low == high ? GLP_FX : GLP_DB, low, high);
}

/* Constraint of one row or column: the pairs of it add up to low .. high. */
static void add_load(glpk_solve *solve, const int64_t *person_of_pair, int64_t person, double low, double high)
{
    const int constraint = glp_add_rows(solve->program, 1);
    int length = 0;
    int pair;
    for (pair = 0; pair < solve->pair_count; pair++) {
        if (person_of_pair[pair] == person) {
            length++;
            solve->indices[length] = pair + 1;
        }
    }
    glp_set_mat_row(solve->program, constraint, length, solve->indices, solve->ones);
    bound_constraint(solve->program, constraint, low, high);
}

/* Constraint of one quota: the pairs of its columns add up to its minimum .. maximum. */
static void add_quota(glpk_solve *solve, int64_t quota)
{
    const mmatch_market_view *const view = &solve->view;
    const int64_t begin = view->quota_offsets[quota];
    const int64_t end = view->quota_offsets[quota + 1];
    const double low = (double)view->quota_minimum[quota];
    const int constraint = glp_add_rows(solve->program, 1);
    int length = 0;
    int pair;
    for (pair = 0; pair < solve->pair_count; pair++) {
        int64_t place = begin;
        while (place < end && view->quota_columns[place] != solve->columns[pair]) {
            place++;
        }
        if (place < end) {
            length++;
            solve->indices[length] = pair + 1;
        }
    }
    glp_set_mat_row(solve->program, constraint, length, solve->indices, solve->ones);
    if (view->quota_maximum[quota] < solve->pair_count) {
        bound_constraint(solve->program, constraint, low, (double)view->quota_maximum[quota]);
    } else {
        glp_set_row_bnds(solve->program, constraint, GLP_LO, low, low);
    }
}

static void build_program(glpk_solve *solve)
{
    const mmatch_market_view *const view = &solve->view;
    int pair;
    int64_t person;
    solve->program = glp_create_prob();
    glp_set_obj_dir(solve->program, GLP_MAX);
    if (solve->pair_count > 0) {
        (void)glp_add_cols(solve->program, solve->pair_count);
    }
    for (pair = 0; pair < solve->pair_count; pair++) {
        glp_set_col_kind(solve->program, pair + 1, GLP_BV);
        if (is_listed(view->locked_offsets, view->locked_columns, solve->rows[pair], solve->columns[pair])) {
            glp_set_col_bnds(solve->program, pair + 1, GLP_FX, 1, 1);
        }
        glp_set_obj_coef(solve->program, pair + 1, solve->sign * solve->scores[pair]);
    }
    for (person = 0; person < view->row_count; person++) {
        const int32_t least = view->row_minimum[person];
        const bool must_be_placed = solve->coverage == MMATCH_COVERAGE_EVERYONE && least < 1;
        add_load(solve, solve->rows, person, must_be_placed ? 1 : least, view->row_maximum[person]);
    }
    for (person = 0; person < view->column_count; person++) {
        add_load(solve, solve->columns, person, view->column_minimum[person], view->column_maximum[person]);
    }
    for (person = 0; person < view->quota_count; person++) {
        add_quota(solve, person);
    }
}

/* Solves; 1 solved, 0 infeasible, -1 given up. */
static int solve_program(glpk_solve *solve)
{
    glp_iocp parameters;
    int status;
    if (glp_get_num_cols(solve->program) == 0) {
        int constraint;
        for (constraint = 1; constraint <= glp_get_num_rows(solve->program); constraint++) {
            if (glp_get_row_lb(solve->program, constraint) > 0) {
                return 0;
            }
        }
        return 1;
    }
    glp_init_iocp(&parameters);
    parameters.msg_lev = GLP_MSG_OFF;
    parameters.presolve = GLP_ON;
    parameters.gmi_cuts = GLP_ON;
    parameters.clq_cuts = GLP_ON;
    status = glp_intopt(solve->program, &parameters);
    if (status == GLP_ENOPFS) {
        return 0;
    }
    if (status != 0) {
        return -1;
    }
    status = glp_mip_status(solve->program);
    return status == GLP_OPT ? 1 : status == GLP_NOFEAS ? 0 : -1;
}

/* Participation first: adds "row r is placed" variables, maximises their sum, then keeps it and takes the scores. */
static int maximise_placed(glpk_solve *solve)
{
    const int rows = (int)solve->view.row_count;
    const int first = glp_add_cols(solve->program, rows);
    int outcome;
    int row;
    int pair;
    for (pair = 0; pair < solve->pair_count; pair++) {
        glp_set_obj_coef(solve->program, pair + 1, 0);
    }
    for (row = 0; row < rows; row++) {
        const int constraint = glp_add_rows(solve->program, 1);
        int length = 1;
        glp_set_col_kind(solve->program, first + row, GLP_BV);
        glp_set_obj_coef(solve->program, first + row, 1);
        solve->indices[1] = first + row;
        solve->ones[1] = -1;
        for (pair = 0; pair < solve->pair_count; pair++) {
            if (solve->rows[pair] == row) {
                length++;
                solve->indices[length] = pair + 1;
            }
        }
        glp_set_mat_row(solve->program, constraint, length, solve->indices, solve->ones);
        solve->ones[1] = 1;
        glp_set_row_bnds(solve->program, constraint, GLP_LO, 0, 0);
    }
    outcome = solve_program(solve);
    if (outcome == 1) {
        const double placed = floor(glp_mip_obj_val(solve->program) + 0.5);
        const int constraint = glp_add_rows(solve->program, 1);
        for (row = 0; row < rows; row++) {
            solve->indices[row + 1] = first + row;
            glp_set_obj_coef(solve->program, first + row, 0);
        }
        glp_set_mat_row(solve->program, constraint, rows, solve->indices, solve->ones);
        glp_set_row_bnds(solve->program, constraint, GLP_LO, placed, placed);
        for (pair = 0; pair < solve->pair_count; pair++) {
            glp_set_obj_coef(solve->program, pair + 1, solve->sign * solve->scores[pair]);
        }
        outcome = solve_program(solve);
    }
    return outcome;
}

/* Moves the chosen pairs to the front of rows and columns and makes the matching. */
static mmatch_status make_matching(glpk_solve *solve, int outcome, mmatch_matching **matching_out)
{
    mmatch_matching_parts parts;
    int pair;
    memset(&parts, 0, sizeof parts);
    parts.struct_size = sizeof parts;
    parts.outcome = outcome == 1 ? MMATCH_OUTCOME_OPTIMAL : MMATCH_OUTCOME_INFEASIBLE;
    parts.row_count = solve->view.row_count;
    parts.column_count = solve->view.column_count;
    parts.quota_count = solve->view.quota_count;
    parts.unit = mmatch_scores_unit(solve->view.scores);
    for (pair = 0; outcome == 1 && pair < solve->pair_count; pair++) {
        if (glp_mip_col_val(solve->program, pair + 1) > 0.5) {
            solve->rows[parts.pair_count] = solve->rows[pair];
            solve->columns[parts.pair_count] = solve->columns[pair];
            parts.total += solve->scores[pair];
            parts.pair_count++;
        }
    }
    parts.bound = parts.total;
    parts.rows = solve->rows;
    parts.columns = solve->columns;
    return mmatch_matching_create(solve->context, &parts, matching_out);
}

/* Coverage asks for a partner where the maximum allows none: GLPK takes crossed bounds for a mistake of ours. */
static bool has_crossed_bounds(const glpk_solve *solve)
{
    int64_t row;
    for (row = 0; row < solve->view.row_count; row++) {
        if (solve->coverage == MMATCH_COVERAGE_EVERYONE && solve->view.row_maximum[row] < 1) {
            return true;
        }
    }
    return false;
}

/* Everything between glp_init_env and glp_free_env. */
static mmatch_status solve_in_environment(glpk_solve *solve, mmatch_matching **matching_out)
{
    const int64_t widest = solve->view.row_count > solve->view.column_count ? solve->view.row_count
                                                                          : solve->view.column_count;
    mmatch_status status;
    int outcome;
    int length;
    int place;
    solve->values = (double *)glp_alloc((int)widest + 1, (int)sizeof *solve->values);
    status = read_threshold(solve);
    if (status == MMATCH_OK) {
        status = list_pairs(solve, true);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    solve->rows = (int64_t *)glp_alloc(solve->pair_count + 1, (int)sizeof *solve->rows);
    solve->columns = (int64_t *)glp_alloc(solve->pair_count + 1, (int)sizeof *solve->columns);
    solve->scores = (double *)glp_alloc(solve->pair_count + 1, (int)sizeof *solve->scores);
    length = solve->pair_count + (int)widest + 2;
    solve->indices = (int *)glp_alloc(length, (int)sizeof *solve->indices);
    solve->ones = (double *)glp_alloc(length, (int)sizeof *solve->ones);
    for (place = 0; place < length; place++) {
        solve->ones[place] = 1;
    }
    status = list_pairs(solve, false);
    if (status != MMATCH_OK) {
        return status;
    }
    if (has_crossed_bounds(solve)) {
        return make_matching(solve, 0, matching_out);
    }
    build_program(solve);
    outcome = solve->coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST && solve->view.row_count > 0
                  ? maximise_placed(solve)
                  : solve_program(solve);
    return outcome < 0 ? MMATCH_ERR_INTERNAL : make_matching(solve, outcome, matching_out);
}

mmatch_status mmatch_glpk_assign(mmatch_context *context, const mmatch_market *market,
                                 const mmatch_assign_options *options, mmatch_matching **matching_out)
{
    glpk_solve solve;
    mmatch_status status;
    if (matching_out == NULL) {
        return MMATCH_ERR_ARGUMENT;
    }
    *matching_out = NULL;
    memset(&solve, 0, sizeof solve);
    solve.context = context;
    solve.market = market;
    solve.view.struct_size = sizeof solve.view;
    status = mmatch_market_look(context, market, &solve.view);
    if (status != MMATCH_OK) {
        return status;
    }
    if (solve.view.scores == NULL ||
        (options != NULL &&
         (options->struct_size != sizeof *options || options->ties != 0 || options->seed != 0 ||
          options->coverage < MMATCH_COVERAGE_PARTICIPATION_FIRST || options->coverage > MMATCH_COVERAGE_EVERYONE))) {
        return MMATCH_ERR_ARGUMENT;
    }
    if (solve.view.row_count > INT32_MAX / 4 || solve.view.column_count > INT32_MAX / 4) {
        return MMATCH_ERR_RANGE;
    }
    solve.coverage = options == NULL ? MMATCH_COVERAGE_PARTICIPATION_FIRST : options->coverage;
    solve.sign = mmatch_scores_sense(solve.view.scores) == MMATCH_SENSE_MINIMISE ? -1 : 1;
    if (glp_init_env() > 1) {
        return MMATCH_ERR_NOMEM;
    }
    glp_term_hook(swallow_text, NULL);
    if (setjmp(solve.escape) != 0) {
        return MMATCH_ERR_NOMEM; /* escape_from_error has released the environment */
    }
    glp_error_hook(escape_from_error, &solve);
    status = solve_in_environment(&solve, matching_out);
    (void)glp_free_env();
    return status;
}
