// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// Runs the app's tests where they are written: natively. Returns the exit code of "go test".
func test(o options) int {
	err := runTests(o)
	var ended *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &ended):
		return ended.ExitCode()
	}
	fmt.Fprintln(os.Stderr, "Error:", err)
	return 1
}

func runTests(o options) error {
	temporary, err := os.MkdirTemp("", "modus-go-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary)
	app, err := readApp(o.app)
	if err != nil {
		return err
	}
	space, err := newWorkspace(app, o.sdk, temporary)
	if err != nil {
		return err
	}
	arguments := append([]string{"test", "-overlay=" + space.overlayFile()}, space.modules...)
	if len(o.rest) == 0 {
		arguments = append(arguments, "./...")
	}
	command := exec.Command("go", append(arguments, o.rest...)...)
	command.Dir = app.dir
	command.Env = append(os.Environ(), space.nativeEnvironment()...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	return command.Run()
}
