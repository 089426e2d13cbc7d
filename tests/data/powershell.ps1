$env:EMPTY = ''
$env:PLAIN = 'https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct'
$env:QUOTES = 'it''s "so"'''
$env:SIGNS = '$HOME `n %PATH% $(exit) @{} # \'
$env:TYPOGRAPHIC = '' + [char]0x2018 + [char]0x2019 + '''' + [char]0x201A + [char]0x201B
$env:WIDE = 'a' + [char]0x4E2D + 'b' + [char]0xD83D + [char]0xDE00
# a comment with ?, on one line?exit
