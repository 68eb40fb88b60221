# Completions of coffeechat for bash. In ~/.bashrc: source <(coffeechat completions bash)
_coffeechat() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(coffeechat complete bash "${COMP_LINE:0:COMP_POINT}" 2> /dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[:=/] ]]; then
        compopt -o nospace 2> /dev/null
    fi
}
complete -o nosort -F _coffeechat coffeechat 2> /dev/null || complete -F _coffeechat coffeechat
