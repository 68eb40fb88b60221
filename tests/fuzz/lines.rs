//! Lines that people type: of every kind, each with a word that tells it from all others.

use crate::random::Random;

/// Lines that nobody takes for the program's; `{}` is the typed word.
const LINES: [&str; 30] = [
    "{}",
    "{} — today",
    "- {}",
    "* {}",
    "+ {}",
    "  - {}",
    "1. {}",
    "1) {}",
    "- [ ] {}",
    "- [x] {}",
    "* [ ] {} 📅 2026-11-22",
    "{} | 555",
    "**{}**",
    "_{}_",
    "__{}__",
    "~~{}~~",
    "# {}",
    "### {}",
    "> {}",
    "> [!note] {}",
    "`{}`",
    "<b>{}</b>",
    "<!-- {} -->",
    "<!--{}-->",
    "%% {} %%",
    "$$ {} $$",
    "![[{}]]",
    "[^1]: {}",
    "[{}]: https://example.com",
    "- **{}** thought",
];

/// Returns lines with a typed word in them, each with its end.
pub(crate) fn typed(random: &mut Random, word: &str) -> String {
    let line = random.one(&LINES).replace("{}", word);
    let blank = random.one(&["", "", "", "  ", "\u{a0}"]);
    match random.below(8) {
        0 => format!("\n{line}{blank}\n"),
        1 => format!("{line}{blank}\n\n"),
        2 => format!("  {line}\n"),
        _ => format!("{line}{blank}\n"),
    }
}
