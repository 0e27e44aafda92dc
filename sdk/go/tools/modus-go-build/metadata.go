// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

const (
	metadataVersion = 2
	abiVersion      = "packed/1"
	sdkVersion      = "0.18.100"
)

type docsJson struct {
	Lines []string `json:"lines"`
}

type parameterJson struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

type resultJson struct {
	Name string `json:"name,omitempty"`
	Type string `json:"type"`
}

type functionJson struct {
	Parameters []parameterJson `json:"parameters,omitempty"`
	Results    []resultJson    `json:"results,omitempty"`
	Docs       *docsJson       `json:"docs,omitempty"`
}

type fieldJson struct {
	Name string    `json:"name"`
	Type string    `json:"type"`
	Docs *docsJson `json:"docs,omitempty"`
}

type typeJson struct {
	Fields []fieldJson `json:"fields"`
	Docs   *docsJson   `json:"docs,omitempty"`
}

type metadataJson struct {
	Abi         string                  `json:"abi"`
	Plugin      string                  `json:"plugin"`
	Module      string                  `json:"module"`
	Sdk         string                  `json:"sdk"`
	BuildId     string                  `json:"buildId"`
	BuildTs     string                  `json:"buildTs"`
	GitRepo     string                  `json:"gitRepo,omitempty"`
	GitCommit   string                  `json:"gitCommit,omitempty"`
	FnExports   map[string]functionJson `json:"fnExports"`
	FnImports   map[string]functionJson `json:"fnImports"`
	Types       map[string]typeJson     `json:"types"`
	AnswerTypes map[string]string       `json:"answerTypes,omitempty"`
}

// What the module says about itself, as docs/function-abi.md tells.
func describeModule(p *program, functions []*function, answers []answer, set *typeSet, clients []*client, imports []string) ([]byte, error) {
	a := p.app
	about := metadataJson{
		Abi: abiVersion, Plugin: a.name, Module: a.modulePath, Sdk: "modus-sdk-go@" + sdkVersion,
		BuildId: newBuildId(), BuildTs: time.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
		GitRepo: repositoryUrl(git(a.dir, "remote", "get-url", "origin")), GitCommit: git(a.dir, "rev-parse", "HEAD"),
		FnExports: map[string]functionJson{}, FnImports: map[string]functionJson{}, Types: map[string]typeJson{},
		AnswerTypes: map[string]string{},
	}
	for _, asked := range answers {
		about.AnswerTypes[asked.name] = set.find(asked.typ).name()
	}
	for _, f := range functions {
		about.FnExports[f.exportName] = describeFunction(f, set)
	}
	addRecords(&about, set)
	addImports(&about, imports)
	if err := addModuleImports(&about, p, clients, imports); err != nil {
		return nil, err
	}
	return json.Marshal(about)
}

func addRecords(about *metadataJson, set *typeSet) {
	for _, t := range set.all {
		if t.kind == recordKind {
			about.Types[t.name()] = describeRecord(t)
		}
	}
}

func describeFunction(f *function, set *typeSet) functionJson {
	described := functionJson{Docs: describeDocs(f.docs)}
	for i, parameter := range f.parameters {
		described.Parameters = append(described.Parameters, parameterJson{f.names[i], set.find(parameter.Type()).name()})
	}
	if f.stream != nil {
		described.Results = []resultJson{{Type: "stream<" + set.find(f.stream.element).name() + ">"}}
	}
	for _, result := range f.results {
		name := result.Name()
		if name == "_" {
			name = ""
		}
		described.Results = append(described.Results, resultJson{name, set.find(result.Type()).name()})
	}
	return described
}

func describeRecord(t *abiType) typeJson {
	described := typeJson{Fields: []fieldJson{}, Docs: describeDocs(t.docs)}
	for _, field := range t.fields {
		described.Fields = append(described.Fields, fieldJson{field.name, field.typ.name(), describeDocs(field.docs)})
	}
	return described
}

func describeDocs(lines []string) *docsJson {
	if len(lines) == 0 {
		return nil
	}
	return &docsJson{lines}
}

// Twenty characters that begin with the time, so that later builds sort behind earlier ones.
func newBuildId() string {
	seconds := time.Now().Unix()
	id := []byte{byte(seconds >> 24), byte(seconds >> 16), byte(seconds >> 8), byte(seconds)}
	random := make([]byte, 8)
	rand.Read(random) // never fails
	return strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(append(id, random...)))
}

// What git prints; nothing outside of a repository or without git.
func git(dir string, arguments ...string) string {
	command := exec.Command("git", arguments...)
	command.Dir = dir
	output, err := command.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(output))
}

var scpAddress = regexp.MustCompile(`^(?:[^@/]+@)?([^:/]+):([^/].*)$`)

// The address where people find the repository, without names and passwords.
func repositoryUrl(remote string) string {
	if parts := scpAddress.FindStringSubmatch(remote); parts != nil && !strings.Contains(remote, "://") {
		remote = "https://" + parts[1] + "/" + parts[2]
	}
	address, err := url.Parse(remote)
	if err != nil || address.Host == "" {
		return ""
	}
	switch address.Scheme {
	case "https", "ssh", "git":
		address.Scheme = "https"
	case "http":
	default:
		return ""
	}
	return address.Scheme + "://" + address.Hostname() + strings.TrimSuffix(address.Path, ".git")
}
