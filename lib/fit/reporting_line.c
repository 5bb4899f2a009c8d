/* Criterion on the reporting line: nobody is matched with someone above or below them.
 *
 * Idea         Walk the forest of managers once and number people as they are entered; everybody below p is numbered
 *              from enter[p] to leave[p] - 1. Then "is one above the other" is two comparisons.
 * Notation     report: somebody whose manager is p; first_report and next_report list them.
 * Invariants   the walk enters everybody whose chain of managers ends at a person without one; who is not entered
 *              is on a cycle, or below one.
 * Complexity   O(person_count); no recursion, so depth does not matter. */
#include "fit/criterion.h"

/* The forest and the walk through it, in one temporary block. */
typedef struct reporting_forest {
    const int32_t *manager_of_person;
    int32_t person_count;
    int32_t *first_report; /* -1: none */
    int32_t *next_report;
    int32_t *enter; /* -1: not entered yet */
    int32_t *leave;
} reporting_forest;

static void number_people(const reporting_forest *forest)
{
    int32_t number = 0;
    int32_t person;
    for (person = 0; person < forest->person_count; person++) {
        forest->first_report[person] = -1;
        forest->next_report[person] = -1;
        forest->enter[person] = -1;
    }
    for (person = forest->person_count - 1; person >= 0; person--) {
        const int32_t manager = forest->manager_of_person[person];
        if (manager >= 0) {
            forest->next_report[person] = forest->first_report[manager];
            forest->first_report[manager] = person;
        }
    }
    for (person = 0; person < forest->person_count; person++) {
        int32_t at = person;
        if (forest->manager_of_person[person] >= 0) {
            continue;
        }
        /* down to the first report while there is one not yet entered, else along, else up */
        forest->enter[at] = number++;
        for (;;) {
            const int32_t report = forest->first_report[at];
            if (report >= 0) {
                forest->first_report[at] = forest->next_report[report]; /* taken off the list */
                at = report;
                forest->enter[at] = number++;
            } else {
                forest->leave[at] = number;
                if (at == person) {
                    break;
                }
                at = forest->manager_of_person[at];
            }
        }
    }
}

/* Records one person on a cycle, if there is one. */
static void check_cycle(mmatch_context *context, const fit_criterion *criterion, const reporting_forest *forest)
{
    int32_t person;
    for (person = 0; person < forest->person_count; person++) {
        if (forest->enter[person] < 0) {
            int32_t step;
            /* as many steps up as there are people surely end on the cycle */
            for (step = 0; step < forest->person_count; step++) {
                person = forest->manager_of_person[person];
            }
            mmatch__fault(context, "criterion %s: person %d is above themselves in the reporting line", criterion->name,
                          person);
            return;
        }
    }
}

static void check_people(mmatch_context *context, const fit_criterion *criterion, const mmatch_fit *fit,
                         const int32_t *manager_of_person, int64_t person_count, const int32_t *const *people)
{
    int64_t person;
    int side;
    if (person_count < 0 || person_count > INT32_MAX || (manager_of_person == NULL && person_count > 0)) {
        mmatch__fault(context, "criterion %s: %lld people, and manager_of_person %s", criterion->name,
                      (long long)person_count, manager_of_person == NULL ? "is NULL" : "is given");
        return;
    }
    for (person = 0; person < person_count; person++) {
        if (manager_of_person[person] < -1 || manager_of_person[person] >= person_count) {
            mmatch__fault(context, "criterion %s: person %lld: manager %d is out of range, there are %lld people",
                          criterion->name, (long long)person, manager_of_person[person], (long long)person_count);
        }
    }
    for (side = 0; side < FIT_SIDES; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        if (people[side] == NULL && count > 0) {
            mmatch__fault(context, "criterion %s: %s people is NULL", criterion->name, mmatch__fit_side_name(side));
            continue;
        }
        for (person = 0; person < count; person++) {
            if (people[side][person] < -1 || people[side][person] >= person_count) {
                mmatch__fault(context, "criterion %s: %s %lld: person %d is out of range, there are %lld people",
                              criterion->name, mmatch__fit_side_name(side), (long long)person, people[side][person],
                              (long long)person_count);
            }
        }
    }
}

/* Opens the criterion's block and copies the numbers of the people on both sides. */
static mmatch_status copy_numbers(mmatch_context *context, const mmatch_fit *fit, const reporting_forest *forest,
                                  const int32_t *const *people, fit_criterion *criterion)
{
    mmatch__layout layout = {0, false};
    size_t at[FIT_SIDES][2];
    int side;
    mmatch_status status;
    for (side = 0; side < FIT_SIDES; side++) {
        at[side][0] = mmatch__layout_add(&layout, mmatch__fit_person_count(fit, side), sizeof(int32_t));
        at[side][1] = mmatch__layout_add(&layout, mmatch__fit_person_count(fit, side), sizeof(int32_t));
    }
    status = mmatch__fit_open(context, &layout, criterion);
    for (side = 0; side < FIT_SIDES && status == MMATCH_OK; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        int64_t k;
        criterion->enter[side] = (int32_t *)mmatch__workspace_at(&criterion->memory, at[side][0]);
        criterion->leave[side] = (int32_t *)mmatch__workspace_at(&criterion->memory, at[side][1]);
        for (k = 0; k < count; k++) {
            const int32_t person = people[side][k];
            criterion->enter[side][k] = person < 0 ? -1 : forest->enter[person];
            criterion->leave[side][k] = person < 0 ? -1 : forest->leave[person];
        }
    }
    return status;
}

mmatch_status mmatch_fit_add_outside_reporting_line(mmatch_context *context, mmatch_fit *fit,
                                                    const mmatch_criterion *given, const int32_t *manager_of_person,
                                                    int64_t person_count, const int32_t *row_person,
                                                    const int32_t *column_person)
{
    const int32_t *const people[FIT_SIDES] = {row_person, column_person};
    mmatch__layout layout = {0, false};
    mmatch__workspace walking;
    reporting_forest forest;
    size_t at[4];
    fit_criterion criterion;
    int k;
    mmatch_status status = mmatch__fit_begin(context, fit, given, FIT_REPORTING_LINE, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    criterion.is_must = true;
    check_people(context, &criterion, fit, manager_of_person, person_count, people);
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    for (k = 0; k < 4; k++) {
        at[k] = mmatch__layout_add(&layout, person_count, sizeof(int32_t));
    }
    if (!mmatch__workspace_open(&context->allocator, &layout, &walking)) {
        return mmatch__fail_memory(context);
    }
    forest.manager_of_person = manager_of_person;
    forest.person_count = (int32_t)person_count;
    forest.first_report = (int32_t *)mmatch__workspace_at(&walking, at[0]);
    forest.next_report = (int32_t *)mmatch__workspace_at(&walking, at[1]);
    forest.enter = (int32_t *)mmatch__workspace_at(&walking, at[2]);
    forest.leave = (int32_t *)mmatch__workspace_at(&walking, at[3]);
    number_people(&forest);
    check_cycle(context, &criterion, &forest);
    status = context->fault_count > 0 ? MMATCH_ERR_ARGUMENT
                                      : copy_numbers(context, fit, &forest, people, &criterion);
    mmatch__workspace_close(&walking);
    return status == MMATCH_OK ? mmatch__fit_append(context, fit, &criterion) : status;
}
