//! Commands for shells and manuals.

use clap::{Args, ValueEnum};

/// A shell that completes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// GNU bash
    Bash,
    /// Z shell
    Zsh,
    /// fish
    Fish,
    /// `PowerShell`
    Powershell,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
#[command(
    after_help = "Commands, options, and the names and ids of your notes are completed.\n\nExamples:\n  coffeechat completions fish > ~/.config/fish/completions/coffeechat.fish\n  source <(coffeechat completions bash)       in ~/.bashrc\n  source <(coffeechat completions zsh)        in ~/.zshrc, after compinit\n  coffeechat completions powershell | Out-String | Invoke-Expression\n                                              in $PROFILE"
)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Arguments of `complete`, which the scripts of the shells call.
#[derive(Debug, Args)]
pub struct CompleteArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
    /// Bash: the line up to the cursor. Others: `=` and the word that is being typed, then the words before it
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub words: Vec<String>,
}
