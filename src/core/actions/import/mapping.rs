//! The meaning of the columns of a table: the program guesses it from the headers, or the user gives it with `--map`.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;

use crate::core::base::suggest::did_you_mean;
use crate::core::base::text::{fold_name, key_form};
use crate::core::model::key::{ImportMode, KEYS, Key};
use crate::core::parse::NoteParser;

use super::fields::Field;
use super::names::base;

/// A column and its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its header.
    pub header: String,
    /// Its meaning; `None` if it is not used.
    pub(super) field: Option<Field>,
    /// Whether the user leaves it out.
    pub(crate) is_left_out: bool,
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

/// Headers of fields that are not keys of notes, as programs write them in many languages: one word each, in which
/// accents do not count. A header that means two things in two languages is in no row.
const HEADERS: [(&str, Field); 7] = [
    (
        "name fullname contact contactname displayname fileas person who fn \
        kontakt vollstaendigername vollständigername anzeigename ansprechpartner \
        nomcomplet nometprénom prénometnom nomaffiché nombrecompleto nombreyapellidos \
        nomecompleto nomeesobrenome nomedeexibição nomeecognome cognomeenome nominativo \
        naam volledigenaam weergavenaam imięinazwisko nazwiskoiimię pełneimięinazwisko pełnenazwisko \
        фио полноеимя имяифамилия фамилияиимя піб повнеім’я ім’ятапрізвище прізвищетаім’я \
        姓名 全名 显示名称 顯示名稱 联系人 聯絡人 氏名 名前 お名前 表示名 フルネーム",
        Field::Name,
    ),
    (
        "firstname givenname forename first vorname rufname prénom nombre nombres primernombre nome primeironome \
        voornaam roepnaam imię имя ім’я 名 名字",
        Field::FirstName,
    ),
    (
        "middlename additionalname weiterevornamen zweitervorname zweitername deuxièmeprénom secondprénom autresprénoms \
        segundonombre segundonome nomedomeio secondonome tweedenaam tussenvoegsel drugieimię отчество второеимя побатькові \
        中间名 中間名 ミドルネーム",
        Field::MiddleName,
    ),
    (
        "lastname familyname surname last nachname familienname zuname nom nomdefamille apellido apellidos primerapellido \
        sobrenome últimonome cognome achternaam nazwisko фамилия прізвище 姓 姓氏 苗字",
        Field::LastName,
    ),
    (
        "url website websitevalue webpage web homepage profile profileurl \
        webseite internetseite siteweb siteinternet pageweb sitioweb páginaweb páginadaweb sitoweb paginaweb webpagina \
        stronainternetowa stronawww stronasieciweb вебсайт вебстраница сайт вебсторінка 网站 網站 网址 網址 网页 網頁 \
        ホームページ ウェブサイト webページ webサイト",
        Field::Url,
    ),
    (
        "notes note comments comment remarks description \
        notizen notiz bemerkungen bemerkung anmerkungen kommentar kommentare remarques remarque commentaires commentaire \
        notas comentarios comentario observaciones anotações comentários observações commenti annotazioni osservazioni \
        notities opmerkingen aantekeningen notatki uwagi komentarz komentarze заметки примечания примечание комментарии \
        комментарий нотатки примітки коментар коментарі 备注 備註 附注 附註 笔记 筆記 メモ 備考 ノート",
        Field::Notes,
    ),
    ("state", Field::State),
];

/// Headers of the day on which two people were connected on `LinkedIn`.
const CONNECTED: &str = "connectedon verbundenam verknüpftam connectéle datedeconnexion conectadoel \
    fechadeconexión conectadoem conectadoa connessoil collegatoil verbondenop датаустановленияконтакта";

/// Headers that mean the role, if no other column does: in other tables they are `Dr`.
const TITLES: [&str; 4] = ["title", "titre", "titulo", "titolo"];

/// Headers of how two people met, which is no reason to talk. A note with such a key keeps its name.
const HOW_MET: [&str; 4] = ["how-we-met", "met-at", "met-via", "met-through"];

/// The meaning of each header, by its letters.
static MEANINGS: LazyLock<HashMap<String, Field>> = LazyLock::new(|| {
    let of_keys = KEYS.iter().filter_map(|row| match row.import {
        ImportMode::Headed(headers) => Some((headers, Field::known(row.key)?)),
        ImportMode::Named | ImportMode::Never => None,
    });
    let mut meanings = HashMap::new();
    for (headers, field) in HEADERS.into_iter().chain(of_keys).chain([(CONNECTED, Field::connected())]) {
        for header in headers.split_whitespace() {
            meanings.entry(letters(header)).or_insert_with(|| field.clone());
        }
    }
    meanings
});

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
        && let Some(at) = headers.iter().position(|header| TITLES.contains(&letters(header).as_str()))
        && let Some(field) = fields.get_mut(at)
    {
        *field = role;
    }
    // With a column for first names and none for last names, `Name` means the last name.
    if fields.contains(&Some(Field::FirstName))
        && !fields.contains(&Some(Field::LastName))
        && let Some(at) = headers.iter().position(|header| matches!(letters(header).as_str(), "name" | "naam"))
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
    let is_left_out = |header: &str| {
        wishes.iter().any(|wish| wish.target.trim() == "-" && fold_name(&wish.header) == fold_name(header))
    };
    let column =
        |(header, field): (&String, _)| Column { header: header.clone(), field, is_left_out: is_left_out(header) };
    Ok(headers.iter().zip(fields).map(column).collect())
}

/// Returns headers for a message, at most twelve: `"Name", "Haus", 3 more`.
pub(super) fn quoted(headers: &[String]) -> String {
    let shown: Vec<&String> = headers.iter().filter(|header| !header.is_empty()).collect();
    let mut names: Vec<String> = shown.iter().take(12).map(|header| format!("\"{header}\"")).collect();
    names.extend((shown.len() > 12).then(|| format!("{} more", shown.len() - 12)));
    names.join(", ")
}

/// Headers for names in tables that people keep by hand.
const WHO: [&str; 12] = ["who", "wer", "qui", "quien", "quién", "quem", "chi", "wie", "kto", "кто", "хто", "谁"];

/// Returns the meaning of a header, if it is known.
pub(super) fn guess(header: &str, parser: &NoteParser<'_>) -> Option<Field> {
    let form = letters(header);
    if let Some(field) = MEANINGS.get(&form) {
        return Some(field.clone());
    }
    if WHO.contains(&form.as_str()) {
        return Some(Field::Name);
    }
    match parser.key(header).or_else(|| parser.key(&form))? {
        Key::Name => Some(Field::Name),
        Key::FirstName => Some(Field::FirstName),
        Key::LastName => Some(Field::LastName),
        key => match HOW_MET.into_iter().find(|name| letters(name) == form) {
            Some(name) => Some(Field::Key(name.to_owned(), Some(key))),
            None => Field::known(key).filter(|_| matches!(key.row().import, ImportMode::Headed(_))),
        },
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
    if let Some(field) = MEANINGS.get(&form).filter(|field| !matches!(field, Field::Key(..))) {
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

/// Returns the letters of a header, in lower case and without accents: `E-mail 1 - Value` is `emailvalue`, and `Téléphone`
/// is `telephone`.
pub(super) fn letters(header: &str) -> String {
    let is_accent = |char: &char| matches!(char, '\u{300}'..='\u{36f}');
    let plain = header.nfkd().filter(|char| !is_accent(char)).nfc().flat_map(char::to_lowercase).map(base);
    plain.filter(|char| char.is_alphabetic() && *char != '\u{2bc}').collect()
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
    fn headers_of_exports_in_other_languages_are_understood() {
        let outlook =
            "first-name middle-name last-name company role phone phone email email tags notes linkedin or website";
        let linkedin = "first-name last-name linkedin or website email company role connected";
        let rows: [(&str, &str); 24] = [
            (
                "Vorname|Weitere Vornamen|Nachname|Firma|Position|Telefon geschäftlich|Mobiltelefon|E-Mail-Adresse|\
                 E-Mail 2-Adresse|Kategorien|Notizen|Webseite",
                outlook,
            ),
            (
                "Prénom|Deuxième prénom|Nom|Société|Fonction|Téléphone (bureau)|Téléphone mobile|Adresse e-mail|\
                 Adresse e-mail 2|Catégories|Notes|Page Web",
                outlook,
            ),
            (
                "Nombre|Segundo nombre|Apellidos|Compañía|Puesto|Teléfono del trabajo|Teléfono móvil|\
                 Dirección de correo electrónico|Dirección de correo electrónico 2|Categorías|Notas|Página Web",
                outlook,
            ),
            (
                "Nome|Segundo nome|Sobrenome|Empresa|Cargo|Telefone comercial|Telefone celular|Endereço de email|\
                 Endereço de e-mail 2|Categorias|Anotações|Página da Web",
                outlook,
            ),
            (
                "Nome|Secondo nome|Cognome|Società|Posizione|Telefono (ufficio)|Cellulare|Indirizzo di posta elettronica|\
                 Indirizzo di posta elettronica 2|Categorie|Annotazioni|Pagina Web",
                outlook,
            ),
            (
                "Voornaam|Tussenvoegsel|Achternaam|Bedrijf|Functie|Telefoon op werk|Mobiele telefoon|E-mailadres|\
                 E-mailadres 2|Categorieën|Notities|Webpagina",
                outlook,
            ),
            (
                "Imię|Drugie imię|Nazwisko|Firma|Stanowisko|Telefon służbowy|Telefon komórkowy|Adres e-mail|Adres e-mail 2|\
                 Kategorie|Notatki|Strona sieci Web",
                outlook,
            ),
            (
                "Имя|Отчество|Фамилия|Организация|Должность|Рабочий телефон|Мобильный телефон|Адрес эл. почты|\
                 Адрес электронной почты 2|Категории|Заметки|Веб-страница",
                outlook,
            ),
            (
                "Ім'я|По батькові|Прізвище|Організація|Посада|Робочий телефон|Мобільний телефон|Електронна пошта|\
                 Адреса електронної пошти 2|Категорії|Нотатки|Веб-сторінка",
                outlook,
            ),
            ("名|中间名|姓|单位|职务|商务电话|移动电话|电子邮件地址|电子邮件 2 地址|类别|附注|网页", outlook),
            (
                "名|ミドル ネーム|姓|会社名|役職|会社電話|携帯電話|電子メール アドレス|電子メール 2 アドレス|分類|メモ|Web ページ",
                outlook,
            ),
            ("Vorname|Nachname|URL|E-Mail-Adresse|Unternehmen|Position|Verbunden am", linkedin),
            ("Prénom|Nom|URL|Adresse e-mail|Entreprise|Poste|Connecté le", linkedin),
            ("Nombre|Apellidos|URL|Correo electrónico|Empresa|Cargo|Conectado el", linkedin),
            ("Nome|Sobrenome|URL|Endereço de e-mail|Empresa|Cargo|Conectado em", linkedin),
            ("VORNAME|NACHNAME|E-MAIL|TELEFON MOBIL|TELEFON GESCHAEFTLICH", "first-name last-name email phone ."),
            ("prenom|nom|societe|telephone|courriel", "first-name last-name company phone email"),
            ("姓名|公司|职位|手机|邮箱", "name company role phone email"),
            ("氏名|会社|メールアドレス|Ｅメール|電話番号", "name company email email phone"),
            ("ФИО|Компания|Телефон|Почта", "name company phone email"),
            ("Imię i nazwisko|Pracodawca|Nr|E-mail", "name company . email"),
            ("Naam|Voornaam|Werkgever|GSM", "last-name first-name company phone"),
            ("Nom complet|Titre|Employeur", "name role company"),
            ("Titel|Vorname|Nachname|Funktion", ". first-name last-name role"),
        ];
        for (headers, expected) in rows {
            let headers: Vec<&str> = headers.split('|').collect();
            assert_eq!(shown(&headers, &[]).as_deref(), Ok(expected), "{headers:?}");
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
            for header in row.names().chain(headers()).filter(|header| !HOW_MET.contains(header)) {
                assert_eq!(guess(header, &parser), field, "{header}");
            }
            let is_plain = |header: &str| header.chars().all(|char| char.is_alphabetic() && !char.is_uppercase());
            assert!(headers().all(is_plain), "{}", row.name());
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
