// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestSectionsAndImports(t *testing.T) {
	wasm := []byte("\x00asm\x01\x00\x00\x00" + "\x02\x0d\x01\x03sys\x05write\x00\x00" + "\x0a\x01\x00")
	imports, err := importedFunctions(wasm)
	if err != nil || strings.Join(imports, " ") != "sys.write" {
		t.Errorf("%v, %v", imports, err)
	}
	longer := appendCustomSection(wasm, "about", []byte("me"))
	if !bytes.HasSuffix(longer, []byte("\x00\x08\x05aboutme")) {
		t.Errorf("% x", longer)
	}
	for cut := range wasm {
		if imports, err := importedFunctions(wasm[:cut]); err == nil && len(imports) > 0 && cut < 23 {
			t.Errorf("%d bytes import %v", cut, imports)
		}
	}
}

func TestRepositoryAddressesKeepNoPasswords(t *testing.T) {
	for remote, want := range map[string]string{
		"https://user:secret@example.com/a/b.git": "https://example.com/a/b",
		"git@example.com:a/b.git":                 "https://example.com/a/b",
		"ssh://git@example.com:22/a/b":            "https://example.com/a/b",
		"/home/me/b":                              "",
		"file:///home/me/b":                       "",
		"":                                        "",
	} {
		if got := repositoryUrl(remote); got != want {
			t.Errorf("%s: %q, want %q", remote, got, want)
		}
	}
}

func TestBuildIds(t *testing.T) {
	id := newBuildId()
	if !regexp.MustCompile(`^[0-9a-v]{20}$`).MatchString(id) || id == newBuildId() {
		t.Error(id)
	}
}

// Each type that a host function or a record of it names is a record of the table, or needs none.
func TestTheTableOfHostFunctionsIsWhole(t *testing.T) {
	for name := range hostFunctions {
		about := metadataJson{FnImports: map[string]functionJson{}, Types: map[string]typeJson{}}
		addImports(&about, []string{name, "wasi_snapshot_preview1.fd_write"})
		if len(about.FnImports) != 1 {
			t.Errorf("%s: %v", name, about.FnImports)
		}
		for record, described := range about.Types {
			for _, field := range described.Fields {
				part := field.Type[strings.LastIndexAny(field.Type, "]*")+1:]
				if _, known := about.Types[part]; strings.HasPrefix(part, "modus_") && !known {
					t.Errorf("%s: %s.%s is a %s", name, record, field.Name, part)
				}
			}
		}
	}
}

var neutralNames = strings.NewReplacer("[]byte", "bytes", "uint16", "u16", "int32", "i32", "int64", "i64", "int", "i32",
	"time.Duration", "duration", "map[string]", "map<string, ")

// A type in the neutral spelling, in which lists, maps and bytes are not null.
func neutral(spelled string) string {
	if element, pointer := strings.CutPrefix(spelled, "*"); pointer {
		return neutral(element) + "?"
	}
	name := neutralNames.Replace(spelled)
	if element, list := strings.CutPrefix(name, "[]"); list {
		return "list<" + neutral(element) + ">"
	}
	if strings.HasPrefix(name, "map<") {
		name += ">"
	}
	return name
}

func neutralFields(text string) string {
	var fields []string
	for _, field := range splitFields(text) {
		fields = append(fields, field.Name+": "+neutral(field.Type))
	}
	return strings.Join(fields, ", ")
}

// docs/function-abi.md tells authors of other SDKs what this table tells the build.
func TestTheDocumentListsTheHostFunctions(t *testing.T) {
	document, err := os.ReadFile("../../../../docs/function-abi.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]string{}
	for _, line := range strings.Split(string(document), "\n") {
		if cells := strings.Split(line, "|"); strings.HasPrefix(line, "| `modus_") && len(cells) > 3 {
			_, tail, _ := strings.Cut(cells[2], "`")
			parts, _, _ := strings.Cut(tail, "`")
			told[strings.Trim(cells[1], " `")] = parts + ": " + strings.Trim(cells[3], " `–")
		}
	}
	delete(told, "modus_abi.take")
	delete(told, "modus_streams.push")
	notYet := regexp.MustCompile(`^modus_(sql_client|dgraph_client|neo4j_client|agents)\.`)
	meant := map[string]string{}
	for name, signature := range hostFunctions {
		if parameters, result, _ := strings.Cut(signature, ":"); !notYet.MatchString(name) {
			meant[name] = neutralFields(parameters) + ": " + neutral(strings.TrimSpace(result))
		}
	}
	for name, fields := range hostTypes {
		if !notYet.MatchString(name) {
			meant[name] = neutralFields(fields) + ": "
		}
	}
	for name := range meant {
		if told[name] != meant[name] {
			t.Errorf("%s: the document says %q, the table %q", name, told[name], meant[name])
		}
	}
	if len(told) != len(meant) {
		t.Errorf("the document has %d, the table %d", len(told), len(meant))
	}
}

func TestMessagesAreSeenFromTheApp(t *testing.T) {
	got := readable("# app\n./main.go:1:2: wrong\n/home/me/app/deep/a.go:3:4: bad\n\ngo: downloading x v1\n", "/home/me/app")
	if got != "main.go:1:2: wrong\ndeep/a.go:3:4: bad" {
		t.Errorf("%q", got)
	}
}

func TestOptions(t *testing.T) {
	for _, arguments := range [][]string{{}, {"-app", "x"}, {"-app", "x", "-sdk", "y", "-target", "fast"}, {"-nonsense"}} {
		if _, err := parseOptions(arguments); err == nil {
			t.Errorf("%v", arguments)
		}
	}
	o, err := parseOptions([]string{"-app", "/x", "-sdk", "/y", "-test", "--", "-v"})
	if err != nil || o.out != "/x/build" || !o.test || o.rest[0] != "-v" {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestVendoredModulesAsTheWorkspaceSeesThem(t *testing.T) {
	s := &workspace{folder: "/tmp/work"}
	got, err := s.vendoredModules("# example.com/near v1.0.0 => ../near\n## explicit; go 1.23\nexample.com/near\n"+
		"# "+sdkModule+" v0.18.0 => ./sdk\n## explicit; go 1.23\n"+sdkModule+"/abi\n"+
		"# example.com/far v1.2.0 => example.com/fork v1.2.1\nexample.com/far\n"+
		"# example.com/near => ../near\n# "+sdkModule+" => ./sdk\n", "/home/me/app")
	want := "## workspace\n# example.com/near v1.0.0 => ../../home/me/near\n## explicit; go 1.23\nexample.com/near\n" +
		"# " + sdkModule + " v0.18.0\n## explicit; go 1.23\n" +
		"# example.com/far v1.2.0 => example.com/fork v1.2.1\nexample.com/far\n" +
		"# example.com/near => ../../home/me/near\n"
	if err != nil || got != want {
		t.Errorf("%s%v", got, err)
	}
}
