//! The meaning of the columns of a table: the program guesses it from the headers, or the user gives it with `--map`.

use crate::core::base::suggest::did_you_mean;
use crate::core::base::text::{fold_name, key_form};
use crate::core::model::key::{ImportMode, KEYS, Key, KeyDef};
use crate::core::parse::NoteParser;

use super::fields::Field;

/// A column and its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its header.
    pub header: String,
    /// Its meaning; `None` if it is not used.
    pub(super) field: Option<Field>,
}

impl Column {
    /// Returns the name of the field that the column fills, such as `company`; `None` if it is not used.
    #[must_use]
    pub(crate) fn target(&self) -> Option<&str> {
        self.field.as_ref().map(Field::name)
    }
}

/// A value of `--map`: `Firma=company`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnMapping {
    /// The header.
    pub header: String,
    /// Its meaning: a key, `name`, `first-name`, `notes` …, or `-` to leave the column out.
    pub target: String,
}

/// Headers of fields that are not keys of notes: in lower case, letters only.
const HEADERS: &[(&[&str], Field)] = &[
    (
        &[
            "name",
            "fullname",
            "contact",
            "contactname",
            "displayname",
            "fileas",
            "person",
            "who",
            "fn",
            "nomcomplet",
            "nombrecompleto",
        ],
        Field::Name,
    ),
    (&["firstname", "givenname", "forename", "first", "vorname", "prénom", "nombre"], Field::FirstName),
    (&["middlename", "additionalname"], Field::MiddleName),
    (&["lastname", "familyname", "surname", "last", "nachname", "nom", "apellido", "apellidos"], Field::LastName),
    (&["url", "website", "websitevalue", "webpage", "web", "homepage", "profile", "profileurl"], Field::Url),
    (
        &[
            "notes",
            "note",
            "comments",
            "comment",
            "remarks",
            "description",
            "notizen",
            "bemerkungen",
            "remarques",
            "notas",
        ],
        Field::Notes,
    ),
    (&["state"], Field::State),
];

/// Returns the columns with their meanings. What the user gives counts before the guess.
///
/// # Errors
///
/// If the user names a column that does not exist, or a meaning that a column cannot have.
pub(super) fn columns(
    headers: &[String],
    wishes: &[ColumnMapping],
    parser: &NoteParser<'_>,
) -> Result<Vec<Column>, String> {
    let mut fields: Vec<Option<Field>> = headers.iter().map(|header| guess(header, parser)).collect();
    // `Title` means the role, unless another column does: in that case it is more likely `Dr`.
    let role = Field::known(Key::Role);
    if !fields.contains(&role)
        && let Some(at) = headers.iter().position(|header| letters(header) == "title")
        && let Some(field) = fields.get_mut(at)
    {
        *field = role;
    }
    // With a column for first names and none for last names, `Name` means the last name.
    if fields.contains(&Some(Field::FirstName))
        && !fields.contains(&Some(Field::LastName))
        && let Some(at) = headers.iter().position(|header| letters(header) == "name")
        && let Some(field) = fields.get_mut(at)
    {
        *field = Some(Field::LastName);
    }
    for wish in wishes {
        let folded = fold_name(&wish.header);
        let mut meant = headers.iter().zip(&mut fields).filter(|(header, _)| fold_name(header) == folded).peekable();
        if meant.peek().is_none() {
            let hint = did_you_mean(&wish.header, headers.iter().map(String::as_str));
            return Err(format!("there is no column `{}` among {}{hint}", wish.header, quoted(headers)));
        }
        let field = target(&wish.target, parser)?;
        meant.for_each(|(_, place)| place.clone_from(&field));
    }
    Ok(headers.iter().zip(fields).map(|(header, field)| Column { header: header.clone(), field }).collect())
}

/// Returns headers for a message, at most twelve: `"Name", "Haus", 3 more`.
pub(super) fn quoted(headers: &[String]) -> String {
    let shown: Vec<&String> = headers.iter().filter(|header| !header.is_empty()).collect();
    let mut names: Vec<String> = shown.iter().take(12).map(|header| format!("\"{header}\"")).collect();
    names.extend((shown.len() > 12).then(|| format!("{} more", shown.len() - 12)));
    names.join(", ")
}

/// Returns the meaning of a header, if it is known.
pub(super) fn guess(header: &str, parser: &NoteParser<'_>) -> Option<Field> {
    let form = letters(header);
    if let Some((_, field)) = HEADERS.iter().find(|(names, _)| names.contains(&form.as_str())) {
        return Some(field.clone());
    }
    let has = |headers: &str| headers.split_whitespace().any(|header| header == form);
    let is_headed = |row: &&KeyDef| matches!(row.import, ImportMode::Headed(headers) if has(headers));
    if let Some(row) = KEYS.iter().find(is_headed) {
        return Field::known(row.key);
    }
    if form == "connectedon" {
        return Some(Field::Key(String::from("connected"), None));
    }
    match parser.key(header).or_else(|| parser.key(&form))? {
        Key::Name => Some(Field::Name),
        Key::FirstName => Some(Field::FirstName),
        Key::LastName => Some(Field::LastName),
        key => Field::known(key).filter(|_| matches!(key.row().import, ImportMode::Headed(_))),
    }
}

/// Returns the meaning that the user names: a field, a key of notes by any of its names, or a key of their own. `None`
/// for `-`.
fn target(text: &str, parser: &NoteParser<'_>) -> Result<Option<Field>, String> {
    let text = text.trim();
    let form = letters(text);
    if text == "-" {
        return Ok(None);
    }
    if let Some((_, field)) = HEADERS.iter().find(|(names, _)| names.contains(&form.as_str())) {
        return Ok(Some(field.clone()));
    }
    match parser.key(text) {
        Some(key) => match Field::known(key) {
            None => {
                Err(format!("an import cannot set the key `{text}`; name another key, or `-` to leave the column out"))
            }
            field => Ok(field),
        },
        None if is_key(text) => Ok(Some(Field::Key(text.to_owned(), None))),
        None => Err(format!(
            "`{text}` cannot be a key; start with a letter and use only letters, digits, `-` and `_`, or write `-` alone \
             to leave the column out"
        )),
    }
}

/// Says whether a text can be a key of the user's own.
fn is_key(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
        && text.chars().all(|char| char.is_alphanumeric() || matches!(char, '-' | '_'))
        && !key_form(text).is_empty()
}

/// Returns the letters of a header, in lower case: `E-mail 1 - Value` is `emailvalue`.
pub(super) fn letters(header: &str) -> String {
    header.chars().filter(|char| char.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::config::Config;

    fn shown(headers: &[&str], wishes: &[(&str, &str)]) -> Result<String, String> {
        let config = Config::default();
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let wishes: Vec<ColumnMapping> = wishes
            .iter()
            .map(|(header, target)| ColumnMapping { header: (*header).to_owned(), target: (*target).to_owned() })
            .collect();
        let columns = columns(&headers, &wishes, &NoteParser::new(&config))?;
        Ok(columns.iter().map(|column| column.target().unwrap_or(".")).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn headers_of_known_programs_are_understood() {
        let rows: [(&[&str], &str); 9] = [
            (
                &["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"],
                "first-name last-name linkedin or website email company role connected",
            ),
            (
                &[
                    "First Name",
                    "Middle Name",
                    "Last Name",
                    "Nickname",
                    "File As",
                    "Organization Name",
                    "Organization Title",
                    "Organization Department",
                    "Notes",
                    "Photo",
                    "Labels",
                    "E-mail 1 - Label",
                    "E-mail 1 - Value",
                    "Phone 1 - Label",
                    "Phone 1 - Value",
                    "Website 1 - Value",
                ],
                "first-name middle-name last-name aliases name company role . notes . tags . email . phone \
                 linkedin or website",
            ),
            (
                &[
                    "Name",
                    "Given Name",
                    "Additional Name",
                    "Family Name",
                    "Group Membership",
                    "E-mail 1 - Type",
                    "E-mail 1 - Value",
                    "E-mail 2 - Value",
                    "Organization 1 - Name",
                    "Organization 1 - Title",
                ],
                "name first-name middle-name last-name tags . email email company role",
            ),
            (
                &[
                    "Title",
                    "First Name",
                    "Job Title",
                    "E-mail Address",
                    "E-mail 2 Address",
                    "Mobile Phone",
                    "Categories",
                ],
                ". first-name role email email phone tags",
            ),
            (&["name", "TITLE", "e-mail", "Employer", "referred by"], "name role email company referred-by"),
            (&["Contact", "Organisation", "Follow-up date", "Last contacted"], "name company follow-up last-contact"),
            (
                &["Full name", "LinkedIn", "Source", "Tags", "Added", "Requested"],
                "name linkedin source tags added requested",
            ),
            (&["Status", "State", "Next step", "Meetings", "Path", "Type", "Date", ""], ". state . . . . . ."),
            (&["Name", "Vorname", "E-Mail", "Telefon", "Ort"], "last-name first-name email phone ."),
        ];
        for (headers, expected) in rows {
            assert_eq!(shown(headers, &[]).as_deref(), Ok(expected), "{headers:?}");
        }
    }

    #[test]
    fn every_key_that_an_import_sets_has_headers() {
        let config = Config::default();
        let parser = NoteParser::new(&config);
        for row in KEYS {
            let field = Field::known(row.key);
            let headers = match row.import {
                ImportMode::Headed(headers) => headers,
                ImportMode::Named => {
                    assert!(row.names().all(|name| field != guess(name, &parser)), "{}", row.name());
                    assert_eq!(target(row.name(), &parser), Ok(field));
                    continue;
                }
                ImportMode::Never => {
                    assert_eq!(field, None);
                    continue;
                }
            };
            let headers = || headers.split_whitespace();
            for header in row.names().chain(headers()) {
                assert_eq!(guess(header, &parser), field, "{header}");
            }
            assert!(headers().all(|header| letters(header) == header), "{}", row.name());
        }
    }

    #[test]
    fn the_users_mapping_counts_before_the_guess() {
        type Row<'r> = (&'r [(&'r str, &'r str)], Result<&'r str, &'r str>);
        let rows: [Row<'_>; 9] = [
            (&[("haus", "company")], Ok("name company .")),
            (&[("Haus", "Employer"), ("Foo", "foo")], Ok("name company foo")),
            (&[("Haus", "notes")], Ok("name notes .")),
            (&[("Name", "-"), ("Haus", "full name")], Ok(". name .")),
            (&[("Foo", "status")], Ok("name . status")),
            (
                &[("Huas", "company")],
                Err("there is no column `Huas` among \"Name\", \"Haus\", \"Foo\"; did you mean `Haus`?"),
            ),
            (&[("Foo", "type")], Err("an import cannot set the key `type`")),
            (&[("Foo", "a b")], Err("`a b` cannot be a key")),
            (&[("Foo", "")], Err("`` cannot be a key")),
        ];
        for (wishes, expected) in rows {
            match (shown(&["Name", "Haus", "Foo"], wishes), expected) {
                (Ok(columns), Ok(expected)) => assert_eq!(columns, expected, "{wishes:?}"),
                (Err(why), Err(expected)) => assert!(why.starts_with(expected), "{why}"),
                (columns, _) => panic!("{wishes:?}: {columns:?}"),
            }
        }
    }
}
