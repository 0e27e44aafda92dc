// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"
	"strings"
	"testing"

	"handbook/content"
	"handbook/search"

	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
)

func TestPages(t *testing.T) {
	page, err := GetPage("travel")
	if err != nil || page.Title != "Travel" || page.Owner != nil || !strings.Contains(page.Html, "<td>140 € a night</td>") {
		t.Errorf("%+v, %v", page, err)
	}
	if _, err := GetPage("parties"); err == nil || !strings.Contains(err.Error(), "expenses, laptops, leave") {
		t.Error(err)
	}
}

func TestDamagedPages(t *testing.T) {
	for source, want := range map[string]string{
		"# Hello":                     "does not begin with ---",
		"---\ntitle: x\n":             "the head has no end",
		"---\ntitle: [\n---\n":        "the head: yaml",
		"---\nupdated: never\n---\nx": "the head: ",
		"---\ntags: [a]\n---\nx":      "no title",
	} {
		if _, err := content.Parse("x", []byte(source)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", source, err)
		}
	}
}

func TestSearchRanksByWords(t *testing.T) {
	index := search.New[int]()
	index.Add(1, "tea and milk")
	index.Add(2, "tea, tea and more tea")
	index.Add(3, "coffee")
	found := index.Find("a cup of TEA", 10)
	if len(found) != 2 || found[0].Key != 2 || found[1].Key != 1 {
		t.Error(found)
	}
	if len(index.Find("the", 10)) != 0 {
		t.Error("a word that tells nothing was found")
	}
}

func TestTop(t *testing.T) {
	got := search.Top(slices.Values([]int{3, 9, 1, 7}), 2, func(a, b int) int { return a - b })
	if !slices.Equal(got, []int{9, 7}) {
		t.Error(got)
	}
}

func TestWhatTheModelIsAsked(t *testing.T) {
	var asked string
	testutils.Mock(t, "modus_models.invokeModel", func(arguments ...any) any {
		asked = arguments[1].(string)
		return `{"choices": [{"message": {"content": " Thirty. "}}]}`
	})
	answer, err := Ask("How many days off are there?")
	if err != nil || answer.Text != "Thirty." || answer.Sources[0].Slug != "leave" {
		t.Errorf("%+v, %v", answer, err)
	}
	if !strings.Contains(asked, "# Days off (ask Mira)") || strings.Contains(asked, "# Travel") {
		t.Error(asked)
	}
	answers, err := AskAll([]string{"hotel", "xyzzy", "laptop"})
	if err != nil || len(answers) != 2 || answers[1].Sources[0].Slug != "laptops" {
		t.Errorf("%v, %v", answers, err)
	}
}
