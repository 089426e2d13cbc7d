// Answers questions about golang.org/x/mod/sumdb, one per line, in the form of tests/go/xmod.go:
// the question's name and its arguments, each in hexadecimal and after a blank; then "ok" or
// "error" and its values. It can also serve a database of its own.

package main

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb"
	"golang.org/x/mod/sumdb/dirhash"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func answer(question string, args []string) ([]string, error) {
	switch question {
	case "key":
		_, err := note.NewVerifier(args[0])
		return nil, err
	case "open":
		key, err := note.NewVerifier(args[0])
		if err != nil {
			return nil, err
		}
		opened, err := note.Open([]byte(args[1]), note.VerifierList(key))
		if err != nil {
			return nil, err
		}
		return []string{opened.Text}, nil
	case "head":
		tree, err := tlog.ParseTree([]byte(args[0]))
		return []string{fmt.Sprint(tree.N), tree.Hash.String()}, err
	case "record":
		id, text, rest, err := tlog.ParseRecord([]byte(args[0]))
		return []string{fmt.Sprint(id), string(text), string(rest)}, err
	case "tiles-for-record":
		tiles := &recorder{}
		_, _ = tlog.TileHashReader(tlog.Tree{N: number(args[1])}, tiles).ReadHashes(
			[]int64{tlog.StoredHashIndex(0, number(args[0]))})
		return tiles.paths, nil
	case "tiles-for-tree":
		tiles := &recorder{}
		_, _ = tlog.TreeHash(number(args[0]), tlog.TileHashReader(tlog.Tree{N: number(args[1])}, tiles))
		return tiles.paths, nil
	case "h1":
		content := make(map[string]string)
		var names []string
		for i := 0; i < len(args); i += 2 {
			names = append(names, args[i])
			content[args[i]] = args[i+1]
		}
		sum, err := dirhash.Hash1(names, func(name string) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(content[name])), nil
		})
		return []string{sum}, err
	case "lookup":
		return sumdb.NewClient(&reader{url: args[0], key: args[1], latest: []byte(args[2])}).Lookup(args[3], args[4])
	case "serve":
		return serve(args[0])
	}
	panic(question)
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// A recorder notes which tiles are asked for, and gives none.
type recorder struct{ paths []string }

func (r *recorder) Height() int                     { return 8 }
func (r *recorder) SaveTiles([]tlog.Tile, [][]byte) {}
func (r *recorder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	for _, tile := range tiles {
		r.paths = append(r.paths, "/"+tile.Path())
	}
	return nil, errors.New("recorded")
}

// A reader is what a client of a database at a URL needs; `latest` is the note of the head seen.
type reader struct {
	url, key string
	latest   []byte
}

var web = &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{}}

func (r *reader) ReadRemote(path string) ([]byte, error) {
	answer, err := web.Get(r.url + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return nil, errors.New(answer.Status)
	}
	return io.ReadAll(answer.Body)
}

func (r *reader) ReadConfig(file string) ([]byte, error) {
	if file == "key" {
		return []byte(r.key), nil
	}
	return r.latest, nil
}

func (r *reader) WriteConfig(_ string, old, latest []byte) error {
	if !bytes.Equal(old, r.latest) {
		return sumdb.ErrWriteConflict
	}
	r.latest = latest
	return nil
}

func (r *reader) ReadCache(string) ([]byte, error) { return nil, os.ErrNotExist }
func (r *reader) WriteCache(string, []byte)        {}
func (r *reader) Log(string)                       {}
func (r *reader) SecurityError(string)             {}

// serve starts a database of this name, which knows any module but those of absent.example.
func serve(name string) ([]string, error) {
	signer, key, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	handler := sumdb.NewServer(sumdb.NewTestServer(signer, func(path, version string) ([]byte, error) {
		if strings.HasPrefix(path, "absent.example/") {
			return nil, os.ErrNotExist
		}
		sum := sha256.Sum256([]byte(path + version))
		return []byte(fmt.Sprintf("%[1]s %[2]s h1:%[3]x\n%[1]s %[2]s/go.mod h1:%[4]x\n", path, version, sum[:16], sum[16:])), nil
	}))
	go (&http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0)}).Serve(listener)
	return []string{"http://" + listener.Addr().String(), key}, nil
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
