// Answers questions, one per line: its words are in hexadecimal, and so are those of the answer,
// which begins with "ok" or "error".

package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
)

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
