package main

import (
	"net/url"
	"os"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// answer gives the proxy for the URL args[0] in the environment args[1:]: scheme, userinfo, host.
func answer(question string, args []string) ([]string, error) {
	os.Clearenv()
	for _, variable := range args[1:] {
		name, value, _ := strings.Cut(variable, "=")
		os.Setenv(name, value)
	}
	target, err := url.Parse(args[0])
	if err != nil {
		return nil, err
	}
	proxy, err := httpproxy.FromEnvironment().ProxyFunc()(target)
	if err != nil {
		return nil, err
	}
	if proxy == nil {
		return []string{"none"}, nil
	}
	user := ""
	if proxy.User != nil {
		user = proxy.User.String() + "@"
	}
	return []string{proxy.Scheme, user, proxy.Host}, nil
}
