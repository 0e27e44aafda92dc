// SPDX-License-Identifier: Apache-2.0

// Package greeting stands for a module of somebody else.
package greeting

// A Card is what one sends.
type Card struct {
	// Text is what it says.
	Text   string
	secret chan int
}

func New(text string) Card { return Card{Text: text, secret: make(chan int)} }
