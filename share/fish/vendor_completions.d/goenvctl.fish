# Completion of goenvctl for fish; `goenvctl completion fish` prints it.

function __goenvctl
    set -l words (commandline -opc)
    set -l begun (commandline -ct)
    set -l at (contains -i -- -- $words)
    if test -n "$at"; and string match -qr '^(exec|why)$' -- $words[1..$at]
        set -e words[1..$at] # behind `--` stands another command
        complete -C (string join ' ' -- (string escape -- $words) $begun)
        return
    end
    for line in (env _GOENVCTL_COMPLETE=fish $words "$begun" 2>/dev/null)
        set -l parts (string split -m 2 \t -- $line)
        switch $parts[1]
            case file
                __fish_complete_path $begun
            case dir
                __fish_complete_directories $begun ''
            case plain
                printf '%s\t%s\n' $parts[2] "$parts[3]"
        end
    end
end

complete -c goenvctl -k -f -a '(__goenvctl)'
