// SPDX-License-Identifier: Apache-2.0

package modules

// Call is what the functions of a client consist of until the build tool puts calls of the module into
// their place.
func Call(name string, _ []any, _ ...any) error {
	panic(name + " is not called by \"modus build\"; build the app with it")
}
