// Answers what Go makes of the files that a mirror serves. A line is a question and its arguments, each
// in hexadecimal and after a blank; an answer is "ok" or "error" and its values, in the same form.
//
// "zip PATH VERSION FILE": the kind of fault ("format", "entries", "size", "damaged" or nothing), and the
// hash where there is none. "info DATA": the version, and the seconds since the epoch. "list DATA": its
// tagged versions.

package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
	"golang.org/x/mod/sumdb/dirhash"
	"golang.org/x/mod/zip"
)

func judgeZip(path, version, file string) (kind, hash string) {
	checked, err := zip.CheckZip(module.Version{Path: path, Version: version}, file)
	switch {
	case checked.SizeError != nil:
		return "size", ""
	case len(checked.Invalid) > 0:
		return "entries", ""
	case err != nil:
		return "format", ""
	}
	hash, err = dirhash.HashZip(file, dirhash.Hash1)
	if err != nil {
		return "damaged", ""
	}
	return "", hash
}

// RevInfo and Origin are those of cmd/go/internal/modfetch, as far as they are read.
type RevInfo struct {
	Version string
	Time    time.Time
	Origin  *Origin
}

type Origin struct {
	VCS, URL, Subdir, Hash, TagPrefix, TagSum, Ref, RepoSum string
}

func readInfo(data string) ([]string, error) {
	info := new(RevInfo)
	if err := json.Unmarshal([]byte(data), info); err != nil {
		return nil, err
	}
	return []string{info.Version, fmt.Sprint(info.Time.Unix())}, nil
}

// readList is the loop of proxyRepo.Versions.
func readList(data string) (list []string) {
	for _, line := range strings.Split(data, "\n") {
		f := strings.Fields(line)
		if len(f) >= 1 && semver.IsValid(f[0]) && !module.IsPseudoVersion(f[0]) {
			list = append(list, f[0])
		}
	}
	return list
}

func answer(question string, args []string) ([]string, error) {
	switch question {
	case "zip":
		kind, hash := judgeZip(args[0], args[1], args[2])
		return []string{kind, hash}, nil
	case "info":
		return readInfo(args[0])
	case "list":
		return readList(args[0]), nil
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
