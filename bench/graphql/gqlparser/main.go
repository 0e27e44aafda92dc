// SPDX-License-Identifier: Apache-2.0

// As bench/graphql_documents.cpp, for gqlparser: SECONDS SCHEMA DOCUMENT...
package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"syscall"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// CPU time of the process, its garbage collector's included.
func cpuUs() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e3
}

// CPU time of one call of work: batches of about fifty milliseconds (the clock is coarse), their median.
func costUs(seconds float64, work func()) float64 {
	times := 1
	var costs []float64
	end := cpuUs() + seconds*1e6
	for cpuUs() < end || len(costs) < 5 {
		begin := cpuUs()
		for range times {
			work()
		}
		each := (cpuUs() - begin) / float64(times)
		costs = append(costs, each)
		times = max(1, int(50_000/max(each, 1)))
	}
	slices.Sort(costs)
	return costs[len(costs)/2]
}

func read(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func main() {
	seconds, err := strconv.ParseFloat(os.Args[1], 64)
	if err != nil {
		panic(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphql", Input: read(os.Args[2])})
	all := rules.NewDefaultRules()
	for _, path := range os.Args[3:] {
		text := read(path)
		countErrors := func() int {
			_, errors := gqlparser.LoadQueryWithRules(schema, text, all)
			return len(errors)
		}
		errors := countErrors()
		parse := costUs(seconds, func() { _, _ = parser.ParseQuery(&ast.Source{Input: text}) })
		both := costUs(seconds, func() { countErrors() })
		fmt.Printf("{\"errors\":%d,\"parse_us\":%.3f,\"both_us\":%.3f}\n", errors, parse, both)
	}
}
