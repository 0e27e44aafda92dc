// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"

	"github.com/hypermodeinc/modus/sdk/go/pkg/console"
)

// LogEverything writes a line of every level to the log.
func LogEverything(text string) {
	console.Log(text)
	console.Debug(text)
	console.Info(text)
	console.Warn(text)
	console.Error(text)
	console.Assert(true, "not logged")
	console.Assert(false, text)
}

// WriteStreams writes to standard output and standard error, as any program does.
func WriteStreams(text string) {
	fmt.Println(text)
	fmt.Fprintln(os.Stderr, "Warning:", text)
}

func TimeSomething() {
	console.Time("work")
	console.TimeLog("work")
	console.TimeEnd("work")
}
