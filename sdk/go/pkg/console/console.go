// SPDX-License-Identifier: Apache-2.0

// Package console writes to the log. Errors are told to the client as well.
package console

import (
	"fmt"
	"sync"
	"time"
)

// Assert logs an error with the message unless the condition holds.
func Assert(condition bool, message string) {
	if !condition {
		hostLogMessage("error", "Assertion failed: "+message)
	}
}

// Log writes a message without a level.
func Log(message string) { hostLogMessage("", message) }

// Logf writes a formatted message without a level.
func Logf(format string, args ...any) { Log(fmt.Sprintf(format, args...)) }

// Debug writes a message for developers.
func Debug(message string) { hostLogMessage("debug", message) }

// Debugf writes a formatted message for developers.
func Debugf(format string, args ...any) { Debug(fmt.Sprintf(format, args...)) }

// Info writes a message of interest.
func Info(message string) { hostLogMessage("info", message) }

// Infof writes a formatted message of interest.
func Infof(format string, args ...any) { Info(fmt.Sprintf(format, args...)) }

// Warn writes a warning.
func Warn(message string) { hostLogMessage("warning", message) }

// Warnf writes a formatted warning.
func Warnf(format string, args ...any) { Warn(fmt.Sprintf(format, args...)) }

// Error writes an error. The client gets it too, beside the data.
func Error(message string) { hostLogMessage("error", message) }

// Errorf writes a formatted error. The client gets it too, beside the data.
func Errorf(format string, args ...any) { Error(fmt.Sprintf(format, args...)) }

var timers struct {
	sync.Mutex
	started map[string]time.Time
}

func labelOf(label []string) string {
	if len(label) == 0 {
		return "default"
	}
	return label[0]
}

// Time starts the timer of that label ("default" without one).
func Time(label ...string) {
	name := labelOf(label)
	timers.Lock()
	defer timers.Unlock()
	if _, running := timers.started[name]; running {
		Warn("Label '" + name + "' already exists for console.Time")
		return
	}
	if timers.started == nil {
		timers.started = map[string]time.Time{}
	}
	timers.started[name] = time.Now()
}

// TimeLog writes how long the timer has run.
func TimeLog(label ...string) { tell("console.TimeLog", labelOf(label), false) }

// TimeEnd writes how long the timer has run, and ends it.
func TimeEnd(label ...string) { tell("console.TimeEnd", labelOf(label), true) }

func tell(function, name string, end bool) {
	timers.Lock()
	defer timers.Unlock()
	started, running := timers.started[name]
	if !running {
		Warn("No such label '" + name + "' for " + function)
		return
	}
	if end {
		delete(timers.started, name)
	}
	Log(fmt.Sprintf("%s: %.3fms", name, float64(time.Since(started).Microseconds())/1000))
}
