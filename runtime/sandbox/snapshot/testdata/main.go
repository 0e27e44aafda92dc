// SPDX-License-Identifier: Apache-2.0
package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	mathrand "math/rand"
	"runtime"
	"sync"
	"time"
)

type animal struct {
	Name string         `json:"name"`
	Legs int            `json:"legs"`
	Tags map[string]int `json:"tags"`
}

var legs = map[string]int{"cat": 4, "bird": 2, "snake": 0}
var started = make([]int, 0, 10)

func init() {
	var wait sync.WaitGroup
	wait.Add(1)
	go func() { started = append(started, 1); wait.Done() }()
	wait.Wait()
}

func main() {}

//go:wasmexport lookUp
func lookUp() int32 {
	legs["spider"] = 8
	return int32(legs["cat"] + legs["spider"] + len(started))
}

//go:wasmexport goroutines
func goroutines() int32 {
	results := make(chan int)
	for i := 1; i <= 100; i++ {
		go func() { results <- i }()
	}
	sum := 0
	for i := 0; i < 100; i++ {
		sum += <-results
	}
	return int32(sum)
}

var kept [][]byte

//go:wasmexport collect
func collect() int32 {
	for i := 0; i < 2000; i++ {
		garbage := make([]byte, 10000)
		garbage[0] = byte(i)
		if i%500 == 0 {
			kept = append(kept, garbage)
		}
	}
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	if stats.NumGC == 0 || kept[3][0] != byte(1500%256) {
		return -1
	}
	return int32(len(kept))
}

//go:wasmexport format
func format() int32 {
	if text := fmt.Sprintf("%v %q %.2f %T", legs["bird"], "x", 1.5, started); text != `2 "x" 1.50 []int` {
		return int32(-len(text))
	}
	return 1
}

//go:wasmexport encode
func encode() int32 {
	var read animal
	if err := json.Unmarshal([]byte(`{"name":"cat","legs":4,"tags":{"b":2,"a":1}}`), &read); err != nil {
		return -1
	}
	text, err := json.Marshal(read)
	if err != nil || string(text) != `{"name":"cat","legs":4,"tags":{"a":1,"b":2}}` {
		return -2
	}
	return 1
}

//go:wasmexport unixTime
func unixTime() int64 { return time.Now().UnixMilli() }

//go:wasmexport sleep
func sleep() int64 {
	before := time.Now()
	time.Sleep(20 * time.Millisecond)
	return time.Since(before).Milliseconds()
}

//go:wasmexport secret
func secret() int64 {
	var bytes [8]byte
	if _, err := rand.Read(bytes[:]); err != nil {
		return 0
	}
	result := int64(0)
	for _, b := range bytes {
		result = result<<8 | int64(b)
	}
	return result
}

//go:wasmexport dice
func dice() int64 { return mathrand.Int63() }

//go:wasmexport mapOrder
func mapOrder() int64 {
	numbers := map[int]bool{}
	for i := 0; i < 10; i++ {
		numbers[i] = true
	}
	order := int64(0)
	for n := range numbers {
		order = order*10 + int64(n)
	}
	return order
}
