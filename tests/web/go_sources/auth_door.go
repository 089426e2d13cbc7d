package auth

import "sort"

// What main asks of this package's own functions.

func Netrc(data string) (values []string) {
	for _, line := range parseNetrc(data) {
		values = append(values, line.machine, line.login, line.password)
	}
	return values
}

// Answer gives, for each prefix in order, the prefix, its headers as lines, and an end.
func Answer(data string) (values []string, err error) {
	credentials, err := parseUserAuth(data)
	if err != nil {
		return nil, err
	}
	for prefix, header := range credentials {
		lines := ""
		for name, list := range header {
			for i, value := range list {
				if i == 0 {
					lines += "\n" + name + ": " + value
				} else {
					lines += ", " + value
				}
			}
		}
		values = append(values, prefix+lines)
	}
	sort.Strings(values)
	return values, nil
}

func Git(data string) []string {
	prefix, username, password := parseGitAuth([]byte(data))
	return []string{prefix, username, password}
}
