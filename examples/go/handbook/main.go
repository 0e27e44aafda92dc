// SPDX-License-Identifier: Apache-2.0

// A company's handbook that answers questions. The pages are read, and their words indexed, when the
// app is loaded: every call begins with all of that in memory.
package main

import (
	"cmp"
	"embed"
	"fmt"
	"iter"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"handbook/content"
	"handbook/search"
)

//go:embed pages/*.md
var files embed.FS

var (
	pages = readPages()
	index = indexPages()
)

func readPages() map[string]*content.Page {
	all := map[string]*content.Page{}
	names, _ := files.ReadDir("pages")
	for _, name := range names {
		source, _ := files.ReadFile(path.Join("pages", name.Name()))
		page, err := content.Parse(strings.TrimSuffix(name.Name(), ".md"), source)
		if err != nil {
			panic(err)
		}
		all[page.Slug] = page
	}
	return all
}

func indexPages() *search.Index[string] {
	index := search.New[string]()
	for slug, page := range pages {
		index.Add(slug, page.Title+" "+page.Text)
	}
	return index
}

// ListPages returns the pages, those with all of the tags, the newest first.
func ListPages(tags ...string) []*content.Page {
	found := slices.Collect(maps.Values(pages))
	found = slices.DeleteFunc(found, func(p *content.Page) bool {
		return slices.ContainsFunc(tags, func(tag string) bool { return !slices.Contains(p.Tags, tag) })
	})
	slices.SortFunc(found, func(a, b *content.Page) int { return b.Updated.Compare(a.Updated) })
	return found
}

// GetPage returns one page.
func GetPage(slug string) (*content.Page, error) {
	if page, found := pages[slug]; found {
		return page, nil
	}
	return nil, fmt.Errorf("there is no page %q; there are: %s", slug, strings.Join(slices.Sorted(maps.Keys(pages)), ", "))
}

// A Hit is a page that was found.
type Hit struct {
	Slug    string
	Title   string
	Score   float64
	Excerpt string // the first sentence with a word of the question, such words in asterisks
}

// Search returns the pages that fit the words best; three when no limit is given.
func Search(words string, limit *int) []Hit {
	most := 3
	if limit != nil {
		most = *limit
	}
	var hits []Hit
	for _, match := range index.Find(words, most) {
		page := pages[match.Key]
		hits = append(hits, Hit{page.Slug, page.Title, match.Score, excerpt(page.Text, search.Words(words))})
	}
	return hits
}

var sentence = regexp.MustCompile(`[^.;]+[.;]?`)

func excerpt(text string, words []string) string {
	marked := make([]string, len(words))
	for i, word := range words {
		marked[i] = regexp.QuoteMeta(word)
	}
	any := regexp.MustCompile(`(?i)\b(` + strings.Join(marked, "|") + `)\b`)
	for _, s := range sentence.FindAllString(text, -1) {
		if any.MatchString(s) {
			return any.ReplaceAllString(strings.TrimSpace(s), "*$1*")
		}
	}
	return ""
}

// A WordCount tells how often a word is used.
type WordCount struct {
	Word  string
	Count int
}

// CommonWords returns the words that are used most, one after another.
func CommonWords(limit int) iter.Seq[WordCount] {
	all := func(yield func(WordCount) bool) {
		for word, count := range index.Counts() {
			if !yield(WordCount{word, count}) {
				return
			}
		}
	}
	return slices.Values(search.Top(all, limit, func(a, b WordCount) int {
		return cmp.Or(cmp.Compare(a.Count, b.Count), cmp.Compare(b.Word, a.Word))
	}))
}
