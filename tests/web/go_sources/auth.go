package main

import (
	"fmt"
	"net/http"

	"answers/auth"
	"answers/cfg"
)

func answer(question string, args []string) (values []string, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%v", fault)
		}
	}()
	switch question {
	case "netrc":
		return auth.Netrc(args[0]), nil
	case "answer":
		return auth.Answer(args[0])
	case "git":
		return auth.Git(args[0]), nil
	case "stops":
		cfg.GOAUTH = args[0]
		req, err := http.NewRequest("GET", "https://example.com", nil)
		if err != nil {
			return nil, err
		}
		auth.AddCredentials(http.DefaultClient, req, nil, req.URL.String())
		return nil, nil
	}
	panic(question)
}
