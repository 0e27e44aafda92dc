// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
)

// A Line is something that was bought.
type Line struct {
	What  string
	Count uint16
	Price float64 // The price of one, in euros.
}

type Invoice struct {
	Seller string // Who wrote it.
	Lines  []Line
}

// ReadInvoice finds in a text what an invoice says.
func ReadInvoice(text string) (Invoice, error) {
	model, err := models.GetModel[openai.ChatModel]("reader")
	if err != nil {
		return Invoice{}, err
	}
	input, err := model.CreateInput(
		openai.NewSystemMessage("Read the invoice that the user gives."),
		openai.NewUserMessage(text),
	)
	if err != nil {
		return Invoice{}, err
	}
	input.Temperature = 0
	input.MaxTokens = 400
	return models.Ask[Invoice](model, input)
}

// balanceOf tells what a customer still has to pay, in euros.
// @param customer The customer's name.
//
//modus:tool
func balanceOf(customer string) float64 {
	if customer == "Ada" {
		return 12.5
	}
	return 0
}

// Answer answers a customer.
func Answer(question string) (string, error) {
	model, err := models.GetModel[openai.ChatModel]("assistant")
	if err != nil {
		return "", err
	}
	model.Tools = []string{"balanceOf"}
	input, err := model.CreateInput(openai.NewUserMessage(question))
	if err != nil {
		return "", err
	}
	output, err := model.Invoke(input)
	if err != nil {
		return "", err
	}
	return output.Text(), nil
}
