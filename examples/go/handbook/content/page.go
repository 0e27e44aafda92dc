// SPDX-License-Identifier: Apache-2.0

// Package content reads pages: Markdown with a head in YAML.
package content

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"go.yaml.in/yaml/v3"
)

// A Head is what a page says about itself.
type Head struct {
	Title   string    `yaml:"title" json:"title"`
	Tags    []string  `yaml:"tags" json:"tags"`
	Owner   *string   `yaml:"owner" json:"owner,omitempty"` // whom to ask
	Updated time.Time `yaml:"updated" json:"updated"`
}

// A Heading leads to a part of a page.
type Heading struct {
	Level int
	Text  string
	Id    string // behind the # of a link
}

// A Page is one subject.
type Page struct {
	Head
	Slug     string // its name in links
	Html     string
	Text     string // without markup
	Headings []Heading
	Links    []string // where it leads, in the order of the text
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))

// Parse reads a page.
func Parse(slug string, source []byte) (*Page, error) {
	head, body, err := split(source)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", slug, err)
	}
	page := &Page{Slug: slug}
	if err := yaml.Unmarshal(head, &page.Head); err != nil {
		return nil, fmt.Errorf("%s: the head: %w", slug, err)
	}
	if page.Title == "" {
		return nil, fmt.Errorf("%s: the page has no title", slug)
	}
	document := markdown.Parser().Parse(text.NewReader(body))
	var html bytes.Buffer
	if err := markdown.Renderer().Render(&html, body, document); err != nil {
		return nil, fmt.Errorf("%s: %w", slug, err)
	}
	page.Html = html.String()
	return page, page.walk(document, body)
}

// The YAML between two lines of three dashes, and what follows.
func split(source []byte) (head, body []byte, err error) {
	rest, found := bytes.CutPrefix(source, []byte("---\n"))
	if !found {
		return nil, nil, errors.New("it does not begin with ---")
	}
	if head, body, found = bytes.Cut(rest, []byte("\n---\n")); !found {
		return nil, nil, errors.New("the head has no end")
	}
	return head, body, nil
}

// Collects the words, the headings and the links.
func (p *Page) walk(document ast.Node, source []byte) error {
	var words strings.Builder
	err := ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			if node.Type() == ast.TypeBlock {
				words.WriteByte(' ')
			}
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *ast.Text:
			words.Write(node.Segment.Value(source))
			if node.SoftLineBreak() {
				words.WriteByte(' ')
			}
		case *ast.Heading:
			id, _ := node.AttributeString("id")
			title := string(node.Lines().Value(source))
			p.Headings = append(p.Headings, Heading{node.Level, title, string(id.([]byte))})
		case *ast.Link:
			p.Links = append(p.Links, string(node.Destination))
		}
		return ast.WalkContinue, nil
	})
	p.Text = strings.Join(strings.Fields(words.String()), " ")
	return err
}
