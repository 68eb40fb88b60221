//! "Did you mean": the nearest of the names that are known.

/// Returns the known name that `written` most resembles, or `None` if it resembles none.
///
/// Case, space, `_` and `-` do not count.
#[must_use]
pub(crate) fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// The similarity from which a name is worth offering: `nuge` is offered `nudge`, `command` is not offered `contact`.
    const ALIKE: f64 = 0.85;
    /// No name that is known is nearly as long; comparing takes time.
    const LONGEST: usize = 100;
    if written.len() > LONGEST {
        return None;
    }
    let written = plain_form(written);
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&written, &plain_form(name)), name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}

/// Returns the known name that differs from `written` in a letter or two: a slip where other words are allowed too.
#[must_use]
pub(crate) fn misspelt<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// One slip in this many letters.
    const LETTERS_A_SLIP: usize = 4;
    const MOST_SLIPS: usize = 2;
    const LONGEST: usize = 100;
    if written.len() > LONGEST {
        return None;
    }
    let written = plain_form(written);
    let slips = |name: &'a str| {
        let plain = plain_form(name);
        let slips = strsim::osa_distance(&written, &plain);
        (slips <= MOST_SLIPS.min(plain.chars().count() / LETTERS_A_SLIP)).then_some((slips, name))
    };
    known.into_iter().filter_map(slips).min_by_key(|(slips, _)| *slips).map(|(_, name)| name)
}

/// Returns the known name that differs from `written` in one slip, if only one can be meant.
pub(crate) fn only_misspelt<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = plain_form(written);
    let is_near = |name: &&'a str| strsim::osa_distance(&written, &plain_form(name)) <= 1;
    let mut near = known.into_iter().filter(is_near);
    near.next().filter(|_| near.next().is_none())
}

/// Returns whether a word differs from a known name in one slip of the fingers: no short word, and not by an `s` at the
/// end, which makes another word of it. Both are in their plain form.
#[must_use]
pub(crate) fn is_slip(written: &str, known: &str) -> bool {
    const SHORTEST: usize = 5;
    let (short, long) = if written.len() < known.len() { (written, known) } else { (known, written) };
    short.len() >= SHORTEST
        && long.len() <= short.len() + '…'.len_utf8()
        && long.strip_suffix('s') != Some(short)
        && strsim::osa_distance(written, known) == 1
}

/// Returns `; did you mean … ?` with the nearest known name, or nothing; for the end of a message.
#[must_use]
pub(crate) fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(written, known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// Returns a name in lower case without space, `_` and `-`: two names with the same form are the same.
pub(crate) fn plain_form(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_what_was_probably_meant() {
        let known = ["nudge", "close", "keep-in-touch", "contact"];
        let rows = [
            ("nuge", Some("nudge")),
            ("Nudges", Some("nudge")),
            ("keepintouch", Some("keep-in-touch")),
            ("Keep in tuoch", Some("keep-in-touch")),
            ("contacts", Some("contact")),
            ("command", None),
            ("xyz", None),
            ("", None),
        ];
        for (written, expected) in rows {
            assert_eq!(nearest(written, known), expected, "{written}");
        }
        let slips = [
            ("contcat", Some("contact")),
            ("nudge her", None),
            ("contacts from work", None),
            ("keep in tuoch", Some("keep-in-touch")),
        ];
        for (written, expected) in slips {
            assert_eq!(misspelt(written, known), expected, "{written}");
        }
        let only = [("nuge", Some("nudge")), ("cost", None), ("contacts", Some("contact")), ("kep in tuch", None)];
        for (written, expected) in only {
            assert_eq!(only_misspelt(written, ["nudge", "contact", "most", "lost"]), expected, "{written}");
        }
        let slips = [
            ("requestd", "requested", true),
            ("reqeusted", "requested", true),
            ("requested", "requested", false),
            ("companys", "company", false),
            ("compañy", "company", true),
            ("data", "date", false),
            ("requ", "requested", false),
        ];
        for (written, name, expected) in slips {
            assert_eq!(is_slip(written, name), expected, "{written}");
        }
        assert_eq!(did_you_mean("clsoe", known), "; did you mean `close`?");
        assert_eq!(did_you_mean(&"close".repeat(1_000), known), "");
    }
}
