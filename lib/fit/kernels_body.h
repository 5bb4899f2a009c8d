/* The kernels for one width of vector. Included by kernels.c once for each, with these defined:
 *
 *   FIT_NAME(name)   the name of a function or type of this kernel
 *   FIT_TARGET       the attribute of functions that use the instructions of the kernel
 *   FIT_WIDTH        64-bit words of a vector of bits: 1 (plain C) or 4 (AVX2)
 *   FIT_LANES        float64 lanes of a vector of numbers: 2 or 4
 *
 * Counting: the bits of a column over all vectors are added by full adders that work on whole vectors at once (Harley and
 * Seal): plane p holds bit p of the counts of as many columns as a vector has bits. Three vectors of one weight become one
 * of this weight and one of twice the weight, in five operations. */

#if FIT_WIDTH == 1
typedef uint64_t FIT_NAME(bits);
#else
typedef uint64_t FIT_NAME(bits) __attribute__((vector_size(8 * FIT_WIDTH)));
#endif
#define FIT_BITS FIT_NAME(bits)

FIT_TARGET static inline FIT_BITS FIT_NAME(load)(const uint64_t *words)
{
    FIT_BITS bits;
    memcpy(&bits, words, sizeof bits);
    return bits;
}

/* *sum + a + b: the carry is returned. */
FIT_TARGET static inline FIT_BITS FIT_NAME(add)(FIT_BITS *sum, FIT_BITS a, FIT_BITS b)
{
    const FIT_BITS either = a ^ b;
    const FIT_BITS carry = (a & b) | (either & *sum);
    *sum ^= either;
    return carry;
}

/* Adds a carry to planes from .. to - 1. */
FIT_TARGET static inline void FIT_NAME(ripple)(FIT_BITS *planes, int from, int to, FIT_BITS carry)
{
    int plane;
    for (plane = from; plane < to; plane++) {
        const FIT_BITS next = planes[plane] & carry;
        planes[plane] ^= carry;
        carry = next;
    }
}

/* The carry of weight 4 when four vectors are added to planes 0 and 1. */
FIT_TARGET static inline FIT_BITS FIT_NAME(add_four)(FIT_BITS *planes, const uint64_t *const *vectors, int64_t word)
{
    const FIT_BITS first = FIT_NAME(add)(&planes[0], FIT_NAME(load)(vectors[0] + word), FIT_NAME(load)(vectors[1] + word));
    const FIT_BITS second = FIT_NAME(add)(&planes[0], FIT_NAME(load)(vectors[2] + word), FIT_NAME(load)(vectors[3] + word));
    return FIT_NAME(add)(&planes[1], first, second);
}

/* Planes of one vector of columns; at most seven vectors fill three planes. */
FIT_TARGET static inline void FIT_NAME(count_few)(const uint64_t *const *vectors, int32_t vector_count, int64_t word,
                                                  FIT_BITS *planes)
{
    int32_t k = 0;
    if (vector_count >= 4) {
        planes[2] ^= FIT_NAME(add_four)(planes, vectors, word);
        k = 4;
    }
    for (; k < vector_count; k++) {
        FIT_NAME(ripple)(planes, 0, 3, FIT_NAME(load)(vectors[k] + word));
    }
}

FIT_TARGET static inline void FIT_NAME(count_many)(const uint64_t *const *vectors, int32_t vector_count, int64_t word,
                                                   FIT_BITS *planes)
{
    int32_t k;
    for (k = 0; k + 8 <= vector_count; k += 8) {
        const FIT_BITS first = FIT_NAME(add_four)(planes, vectors + k, word);
        const FIT_BITS second = FIT_NAME(add_four)(planes, vectors + k + 4, word);
        FIT_NAME(ripple)(planes, 3, 8, FIT_NAME(add)(&planes[2], first, second));
    }
    if (k + 4 <= vector_count) {
        FIT_NAME(ripple)(planes, 2, 8, FIT_NAME(add_four)(planes, vectors + k, word));
        k += 4;
    }
    for (; k < vector_count; k++) {
        FIT_NAME(ripple)(planes, 0, 8, FIT_NAME(load)(vectors[k] + word));
    }
}

#if FIT_WIDTH == 1
/* Bit c of the planes becomes byte c of the counts, eight at a time. */
static inline void FIT_NAME(spread)(const FIT_BITS *planes, int plane_count, const uint8_t *missing, uint8_t *counts_out)
{
    int group;
    for (group = 0; group < 8; group++) {
        uint64_t bytes = 0;
        int plane;
        int c;
        for (plane = 0; plane < plane_count; plane++) {
            const uint64_t eight = (planes[plane] >> (8 * group)) & 0xFFu;
            /* byte c keeps bit c alone; then any bit becomes the lowest one */
            const uint64_t spread = (eight * UINT64_C(0x0101010101010101)) & UINT64_C(0x8040201008040201);
            bytes |= (((spread + UINT64_C(0x7F7F7F7F7F7F7F7F)) >> 7) & UINT64_C(0x0101010101010101)) << plane;
        }
        for (c = 0; c < 8; c++) {
            const uint8_t count = (uint8_t)(bytes >> (8 * c));
            counts_out[8 * group + c] = missing == NULL ? count : (uint8_t)(count | missing[8 * group + c]);
        }
    }
}
#else
FIT_TARGET static inline void FIT_NAME(spread)(const FIT_BITS *planes, int plane_count, const uint8_t *missing,
                                               uint8_t *counts_out)
{
    const __m256i which_byte = _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3,
                                                3, 3, 3, 3, 3, 3);
    const __m256i which_bit = _mm256_set1_epi64x((long long)UINT64_C(0x8040201008040201));
    uint32_t halves[8][2 * FIT_WIDTH];
    int group;
    memcpy(halves, planes, (size_t)plane_count * sizeof halves[0]);
    for (group = 0; group < 2 * FIT_WIDTH; group++) {
        __m256i bytes = _mm256_setzero_si256();
        int plane;
        for (plane = 0; plane < plane_count; plane++) {
            const __m256i spread =
                _mm256_shuffle_epi8(_mm256_set1_epi32((int)halves[plane][group]), which_byte);
            const __m256i is_set = _mm256_cmpeq_epi8(_mm256_and_si256(spread, which_bit), which_bit);
            bytes = _mm256_or_si256(bytes, _mm256_and_si256(is_set, _mm256_set1_epi8((char)(1u << plane))));
        }
        if (missing != NULL) {
            __m256i absent;
            memcpy(&absent, missing + 32 * group, sizeof absent);
            bytes = _mm256_or_si256(bytes, absent);
        }
        memcpy(counts_out + 32 * group, &bytes, sizeof bytes);
    }
}
#endif

FIT_TARGET static void FIT_NAME(count_bits)(const uint64_t *const *vectors, int32_t vector_count, int64_t first_word,
                                            int64_t count, const uint8_t *missing, uint8_t *counts_out)
{
    FIT_BITS zero;
    int plane_count = 0;
    int32_t word;
    memset(&zero, 0, sizeof zero);
    while (vector_count >> plane_count != 0) {
        plane_count++;
    }
    for (word = 0; word < (count + 63) / 64; word += FIT_WIDTH) {
        FIT_BITS planes[8];
        /* one by one: a call or a string instruction would take longer than all the rest */
        planes[0] = zero;
        planes[1] = zero;
        planes[2] = zero;
        planes[3] = zero;
        planes[4] = zero;
        planes[5] = zero;
        planes[6] = zero;
        planes[7] = zero;
        if (vector_count <= 7) {
            FIT_NAME(count_few)(vectors, vector_count, first_word + word, planes);
        } else {
            FIT_NAME(count_many)(vectors, vector_count, first_word + word, planes);
        }
        FIT_NAME(spread)(planes, plane_count, missing == NULL ? NULL : missing + 64 * word, counts_out + 64 * word);
    }
}

/* Numbers in lanes. Comparisons give all bits or none in each lane, and a choice is made with them. */
typedef double FIT_NAME(numbers) __attribute__((vector_size(8 * FIT_LANES)));
typedef int64_t FIT_NAME(masks) __attribute__((vector_size(8 * FIT_LANES)));
typedef int32_t FIT_NAME(integers) __attribute__((vector_size(4 * FIT_LANES)));

#define FIT_NUMBERS FIT_NAME(numbers)
#define FIT_MASKS FIT_NAME(masks)
#define FIT_CHOOSE(mask, yes, no) ((FIT_NUMBERS)(((FIT_MASKS)(yes) & (mask)) | ((FIT_MASKS)(no) & ~(mask))))

FIT_TARGET static inline FIT_NUMBERS FIT_NAME(numbers_at)(const double *from)
{
    FIT_NUMBERS lanes;
    memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

FIT_TARGET static inline FIT_NUMBERS FIT_NAME(integers_at)(const int32_t *from)
{
    FIT_NAME(integers) lanes;
    memcpy(&lanes, from, sizeof lanes);
    return __builtin_convertvector(lanes, FIT_NUMBERS);
}

FIT_TARGET static inline FIT_NUMBERS FIT_NAME(all)(double number)
{
    const FIT_NUMBERS zero = {0};
    return zero + number;
}

/* numbers rounded down, where 0 <= number < 2^51 */
FIT_TARGET static inline FIT_NUMBERS FIT_NAME(floor)(FIT_NUMBERS number)
{
    const double shift = 4503599627370496.0; /* 2^52: what is added to it becomes whole */
    const FIT_NUMBERS near = (number + shift) - shift;
    const FIT_NUMBERS one = FIT_NAME(all)(1);
    return near - (FIT_NUMBERS)((FIT_MASKS)one & (near > number));
}

FIT_TARGET static inline void FIT_NAME(add_to)(double *sums, FIT_NUMBERS given)
{
    given += FIT_NAME(numbers_at)(sums);
    memcpy(sums, &given, sizeof given);
}

FIT_TARGET static inline FIT_NUMBERS FIT_NAME(given_by_number)(const fit_number_rule *rule, FIT_NUMBERS number)
{
    const FIT_NUMBERS difference = number - rule->value - rule->ideal;
    const FIT_NUMBERS distance = (FIT_NUMBERS)((FIT_MASKS)difference & INT64_MAX);
    FIT_NUMBERS given;
    if (rule->span > 0 && rule->points > 0) {
        const FIT_NUMBERS rest = rule->span - distance;
        const FIT_NUMBERS left = (FIT_NUMBERS)((FIT_MASKS)rest & (rest > 0));
        given = FIT_NAME(floor)(rule->points * left / rule->span + 0.5) * rule->scale;
    } else {
        /* nothing to divide: all points within the span */
        given = FIT_CHOOSE(distance <= rule->span, FIT_NAME(all)(rule->points * rule->scale), FIT_NAME(all)(rule->beyond));
    }
    return FIT_CHOOSE(number == number, given, FIT_NAME(all)(rule->missing));
}

FIT_TARGET static inline FIT_NUMBERS FIT_NAME(given_by_code)(const fit_code_rule *rule, FIT_NUMBERS code)
{
    const FIT_NUMBERS given =
        FIT_CHOOSE(code == (double)rule->code, FIT_NAME(all)(rule->equal), FIT_NAME(all)(rule->unequal));
    return FIT_CHOOSE(code < 0, FIT_NAME(all)(rule->missing), given);
}

FIT_TARGET static inline FIT_NUMBERS FIT_NAME(given_by_level)(const fit_level_rule *rule, FIT_NUMBERS level)
{
    const FIT_NUMBERS above = level - rule->least;
    const FIT_NUMBERS lower = (FIT_NUMBERS)((FIT_MASKS)above & (above > 0));
    const FIT_NUMBERS within = FIT_CHOOSE(lower < rule->range, lower, FIT_NAME(all)(rule->range));
    const FIT_NUMBERS points = FIT_NAME(floor)(within * rule->points_per_level + 0.5) * rule->scale;
    const FIT_NUMBERS given = FIT_CHOOSE(above < 0, FIT_NAME(all)(rule->below), points);
    return FIT_CHOOSE(level == (double)FIT_LEVEL_MISSING, FIT_NAME(all)(rule->missing), given);
}

/* The loop of the three: whole vectors, and the rest in one that is filled up. */
#define FIT_ADD_LOOP(name, rule_type, item, load, given_by)                                                            \
    FIT_TARGET static void FIT_NAME(name)(const rule_type *rule, const item *items, int64_t count, double *sums)       \
    {                                                                                                                  \
        const rule_type own = *rule; /* not what sums may point to */                                                  \
        int64_t c;                                                                                                     \
        for (c = 0; c + FIT_LANES <= count; c += FIT_LANES) {                                                          \
            FIT_NAME(add_to)(sums + c, FIT_NAME(given_by)(&own, FIT_NAME(load)(items + c)));                           \
        }                                                                                                              \
        if (c < count) {                                                                                               \
            item last_items[FIT_LANES] = {0};                                                                          \
            double last_sums[FIT_LANES] = {0};                                                                         \
            memcpy(last_items, items + c, (size_t)(count - c) * sizeof *items);                                        \
            memcpy(last_sums, sums + c, (size_t)(count - c) * sizeof *sums);                                           \
            FIT_NAME(add_to)(last_sums, FIT_NAME(given_by)(&own, FIT_NAME(load)(last_items)));                         \
            memcpy(sums + c, last_sums, (size_t)(count - c) * sizeof *sums);                                           \
        }                                                                                                              \
    }

FIT_ADD_LOOP(add_numbers, fit_number_rule, double, numbers_at, given_by_number)
FIT_ADD_LOOP(add_codes, fit_code_rule, int32_t, integers_at, given_by_code)
FIT_ADD_LOOP(add_all_levels, fit_level_rule, int32_t, integers_at, given_by_level)

#if FIT_WIDTH == 1
static void FIT_NAME(add_levels)(const fit_level_rule *rule, const int32_t *levels, int64_t count, double *sums)
{
    FIT_NAME(add_all_levels)(rule, levels, count, sums);
}
#else
/* Four levels within their range, as numbers: the same points as above, cut off instead of rounded down. */
FIT_TARGET static inline void FIT_NAME(add_four_levels)(__m128i level, __m256d least, __m256d points_per_level,
                                                        __m256d scale, double *sums)
{
    const __m256d above = _mm256_sub_pd(_mm256_cvtepi32_pd(level), least);
    const __m256d points = _mm256_add_pd(_mm256_mul_pd(above, points_per_level), _mm256_set1_pd(0.5));
    const __m256d given = _mm256_mul_pd(_mm256_cvtepi32_pd(_mm256_cvttpd_epi32(points)), scale);
    _mm256_storeu_pd(sums, _mm256_add_pd(_mm256_loadu_pd(sums), given));
}

FIT_TARGET static void FIT_NAME(add_levels)(const fit_level_rule *rule, const int32_t *levels, int64_t count, double *sums)
{
    int64_t c = 0;
    if (rule->is_simple) {
        const __m256i lowest = _mm256_set1_epi32((int)rule->least);
        const __m256i highest = _mm256_set1_epi32((int)(rule->least + rule->range));
        const __m256d least = _mm256_set1_pd(rule->least);
        const __m256d points_per_level = _mm256_set1_pd(rule->points_per_level);
        const __m256d scale = _mm256_set1_pd(rule->scale);
        for (; c + 8 <= count; c += 8) {
            __m256i level;
            memcpy(&level, levels + c, sizeof level);
            level = _mm256_min_epi32(_mm256_max_epi32(level, lowest), highest);
            FIT_NAME(add_four_levels)(_mm256_castsi256_si128(level), least, points_per_level, scale, sums + c);
            FIT_NAME(add_four_levels)(_mm256_extracti128_si256(level, 1), least, points_per_level, scale, sums + c + 4);
        }
    }
    FIT_NAME(add_all_levels)(rule, levels + c, count - c, sums + c);
}
#endif

#if FIT_WIDTH == 1
static void FIT_NAME(multiply)(const int16_t *row, const int16_t *tile, int32_t pair_count, int32_t *products_out)
{
    int32_t pair;
    int c;
    for (c = 0; c < FIT_TILE; c++) {
        products_out[c] = 0;
    }
    for (pair = 0; pair < pair_count; pair++) {
        const int32_t first = row[2 * pair];
        const int32_t second = row[2 * pair + 1];
        for (c = 0; c < FIT_TILE; c++) {
            products_out[c] += first * tile[2 * c] + second * tile[2 * c + 1];
        }
        tile += 2 * FIT_TILE;
    }
}
#else
FIT_TARGET static void FIT_NAME(multiply)(const int16_t *row, const int16_t *tile, int32_t pair_count,
                                          int32_t *products_out)
{
    /* named, as compilers keep an array in memory */
    __m256i sum0 = _mm256_setzero_si256();
    __m256i sum1 = sum0;
    __m256i sum2 = sum0;
    __m256i sum3 = sum0;
    __m256i sum4 = sum0;
    __m256i sum5 = sum0;
    __m256i sum6 = sum0;
    __m256i sum7 = sum0;
    int32_t pair;
    for (pair = 0; pair < pair_count; pair++) {
        const __m256i *const lanes = (const __m256i *)(const void *)tile;
        int32_t both;
        __m256i factor;
        memcpy(&both, row + 2 * pair, sizeof both);
        factor = _mm256_set1_epi32(both);
        sum0 = _mm256_add_epi32(sum0, _mm256_madd_epi16(_mm256_loadu_si256(lanes + 0), factor));
        sum1 = _mm256_add_epi32(sum1, _mm256_madd_epi16(_mm256_loadu_si256(lanes + 1), factor));
        sum2 = _mm256_add_epi32(sum2, _mm256_madd_epi16(_mm256_loadu_si256(lanes + 2), factor));
        sum3 = _mm256_add_epi32(sum3, _mm256_madd_epi16(_mm256_loadu_si256(lanes + 3), factor));
        sum4 = _mm256_add_epi32(sum4, _mm256_madd_epi16(_mm256_loadu_si256(lanes + 4), factor));
        sum5 = _mm256_add_epi32(sum5, _mm256_madd_epi16(_mm256_loadu_si256(lanes + 5), factor));
        sum6 = _mm256_add_epi32(sum6, _mm256_madd_epi16(_mm256_loadu_si256(lanes + 6), factor));
        sum7 = _mm256_add_epi32(sum7, _mm256_madd_epi16(_mm256_loadu_si256(lanes + 7), factor));
        tile += 2 * FIT_TILE;
    }
    _mm256_storeu_si256((__m256i *)(void *)(products_out + 0), sum0);
    _mm256_storeu_si256((__m256i *)(void *)(products_out + 8), sum1);
    _mm256_storeu_si256((__m256i *)(void *)(products_out + 16), sum2);
    _mm256_storeu_si256((__m256i *)(void *)(products_out + 24), sum3);
    _mm256_storeu_si256((__m256i *)(void *)(products_out + 32), sum4);
    _mm256_storeu_si256((__m256i *)(void *)(products_out + 40), sum5);
    _mm256_storeu_si256((__m256i *)(void *)(products_out + 48), sum6);
    _mm256_storeu_si256((__m256i *)(void *)(products_out + 56), sum7);
}
#endif

#if FIT_WIDTH == 4
/* Points of 32 places: a shuffle finds 16 bytes of a table at once. A place that is not among the 16 of a part is moved to
 * 128 or above, where the shuffle gives 0. */
FIT_TARGET static inline void FIT_NAME(find_narrow)(const fit_narrow_table *table, __m256i places, __m256i *low_out,
                                                    __m256i *high_out)
{
    const __m256i place = _mm256_min_epu8(places, _mm256_set1_epi8((char)table->most));
    __m256i low = _mm256_setzero_si256();
    __m256i high = low;
    int part;
    for (part = 0; part <= table->most / 16; part++) {
        const __m256i within = _mm256_adds_epu8(_mm256_sub_epi8(place, _mm256_set1_epi8((char)(16 * part))),
                                                _mm256_set1_epi8(0x70));
        const __m128i *const low_part = (const __m128i *)(const void *)(table->low + 16 * part);
        const __m128i *const high_part = (const __m128i *)(const void *)(table->high + 16 * part);
        low = _mm256_or_si256(low,
                              _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128(low_part)), within));
        high = _mm256_or_si256(high,
                               _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128(high_part)), within));
    }
    *low_out = _mm256_blendv_epi8(low, _mm256_set1_epi8((char)(table->missing & 0xFF)), places);
    *high_out = _mm256_blendv_epi8(high, _mm256_set1_epi8((char)((table->missing >> 8) & 0xFF)), places);
}

/* Sums of 32 columns are two vectors, one with the columns 0-7 and 16-23, one with the others. */
FIT_TARGET static void FIT_NAME(add_narrow)(const fit_narrow_table *table, const uint8_t *places, int64_t count,
                                            bool is_first, int16_t *sums)
{
    const fit_narrow_table own = *table; /* not what sums may point to */
    int64_t c;
    for (c = 0; c < count; c += 32) {
        __m256i *const at = (__m256i *)(void *)(sums + c);
        __m256i low;
        __m256i high;
        __m256i first;
        __m256i second;
        FIT_NAME(find_narrow)(&own, _mm256_loadu_si256((const __m256i *)(const void *)(places + c)), &low, &high);
        first = _mm256_unpacklo_epi8(low, high);
        second = _mm256_unpackhi_epi8(low, high);
        if (!is_first) {
            first = _mm256_adds_epi16(first, _mm256_loadu_si256(at));
            second = _mm256_adds_epi16(second, _mm256_loadu_si256(at + 1));
        }
        _mm256_storeu_si256(at, first);
        _mm256_storeu_si256(at + 1, second);
    }
}

FIT_TARGET static inline void FIT_NAME(widen_four)(__m128i sum, double base, double scale, bool is_first, double *units)
{
    const __m256d number = _mm256_cvtepi32_pd(sum);
    const __m256d points = _mm256_mul_pd(number, _mm256_set1_pd(scale));
    /* chosen by the sign */
    const __m256d given = _mm256_blendv_pd(points, _mm256_set1_pd(-(double)INFINITY), number);
    const __m256d so_far = is_first ? _mm256_set1_pd(base) : _mm256_add_pd(_mm256_loadu_pd(units), _mm256_set1_pd(base));
    _mm256_storeu_pd(units, _mm256_add_pd(so_far, given));
}

FIT_TARGET static inline void FIT_NAME(widen_block)(const int16_t *sums, double base, double scale, bool is_first,
                                                    double *units)
{
    int part;
    for (part = 0; part < 4; part++) {
        /* columns 8 * part on: see add_narrow */
        const int16_t *const eight = sums + 16 * (part % 2) + 8 * (part / 2);
        const __m256i wide = _mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)(const void *)eight));
        FIT_NAME(widen_four)(_mm256_castsi256_si128(wide), base, scale, is_first, units + 8 * part);
        FIT_NAME(widen_four)(_mm256_extracti128_si256(wide, 1), base, scale, is_first, units + 8 * part + 4);
    }
}

FIT_TARGET static void FIT_NAME(widen)(const int16_t *sums, int64_t count, double base, double scale, bool is_first,
                                       double *units)
{
    int64_t c;
    if (is_first) {
        for (c = 0; c + 32 <= count; c += 32) {
            FIT_NAME(widen_block)(sums + c, base, scale, true, units + c);
        }
    } else {
        for (c = 0; c + 32 <= count; c += 32) {
            FIT_NAME(widen_block)(sums + c, base, scale, false, units + c);
        }
    }
    if (c < count) {
        double last[32] = {0};
        memcpy(last, units + c, (size_t)(count - c) * sizeof *units);
        FIT_NAME(widen_block)(sums + c, base, scale, is_first, last);
        memcpy(units + c, last, (size_t)(count - c) * sizeof *units);
    }
}
#endif

#undef FIT_BITS
#undef FIT_NUMBERS
#undef FIT_MASKS
#undef FIT_CHOOSE
#undef FIT_ADD_LOOP
