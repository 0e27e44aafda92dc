// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

package console

import (
	"fmt"
	"os"

	"github.com/hypermodeinc/modus/sdk/go/internal/native"
)

func init() {
	native.Default("modus_system.logMessage", func(arguments ...any) any {
		if level := arguments[0].(string); level != "" {
			fmt.Fprintf(os.Stderr, "[%s] ", level)
		}
		fmt.Fprintln(os.Stderr, arguments[1])
		return nil
	})
}

func hostLogMessage(level, message string) { native.Invoke("modus_system.logMessage", level, message) }
