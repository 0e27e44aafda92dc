// SPDX-License-Identifier: Apache-2.0

// Package modules is what the clients that "modus build" writes are made with. In a native test a
// function of another module answers what testutils.Mock says:
//
//	testutils.Mock(t, "modus/catalog.findProduct", func(...any) any { return &catalog.Product{Name: "Tea"} })
//
// An error that a mock answers is the error of the call, and several results are a []any. Apps need
// nothing of this package.
package modules
