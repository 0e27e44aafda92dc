// SPDX-License-Identifier: Apache-2.0

package console

func Assert(condition bool, message string)
func Log(message string)
func Logf(format string, args ...any)
func Debug(message string)
func Debugf(format string, args ...any)
func Info(message string)
func Infof(format string, args ...any)
func Warn(message string)
func Warnf(format string, args ...any)
func Error(message string)
func Errorf(format string, args ...any)
func Time(label ...string)
func TimeLog(label ...string)
func TimeEnd(label ...string)
