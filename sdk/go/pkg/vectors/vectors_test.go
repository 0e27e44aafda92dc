// SPDX-License-Identifier: Apache-2.0

package vectors_test

import (
	"math"
	"slices"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/vectors"
)

func TestVectors(t *testing.T) {
	a, b := []float64{3, 4}, []float64{1, -2}
	equal := func(name string, got, want []float64) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	equal("Add", vectors.Add(a, b), []float64{4, 2})
	equal("Subtract", vectors.Subtract(a, b), []float64{2, 6})
	equal("AddNumber", vectors.AddNumber(a, 1), []float64{4, 5})
	equal("SubtractNumber", vectors.SubtractNumber(a, 1), []float64{2, 3})
	equal("MultiplyNumber", vectors.MultiplyNumber(a, 2), []float64{6, 8})
	equal("DivideNumber", vectors.DivideNumber(a, 2), []float64{1.5, 2})
	equal("Normalize", vectors.Normalize(a), []float64{0.6, 0.8})
	equal("Abs", vectors.Abs(b), []float64{1, 2})
	equal("the arguments", append(slices.Clone(a), b...), []float64{3, 4, 1, -2})
	numbers := []float64{vectors.Dot(a, b), vectors.Magnitude(a), vectors.Sum(a), vectors.Product(a), vectors.Mean(a),
		vectors.Min(b), vectors.Max(b), vectors.EuclidianDistance(a, []float64{0, 0})}
	equal("numbers", numbers, []float64{-5, 5, 7, 12, 3.5, -2, 1, 5})
	vectors.AddInPlace(a, b)
	equal("AddInPlace", a, []float64{4, 2})
	if mean := vectors.Mean([]float64{}); mean != 0 || math.IsNaN(vectors.Normalize([]float64{0})[0]) {
		t.Error("nothing has the mean 0, and no direction")
	}
}

func TestDifferentLengthsPanic(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("they were added")
		}
	}()
	vectors.Add([]int{1}, []int{1, 2})
}
