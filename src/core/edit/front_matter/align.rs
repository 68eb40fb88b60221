//! Keeps the comments after values in their columns, in notes that the program makes or fills in.

use unicode_width::UnicodeWidthStr as _;

use crate::core::base::text::slice;
use crate::core::syntax::front_matter::without_comment;

/// Returns the edited text `new` with its comments in the same columns as in `old`. A comment moves to the right if the
/// value needs the room.
pub(crate) fn aligned(old: &str, new: &str) -> String {
    let mut before = old.split_inclusive('\n');
    let align = |line: &str, before: &str| {
        let ((before, comment), (value, new)) = (split_comment(before)?, split_comment(line)?);
        let gap = before.width().saturating_sub(value.trim_end().width()).max(2);
        (new == comment).then(|| format!("{}{}{comment}", value.trim_end(), " ".repeat(gap)))
    };
    if old.matches('\n').count() != new.matches('\n').count() {
        return new.to_owned();
    }
    new.split_inclusive('\n')
        .map(|line| match before.next() {
            Some(before) if before != line => align(line, before).unwrap_or_else(|| line.to_owned()),
            _ => line.to_owned(),
        })
        .collect()
}

/// Splits the line of a key before its comment; `None` if it has none.
fn split_comment(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let content = without_comment(value.trim());
    let at = key.len() + 1 + value.find(content)? + content.len();
    let rest = slice(line, at..line.len());
    let comment = rest.trim_start();
    comment.starts_with('#').then(|| line.split_at(line.len() - comment.len()))
}
