/* mentormatch/mentormatch.h: everything. People become scores (fit.h, scores.h), scores and rules a market
 * (market.h) or a cohort (cohort.h), these a matching (assign.h, fair_assign.h, stable.h, matching.h) or circles (circles.h);
 * afterwards plans and check-ins become a scoreboard (progress.h). */
#ifndef MENTORMATCH_MENTORMATCH_H
#define MENTORMATCH_MENTORMATCH_H

#include "mentormatch/alternatives.h"
#include "mentormatch/assign.h"
#include "mentormatch/circles.h"
#include "mentormatch/cohort.h"
#include "mentormatch/conflict.h"
#include "mentormatch/context.h"
#include "mentormatch/fair_assign.h"
#include "mentormatch/fit.h"
#include "mentormatch/linear_sum.h"
#include "mentormatch/market.h"
#include "mentormatch/matching.h"
#include "mentormatch/progress.h"
#include "mentormatch/scores.h"
#include "mentormatch/stable.h"

#endif
