#compdef coffeechat
# Completions of coffeechat for zsh. In ~/.zshrc, after compinit: source <(coffeechat completions zsh)
_coffeechat() {
    local value about
    local -a values shown open open_shown
    while IFS=$'\t' read -r value about; do
        if [[ $value == *[:=/] ]]; then
            open+=("$value") open_shown+=("$value${about:+  -- $about}")
        else
            values+=("$value") shown+=("$value${about:+  -- $about}")
        fi
    done < <(coffeechat complete zsh "=${(Q)PREFIX}" "${(@Q)words[1,CURRENT-1]}" 2> /dev/null)
    # -U: coffeechat has already chosen the values that match, without regard to case.
    (( $#values )) && compadd -U -l -d shown -a values
    (( $#open )) && compadd -U -S '' -l -d open_shown -a open
    (( $#values + $#open ))
}
if [[ ${funcstack[1]} == _coffeechat ]]; then
    _coffeechat "$@"
else
    compdef _coffeechat coffeechat
fi
