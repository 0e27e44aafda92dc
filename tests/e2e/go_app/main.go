// SPDX-License-Identifier: Apache-2.0

// What an app in Go may do besides taking and giving values.
package main

import (
	"bytes"
	cryptorand "crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	randv2 "math/rand/v2"
	"os"
	"regexp"
	"sort"
	"strings"
	"sync"
	"text/template"
	"time"

	"example.com/go-app/deep/inner"
	"example.com/greeting"
	"github.com/hypermodeinc/modus/sdk/go/pkg/auth"
	"github.com/hypermodeinc/modus/sdk/go/pkg/console"
	"github.com/hypermodeinc/modus/sdk/go/pkg/secrets"
)

var (
	words  = regexp.MustCompile(`\w+`)
	letter = template.Must(template.New("letter").Parse("Dear {{.Name}},{{range .Lines}}\n- {{.}}{{end}}"))
	early  = os.Getenv("CLAIMS") // before any call
)

// A Letter is written from a template.
type Letter struct {
	Name  string   `json:"name"`
	Lines []string `json:"lines"`
}

func WriteLetter(data string) (string, error) {
	var content Letter
	if err := json.Unmarshal([]byte(data), &content); err != nil {
		return "", fmt.Errorf("this is no letter: %w", err)
	}
	sort.Strings(content.Lines)
	var text bytes.Buffer
	err := letter.Execute(&text, content)
	return text.String(), err
}

func CountWords(text string) map[string]int {
	counts := map[string]int{}
	for _, word := range words.FindAllString(strings.ToLower(text), -1) {
		counts[word]++
	}
	return counts
}

// Sum is worked out by many goroutines.
func Sum(n int) int {
	parts := make(chan int)
	var group sync.WaitGroup
	for i := 1; i <= n; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			time.Sleep(time.Millisecond)
			parts <- i
		}()
	}
	go func() {
		group.Wait()
		close(parts)
	}()
	sum := 0
	for part := range parts {
		sum += part
	}
	return sum
}

// AskInParallel calls the host from several goroutines at once.
func AskInParallel(names []string) []string {
	values := make([]string, len(names))
	var group sync.WaitGroup
	for i, name := range names {
		group.Add(1)
		go func() {
			defer group.Done()
			if value, err := secrets.GetSecretValue(name); err == nil {
				values[i] = value
			}
		}()
	}
	group.Wait()
	return values
}

// Dice shows whatever a program can see of randomness.
func Dice() []string {
	secret := make([]byte, 8)
	cryptorand.Read(secret)
	order := ""
	for key := range map[string]bool{"a": true, "b": true, "c": true, "d": true, "e": true, "f": true, "g": true, "h": true} {
		order += key
	}
	source := rand.New(rand.NewSource(time.Now().UnixNano()))
	return []string{
		fmt.Sprint(rand.Int63()), fmt.Sprint(randv2.Uint64()), hex.EncodeToString(secret), order,
		fmt.Sprint(source.Int63()), fmt.Sprint(rand.Perm(20)),
	}
}

func Environment(name string) string { return early + os.Getenv(name) }

func Subject() (string, error) {
	claims, err := auth.GetJWTClaims[struct{ Sub string }]()
	return claims.Sub, err
}

func Panic(message string) string { panic(message) }

func Exit(code int) string {
	os.Exit(code)
	return ""
}

func Crash(at int) int { return []int{1, 2, 3}[at] }

func Complain() string {
	console.Error("something is odd")
	console.Log("nothing special")
	return "done"
}

func Fail() (string, error) {
	console.Warn("soon")
	return "", errors.Join(errors.New("one"), errors.New("two"))
}

func Forever() {
	for {
	}
}

func Hang() { select {} }

func Swallow() int {
	var all [][]byte
	for {
		all = append(all, make([]byte, 1<<20))
	}
}

func Print(text string) string {
	fmt.Println(text)
	return text
}

func SendCard(card greeting.Card) greeting.Card { return greeting.New(card.Text + "!") }

func Answer() int { return inner.Answer() }
