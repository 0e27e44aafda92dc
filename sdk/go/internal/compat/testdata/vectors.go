// SPDX-License-Identifier: Apache-2.0

package vectors

func Add[T constraints.Integer | constraints.Float](a, b []T) []T
func AddInPlace[T constraints.Integer | constraints.Float](a, b []T)
func Subtract[T constraints.Integer | constraints.Float](a, b []T) []T
func SubtractInPlace[T constraints.Integer | constraints.Float](a, b []T)
func AddNumber[T constraints.Integer | constraints.Float](a []T, b T) []T
func AddNumberInPlace[T constraints.Integer | constraints.Float](a []T, b T)
func SubtractNumber[T constraints.Integer | constraints.Float](a []T, b T) []T
func SubtractNumberInPlace[T constraints.Integer | constraints.Float](a []T, b T)
func MultiplyNumber[T constraints.Integer | constraints.Float](a []T, b T) []T
func MultiplyNumberInPlace[T constraints.Integer | constraints.Float](a []T, b T)
func DivideNumber[T constraints.Integer | constraints.Float](a []T, b T) []T
func DivideNumberInPlace[T constraints.Integer | constraints.Float](a []T, b T)
func Dot[T constraints.Integer | constraints.Float](a, b []T) T
func Magnitude[T constraints.Integer | constraints.Float](a []T) T
func Normalize[T constraints.Integer | constraints.Float](a []T) []T
func Sum[T constraints.Integer | constraints.Float](a []T) T
func Product[T constraints.Integer | constraints.Float](a []T) T
func Mean[T constraints.Integer | constraints.Float](a []T) T
func Min[T constraints.Integer | constraints.Float](a []T) T
func Max[T constraints.Integer | constraints.Float](a []T) T
func Abs[T constraints.Integer | constraints.Float](a []T) []T
func AbsInPlace[T constraints.Integer | constraints.Float](a []T)
func EuclidianDistance[T constraints.Integer | constraints.Float](a, b []T) float64
