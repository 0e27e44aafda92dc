// SPDX-License-Identifier: Apache-2.0

// Package vectors calculates with vectors of numbers. Those that belong together must have the same
// length; functions that end in InPlace change their first argument.
package vectors

import (
	"fmt"
	"math"

	"github.com/hypermodeinc/modus/sdk/go/internal/constraints"
)

func checkLengths(a, b int) {
	if a != b {
		panic(fmt.Sprintf("the vectors have different lengths: %d and %d", a, b))
	}
}

func clone[T any](a []T) []T { return append(make([]T, 0, len(a)), a...) }

// Add adds the vectors, element by element.
func Add[T constraints.Integer | constraints.Float](a, b []T) []T {
	result := clone(a)
	AddInPlace(result, b)
	return result
}

// AddInPlace adds the vectors, element by element.
func AddInPlace[T constraints.Integer | constraints.Float](a, b []T) {
	checkLengths(len(a), len(b))
	for i := range a {
		a[i] += b[i]
	}
}

// Subtract subtracts the second vector from the first, element by element.
func Subtract[T constraints.Integer | constraints.Float](a, b []T) []T {
	result := clone(a)
	SubtractInPlace(result, b)
	return result
}

// SubtractInPlace subtracts the second vector from the first, element by element.
func SubtractInPlace[T constraints.Integer | constraints.Float](a, b []T) {
	checkLengths(len(a), len(b))
	for i := range a {
		a[i] -= b[i]
	}
}

// AddNumber adds a number to each element.
func AddNumber[T constraints.Integer | constraints.Float](a []T, b T) []T {
	result := clone(a)
	AddNumberInPlace(result, b)
	return result
}

// AddNumberInPlace adds a number to each element.
func AddNumberInPlace[T constraints.Integer | constraints.Float](a []T, b T) {
	for i := range a {
		a[i] += b
	}
}

// SubtractNumber subtracts a number from each element.
func SubtractNumber[T constraints.Integer | constraints.Float](a []T, b T) []T {
	result := clone(a)
	SubtractNumberInPlace(result, b)
	return result
}

// SubtractNumberInPlace subtracts a number from each element.
func SubtractNumberInPlace[T constraints.Integer | constraints.Float](a []T, b T) {
	for i := range a {
		a[i] -= b
	}
}

// MultiplyNumber multiplies each element by a number.
func MultiplyNumber[T constraints.Integer | constraints.Float](a []T, b T) []T {
	result := clone(a)
	MultiplyNumberInPlace(result, b)
	return result
}

// MultiplyNumberInPlace multiplies each element by a number.
func MultiplyNumberInPlace[T constraints.Integer | constraints.Float](a []T, b T) {
	for i := range a {
		a[i] *= b
	}
}

// DivideNumber divides each element by a number.
func DivideNumber[T constraints.Integer | constraints.Float](a []T, b T) []T {
	result := clone(a)
	DivideNumberInPlace(result, b)
	return result
}

// DivideNumberInPlace divides each element by a number.
func DivideNumberInPlace[T constraints.Integer | constraints.Float](a []T, b T) {
	for i := range a {
		a[i] /= b
	}
}

// Dot returns the dot product of the vectors.
func Dot[T constraints.Integer | constraints.Float](a, b []T) T {
	checkLengths(len(a), len(b))
	var sum T
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// Magnitude returns the length of the vector.
func Magnitude[T constraints.Integer | constraints.Float](a []T) T {
	var sum float64
	for _, x := range a {
		sum += float64(x) * float64(x)
	}
	return T(math.Sqrt(sum))
}

// Normalize returns the vector of length 1 in the same direction; one of zeros stays as it is.
func Normalize[T constraints.Integer | constraints.Float](a []T) []T {
	magnitude := Magnitude(a)
	if magnitude == 0 {
		return clone(a)
	}
	return DivideNumber(a, magnitude)
}

// Sum adds the elements up.
func Sum[T constraints.Integer | constraints.Float](a []T) T {
	var sum T
	for _, x := range a {
		sum += x
	}
	return sum
}

// Product multiplies the elements; 1 when there are none.
func Product[T constraints.Integer | constraints.Float](a []T) T {
	product := T(1)
	for _, x := range a {
		product *= x
	}
	return product
}

// Mean returns the arithmetic mean of the elements; 0 when there are none.
func Mean[T constraints.Integer | constraints.Float](a []T) T {
	if len(a) == 0 {
		return 0
	}
	return Sum(a) / T(len(a))
}

// Min returns the smallest element; 0 when there are none.
func Min[T constraints.Integer | constraints.Float](a []T) T {
	if len(a) == 0 {
		return 0
	}
	smallest := a[0]
	for _, x := range a[1:] {
		smallest = min(smallest, x)
	}
	return smallest
}

// Max returns the largest element; 0 when there are none.
func Max[T constraints.Integer | constraints.Float](a []T) T {
	if len(a) == 0 {
		return 0
	}
	largest := a[0]
	for _, x := range a[1:] {
		largest = max(largest, x)
	}
	return largest
}

// Abs takes the sign off each element.
func Abs[T constraints.Integer | constraints.Float](a []T) []T {
	result := clone(a)
	AbsInPlace(result)
	return result
}

// AbsInPlace takes the sign off each element.
func AbsInPlace[T constraints.Integer | constraints.Float](a []T) {
	for i, x := range a {
		if x < 0 {
			a[i] = -x
		}
	}
}

// EuclidianDistance returns the distance between the points that the vectors lead to.
func EuclidianDistance[T constraints.Integer | constraints.Float](a, b []T) float64 {
	checkLengths(len(a), len(b))
	var sum float64
	for i := range a {
		d := float64(a[i]) - float64(b[i])
		sum += d * d
	}
	return math.Sqrt(sum)
}
