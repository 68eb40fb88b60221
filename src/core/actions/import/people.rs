//! Finds out whether the vault has a person already, by mail address, profile and name. It never guesses.

use std::collections::HashMap;

use crate::core::index::{Index, NoteId};
use crate::core::model::Note;
use crate::core::model::vocabulary::Key;

use super::names::{exact, loose, profile, share_a_word};
use super::person::Person;

/// A known person: one with a note, or one in an earlier row of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Who {
    Note(NoteId),
    /// The row with this number, counted from 0 over all files.
    Row(usize),
}

/// Whether a person is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Match {
    /// They are not.
    New,
    /// They are this person. The text says what is the same: `mail`.
    Same(Who, &'static str),
    /// They may be this person. The text says what is the same and what is not: `same name, another mail`.
    Perhaps(Who, &'static str),
    /// They are one of these people, but nothing shows which one. The text says what is the same: `name`.
    Several(Vec<Who>, &'static str),
}

/// All known people, with indexes by mail address, profile and name. The numbers are places in `all`.
#[derive(Debug, Default)]
pub(super) struct People {
    all: Vec<KnownPeople>,
    mails: HashMap<String, Vec<usize>>,
    profiles: HashMap<String, Vec<usize>>,
    exact: HashMap<String, Vec<usize>>,
    loose: HashMap<String, Vec<usize>>,
    places: HashMap<Who, usize>,
}

#[derive(Debug)]
struct KnownPeople {
    who: Who,
    name: String,
    has_mail: bool,
    has_profile: bool,
}

impl People {
    /// Returns the contacts of a vault.
    pub(super) fn new(index: &Index) -> Self {
        let mut people = Self::default();
        for (id, note, contact) in index.contacts() {
            let mails = contact.email.as_deref().into_iter().chain(note.properties.get("email"));
            let mails =
                mails.flat_map(|mails| mails.split([',', ';', ' '])).map(mail).filter(|mail| mail.contains('@'));
            people.add(Who::Note(id), names_of(note), mails.collect(), profile_of(note));
        }
        people
    }

    /// Adds a person of the files.
    pub(super) fn add_row(&mut self, row: usize, person: &Person) {
        let mails = person.values(Key::Email).iter().map(|text| mail(text)).collect();
        let profile = person.values(Key::LinkedIn).first().and_then(|text| profile(text));
        self.add(Who::Row(row), vec![person.name.clone()], mails, profile);
    }

    /// Adds the mail addresses and the profile that a known person gets from a row, if `keys` has them.
    pub(super) fn learn(&mut self, who: Who, person: &Person, keys: &[String]) {
        let Some(at) = self.places.get(&who).copied() else { return };
        let Some(known) = self.all.get_mut(at) else { return };
        if keys.iter().any(|key| key == "email") {
            known.has_mail = true;
            for text in person.values(Key::Email) {
                self.mails.entry(mail(text)).or_default().push(at);
            }
        }
        if keys.iter().any(|key| key == "linkedin")
            && let Some(profile) = person.values(Key::LinkedIn).first().and_then(|text| profile(text))
        {
            known.has_profile = true;
            self.profiles.entry(profile).or_default().push(at);
        }
    }

    fn add(&mut self, who: Who, names: Vec<String>, mails: Vec<String>, profile: Option<String>) {
        let at = self.all.len();
        self.places.insert(who, at);
        let put = |map: &mut HashMap<String, Vec<usize>>, key: String| {
            let places = map.entry(key).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        };
        for name in &names {
            put(&mut self.exact, exact(name));
            put(&mut self.loose, loose(name));
        }
        let known = KnownPeople {
            who,
            name: names.into_iter().next().unwrap_or_default(),
            has_mail: !mails.is_empty(),
            has_profile: profile.is_some(),
        };
        for mail in mails {
            put(&mut self.mails, mail);
        }
        if let Some(profile) = profile {
            put(&mut self.profiles, profile);
        }
        self.all.push(known);
    }

    /// Returns whether a person is known, and who they are.
    pub(super) fn find(&self, person: &Person) -> Match {
        let exact = exact(&person.name);
        let named = self.exact.get(&exact).map_or(&[][..], Vec::as_slice);
        let mut tokens = Vec::new();
        let mails = person.values(Key::Email);
        tokens.extend(mails.iter().filter_map(|text| self.mails.get(&mail(text))));
        let by_mail = tokens.len();
        let profile = person.values(Key::LinkedIn).first().and_then(|text| profile(text));
        tokens.extend(profile.as_ref().and_then(|profile| self.profiles.get(profile)));
        // A profile belongs to one person, but several people may share a mailbox.
        let by = if tokens.len() > by_mail { "LinkedIn profile" } else { "mail" };
        let mut told: Vec<usize> = tokens.into_iter().flatten().copied().collect();
        told.sort_unstable();
        told.dedup();
        // If several people share a mailbox, the name decides.
        if told.len() > 1 && told.iter().filter(|at| named.contains(at)).count() == 1 {
            told.retain(|at| named.contains(at));
        }
        match *told.as_slice() {
            // If the mailbox belongs to somebody with quite another name, a known person of the same name counts more.
            [one] if named.is_empty() || by != "mail" || self.shares_a_word(one, person) => {
                return self.by_token(one, person, by);
            }
            [] | [_] => {}
            _ => return Match::Several(self.who(&told), by),
        }
        match *named {
            [one] => match self.get(one) {
                Some(known) if known.has_mail && !mails.is_empty() => {
                    Match::Perhaps(known.who, "same name, another mail")
                }
                Some(known) if known.has_profile && profile.is_some() => {
                    Match::Perhaps(known.who, "same name, another LinkedIn profile")
                }
                Some(known) => Match::Same(known.who, "name"),
                None => Match::New,
            },
            [] => match self.loose.get(&loose(&person.name)).and_then(|alike| self.get(*alike.first()?)) {
                Some(known) => Match::Perhaps(known.who, "nearly the same name"),
                None => Match::New,
            },
            _ => Match::Several(self.who(named), "name"),
        }
    }

    fn by_token(&self, at: usize, person: &Person, by: &'static str) -> Match {
        match self.get(at) {
            Some(known) if by == "mail" && !self.shares_a_word(at, person) => {
                Match::Perhaps(known.who, "same mail, another name")
            }
            Some(known) => Match::Same(known.who, by),
            None => Match::New,
        }
    }

    fn shares_a_word(&self, at: usize, person: &Person) -> bool {
        self.get(at).is_some_and(|known| share_a_word(&known.name, &person.name))
    }

    fn get(&self, at: usize) -> Option<&KnownPeople> {
        self.all.get(at)
    }

    fn who(&self, places: &[usize]) -> Vec<Who> {
        places.iter().filter_map(|at| self.get(*at)).map(|known| known.who).collect()
    }
}

/// Returns the names of a contact: the title first, then the aliases.
fn names_of(note: &Note) -> Vec<String> {
    std::iter::once(&note.title).chain(&note.aliases).map(ToString::to_string).collect()
}

fn profile_of(note: &Note) -> Option<String> {
    profile(note.properties.get("linkedin")?)
}

/// Returns a mail address in the form in which addresses are compared: `ann@example.com`.
fn mail(text: &str) -> String {
    let text = text.trim().trim_matches(['<', '>']);
    text.strip_prefix("mailto:").unwrap_or(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::actions::import::fields::{DayReading, Field};
    use crate::core::base::NotePath;
    use crate::core::config::Config;
    use crate::core::parse::NoteParser;

    const NOTES: [(&str, &str); 6] = [
        ("people/ann.md", "name: Ann Lee\nemail: [ann@example.com, a.lee@example.com]"),
        ("people/bo.md", "name: Bo Park\naliases: [Robert Park]\nlinkedin: https://www.linkedin.com/in/bo-park"),
        ("people/zoe.md", "name: Zoë Quinn\nwork-email: office@example.com"),
        ("people/sam-1.md", "name: Sam Rivera\nemail: sam@example.com"),
        ("people/sam-2.md", "name: Sam Rivera"),
        ("people/eve.md", "name: Eve Stone\nemail: office@example.com"),
    ];

    fn found(name: &str, mail: &str, profile: &str) -> String {
        let config = Config::default();
        let parser = NoteParser::new(&config);
        let note = |(path, keys): &(&str, &str)| {
            parser.parse(&NotePath::new(*path), format!("---\ntype: contact\n{keys}\n---\n").as_bytes())
        };
        let index = Index::new(NOTES.iter().map(note).collect());
        let (email, linkedin) = (Field::known(Key::Email).unwrap(), Field::known(Key::LinkedIn).unwrap());
        let person =
            Person::from_cells([(&Field::Name, name), (&email, mail), (&linkedin, profile)], DayReading::default())
                .unwrap();
        let path = |who: &Who| match who {
            Who::Note(id) => index.note(*id).path.stem().to_owned(),
            Who::Row(row) => row.to_string(),
        };
        match People::new(&index).find(&person) {
            Match::New => String::from("new"),
            Match::Same(who, by) => format!("{} by {by}", path(&who)),
            Match::Perhaps(who, why) => format!("perhaps {}: {why}", path(&who)),
            Match::Several(all, by) => format!("{} by {by}", all.iter().map(path).collect::<Vec<_>>().join(" or ")),
        }
    }

    #[test]
    fn a_person_is_found_by_mail_profile_and_name() {
        for ((name, mail, profile), expected) in [
            (("Ann Lee", "", ""), "ann by name"),
            (("LEE, Ann", "", ""), "ann by name"),
            (("Dr. Ann Lee", "ANN@Example.com", ""), "ann by mail"),
            (("Ann Holm", "a.lee@example.com", ""), "ann by mail"),
            (("Ann Lee", "other@example.com", ""), "perhaps ann: same name, another mail"),
            (("Cy Wood", "ann@example.com", ""), "perhaps ann: same mail, another name"),
            (("Bo Park", "ann@example.com", ""), "bo by name"),
            (("robert park", "", ""), "bo by name"),
            (("Roberta P.", "", "linkedin.com/in/Bo-Park/"), "bo by LinkedIn profile"),
            (("Roberta P.", "ann@example.com", "bo-park"), "ann or bo by LinkedIn profile"),
            (("Bo Park", "", "bo-park-2"), "perhaps bo: same name, another LinkedIn profile"),
            (("Bo Park", "bo@example.com", ""), "bo by name"),
            (("Zoe Quinn", "", ""), "perhaps zoe: nearly the same name"),
            (("Zoe\u{308} Quinn", "", ""), "zoe by name"),
            (("Sam Rivera", "", ""), "sam-1 or sam-2 by name"),
            (("Sam Rivera", "sam@example.com", ""), "sam-1 by mail"),
            (("Eve Stone", "office@example.com", ""), "eve by mail"),
            (("Kim Day", "office@example.com", ""), "eve or zoe by mail"),
            (("Ann Leeds", "", ""), "new"),
        ] {
            assert_eq!(found(name, mail, profile), expected, "{name} {mail} {profile}");
        }
    }
}
