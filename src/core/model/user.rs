//! By which names notes mean the user.

use super::link::{bare_name, is_user, name_words as words};

/// How many words more than a name somebody's name may have and still be that name: `Robin J. Marsh`.
const MORE_WORDS: usize = 2;

/// The user, by the names that the settings give.
#[derive(Debug, Clone, Default)]
pub(crate) struct User {
    /// Each name, as words that compare.
    names: Vec<Vec<String>>,
}

impl User {
    pub(crate) fn new(names: &[String]) -> Self {
        let names = names.iter().map(|name| words(bare_name(name))).filter(|words| !words.is_empty()).collect();
        Self { names }
    }

    /// Says whether the settings give a name.
    pub(crate) const fn is_known(&self) -> bool {
        !self.names.is_empty()
    }

    /// Says whether a name means the user: `me`, or a name of theirs in any spelling: `Marsh, Robin`, `robin-marsh`,
    /// `Robin J. Marsh (host)`.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        if is_user(name) || self.names.is_empty() {
            return is_user(name);
        }
        let is_own = |written: &[String]| self.names.iter().any(|own| are_same(own, written));
        match name.split_once(',') {
            // More than a surname before the comma is somebody, and more people behind it.
            Some((last, first)) => {
                let turned = words(&format!("{first} {last}"));
                if last.contains(' ') {
                    self.names.iter().any(|own| own.concat() == turned.concat())
                } else {
                    is_own(&turned)
                }
            }
            None => is_own(&words(bare_name(name))),
        }
    }

    /// Says whether a name is the first word of the user's name alone.
    pub(crate) fn is_first_name(&self, name: &str) -> bool {
        let name = if self.names.is_empty() { Vec::new() } else { words(bare_name(name)) };
        name.len() == 1 && self.names.iter().any(|own| own.len() > 1 && own.first() == name.first())
    }
}

/// Says whether two names are spellings of one: the same letters, or one has the words of the other in the same order,
/// two at least, and few more.
fn are_same(one: &[String], other: &[String]) -> bool {
    let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let mut rest = many.iter();
    let is_within = few.len() > 1 && many.len() - few.len() <= MORE_WORDS;
    one.concat() == other.concat() || (is_within && few.iter().all(|word| rest.any(|other| other == word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_users_name_means_the_user() {
        let user = User::new(&["Oliver Cook".to_owned(), "Kim".to_owned()]);
        let own = [
            "Oliver Cook",
            "oliver-cook",
            "oliver_cook",
            "Oliver.Cook",
            "OliverCook",
            "Cook, Oliver",
            "Oliver-Cook-KC",
            "Oliver J. Cook",
            "Óliver Cook",
            "Oliver Cook (creator)",
            "Oliver Cook — host",
            "Oliver Cook - Chair",
            "me",
            "Kim",
            "kim (host)",
        ];
        for name in own {
            assert!(user.is_called(name), "{name}");
        }
        let others = [
            "Oliver",
            "Cook",
            "Cook Oliver",
            "Oliver Twist",
            "Oliver Cook, Bo Diaz",
            "Kim Ek",
            "",
            "Ann Lee",
            "Oliver and all of the Cook family",
        ];
        for name in others {
            assert!(!user.is_called(name), "{name}");
        }
        assert!(User::new(&["Jörg Ek".to_owned()]).is_called("joerg-ek"));
        assert!(user.is_first_name("oliver") && user.is_first_name("Oliver (host)"));
        assert!(!user.is_first_name("Kim") && !user.is_first_name("Cook") && !User::default().is_first_name(""));
        assert!(!User::default().is_called("") && !User::default().is_called("Ann") && User::default().is_called("Me"));
    }
}
