// SPDX-License-Identifier: Apache-2.0

package main

import "testing"

func TestBest(t *testing.T) {
	if best := Best([]Product{{"a", 1}, {"b", 2}}); best.Id != "b" {
		t.Errorf("the best is %s", best.Id)
	}
}
