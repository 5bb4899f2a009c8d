/* mentormatch/progress.h: from plans and check-ins to a scoreboard. */
#ifndef MENTORMATCH_PROGRESS_H
#define MENTORMATCH_PROGRESS_H

#include "mentormatch/context.h"

#endif
