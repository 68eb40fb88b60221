# Completions of coffeechat for fish. Once: coffeechat completions fish > ~/.config/fish/completions/coffeechat.fish
complete -c coffeechat -f -k -a '(coffeechat complete fish "="(commandline -ct) (commandline -opc) 2> /dev/null)'
