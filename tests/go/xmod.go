// Answers questions about golang.org/x/mod, path and net/url, one per line.
// A line is the question's name and its arguments, each in hexadecimal and after a blank;
// an answer is "ok" or "error" and its values, in the same form.

package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/sumdb/note"
)

func answer(question string, args []string) (values []string, err error) {
	one := func(value string, err error) ([]string, error) { return []string{value}, err }
	switch question {
	case "match":
		return one(fmt.Sprint(module.MatchPrefixPatterns(args[0], args[1])), nil)
	case "glob":
		_, err := path.Match(args[0], "")
		return nil, err
	case "check-path":
		return nil, module.CheckPath(args[0])
	case "escape-path":
		return one(module.EscapePath(args[0]))
	case "escape-version":
		return one(module.EscapeVersion(args[0]))
	case "unescape-path":
		return one(module.UnescapePath(args[0]))
	case "unescape-version":
		return one(module.UnescapeVersion(args[0]))
	case "key":
		key, err := note.NewVerifier(args[0])
		if err != nil {
			return nil, err
		}
		return []string{key.Name(), fmt.Sprint(key.KeyHash())}, nil
	case "url":
		u, err := url.Parse(args[0])
		if err != nil {
			return nil, err
		}
		return []string{u.Scheme, fmt.Sprint(u.User != nil), u.Host, u.Path, u.Fragment, u.Opaque, u.RawQuery}, nil
	}
	panic(question)
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		fields := strings.Split(strings.TrimSuffix(line, "\n"), " ")
		for i, field := range fields[1:] {
			plain, err := hex.DecodeString(field)
			if err != nil {
				panic(err)
			}
			fields[i+1] = string(plain)
		}
		values, err := answer(fields[0], fields[1:])
		verdict := "ok"
		if err != nil {
			verdict, values = "error", []string{err.Error()}
		}
		for _, value := range values {
			verdict += " " + hex.EncodeToString([]byte(value))
		}
		fmt.Println(verdict)
	}
}
