// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"handbook/content"
)

const checkers = 4

// A Problem is something in a page that must be mended.
type Problem struct {
	Slug string
	What string
}

// CheckLinks follows all links between pages, several pages at a time.
func CheckLinks() []Problem {
	work, found := make(chan *content.Page), make(chan Problem)
	var group sync.WaitGroup
	for range checkers {
		group.Add(1)
		go func() {
			defer group.Done()
			for page := range work {
				for _, problem := range problemsOf(page) {
					found <- problem
				}
			}
		}()
	}
	go func() {
		for _, page := range pages {
			work <- page
		}
		close(work)
		group.Wait()
		close(found)
	}()
	return collect(found)
}

func collect(found <-chan Problem) []Problem {
	problems := []Problem{}
	for problem := range found {
		problems = append(problems, problem)
	}
	slices.SortFunc(problems, func(a, b Problem) int { return cmp.Or(cmp.Compare(a.Slug, b.Slug), cmp.Compare(a.What, b.What)) })
	return problems
}

func problemsOf(page *content.Page) (problems []Problem) {
	for _, link := range page.Links {
		target, err := url.Parse(link)
		switch {
		case err != nil:
			problems = append(problems, Problem{page.Slug, err.Error()})
		case !target.IsAbs() && pages[target.Path] == nil:
			problems = append(problems, Problem{page.Slug, fmt.Sprintf("it leads to %q, which is not there", link)})
		}
	}
	return problems
}

// A draft is a page that somebody wants to add.
type draft struct {
	Slug   string `json:"slug"`
	Source string `json:"source"`
}

// CheckDrafts reads pages as a JSON list of {"slug", "source"} and tells what is wrong with them.
func CheckDrafts(drafts string) ([]Problem, error) {
	decoder := json.NewDecoder(strings.NewReader(drafts))
	decoder.DisallowUnknownFields()
	var given []draft
	if err := decoder.Decode(&given); err != nil {
		return nil, fmt.Errorf("these are no drafts: %w", err)
	}
	problems := []Problem{}
	for _, d := range given {
		page, err := content.Parse(d.Slug, []byte(d.Source))
		if err != nil {
			problems = append(problems, Problem{d.Slug, err.Error()})
			continue
		}
		problems = append(problems, problemsOf(page)...)
	}
	return problems, nil
}

// Export writes what the pages say about themselves as JSON, an object by their names.
func Export() (string, error) {
	heads := map[string]content.Head{}
	for slug, page := range pages {
		heads[slug] = page.Head
	}
	text, err := json.MarshalIndent(heads, "", "  ")
	return string(text), err
}
