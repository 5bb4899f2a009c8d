#include "base/select.h"

double mmatch__select_largest(double *numbers, int64_t count, int64_t k)
{
    int64_t first = 0;
    int64_t last = count - 1;
    while (first < last) {
        /* larger than the pivot to the front, smaller to the back; what is equal may lie on both sides */
        const double pivot = numbers[first + (last - first) / 2];
        int64_t front = first;
        int64_t back = last;
        while (front <= back) {
            while (numbers[front] > pivot) {
                front++;
            }
            while (numbers[back] < pivot) {
                back--;
            }
            if (front <= back) {
                const double swapped = numbers[front];
                numbers[front] = numbers[back];
                numbers[back] = swapped;
                front++;
                back--;
            }
        }
        if (k - 1 <= back) {
            last = back;
        } else if (k - 1 >= front) {
            first = front;
        } else {
            break; /* between the two all are equal to the pivot */
        }
    }
    return numbers[k - 1];
}
