//! The keys of notes: one table with the names of each key, the notes that have it, its values, and the commands that
//! set it.

use KeyOwner::{All, Both, Contact, Meeting};

use crate::core::model::{EventKey, NoteType, Rule};

/// A front-matter key that has a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// The note's type.
    Type,
    /// A contact's name.
    Name,
    /// Part of a name.
    FirstName,
    /// Part of a name.
    LastName,
    /// A name if it resembles the file name; otherwise a role.
    Title,
    /// Where a contact works.
    Company,
    /// What a contact does.
    Role,
    /// Mail address.
    Email,
    /// Telephone number.
    Phone,
    /// `LinkedIn` address or handle.
    LinkedIn,
    /// Who referred the user.
    ReferredBy,
    /// How the user found a contact.
    Source,
    /// The day of a follow-up, or a list of follow-ups.
    FollowUp,
    /// What to do on the day of a follow-up.
    FollowUpWhat,
    /// How often to keep in touch.
    Cadence,
    /// The day before which nothing is due.
    Snooze,
    /// The day before which nothing of one rule is due: `snooze-thank`.
    SnoozeOf(Rule),
    /// `paused: true`.
    Paused,
    /// Whether the user wants to talk to them: `ask: no`.
    Ask,
    /// What they are to the user: `relation: family`.
    Relation,
    /// `track: false`, `active: false`.
    Track,
    /// A state.
    Status,
    /// The day of a meeting.
    Date,
    /// The day of the next meeting with the people of one.
    NextMeeting,
    /// The time at which a meeting starts.
    Time,
    /// How long a meeting lasts.
    Duration,
    /// The people of a meeting.
    With,
    /// A mail address in a contact; a person in a meeting.
    Contact,
    /// The medium or place of a meeting.
    Channel,
    /// The goals of a meeting.
    Goals,
    /// Tags.
    Tags,
    /// Other names.
    Aliases,
    /// A day on which something happened.
    Event(EventKey),
}

/// The keys. When the program adds a key marked as `ordered` to a note, its place follows this order.
pub(crate) const KEYS: [KeyDef; 44] = [
    key(Key::Type, All, Shape::Text, "type kind category categories note-type class file-class topic"),
    key(Key::Name, All, Shape::Text, "name full-name display-name preferred-name fn"),
    key(Key::FirstName, All, Shape::Text, "first-name given-name"),
    key(Key::LastName, All, Shape::Text, "last-name surname family-name"),
    key(Key::Title, All, Shape::Text, "title"),
    key(
        Key::With,
        Meeting,
        Shape::People,
        "with people attendees participants person contacts who interviewee interviewer",
    ),
    key(Key::Contact, Both, Shape::People, "contact"),
    key(Key::Date, Meeting, Shape::Day, "date day when meeting-date interview-date conversation-date date&time"),
    key(Key::NextMeeting, Meeting, Shape::Day, "next-meeting next-talk next-call next-session next-appointment"),
    key(Key::Time, Meeting, Shape::Text, "time start-time begin-time"),
    key(Key::Duration, Meeting, Shape::Text, "duration").option(Meeting, "TIME", "How long: 30m, 1h"),
    key(Key::Channel, Meeting, Shape::Text, "channel mode meeting-type interaction-type contact-method location place where venue").option(
        Meeting,
        "MEDIUM",
        "The medium: video, phone, `in person`, or your own words",
    ),
    key(Key::Goals, Meeting, Shape::List, "goals goal").repeated(
        Meeting,
        "GOAL",
        "What you hope for: gain-insight, more-contacts …",
    ),
    key(
        Key::Company,
        Contact,
        Shape::Text,
        "company org organization organisation companies employer firm affiliation customer",
    )
    .headed(
        "organizationname organisationname companyname workplace currentcompany \
        firma firmenname unternehmen arbeitgeber entreprise société employeur nomdelasociété nomdelentreprise \
        empresa compañía organización nombredelaempresa companhia organização nomedaempresa \
        azienda società ditta organizzazione nomeazienda bedrijf bedrijfsnaam organisatie werkgever \
        nazwafirmy organizacja pracodawca przedsiębiorstwo компания организация фирма работодатель местоработы \
        компанія організація фірма роботодавець місцероботи 公司 单位 單位 公司名称 公司名稱 组织 組織 \
        会社 会社名 勤務先 所属",
    )
    .option(Contact, "COMPANY", "Where they work"),
    key(Key::Role, Contact, Shape::Text, "role position job-title specialty")
        .headed(
            "organizationtitle organisationtitle occupation currentrole headline \
        beruf rolle funktion berufsbezeichnung stellenbezeichnung jobtitel poste fonction profession métier intituléduposte \
        puesto cargo puestodetrabajo profesión função profissão posição posizione posizionelavorativa ruolo qualifica \
        mansione professione functie functietitel beroep rol stanowisko funkcja zawód должность позиция профессия \
        посада професія 职位 職位 职务 職務 职称 職稱 头衔 頭銜 役職 役職名 肩書 肩書き 職業",
        )
        .option(Contact, "ROLE", "What they do there"),
    key(Key::Email, Contact, Shape::Texts, "email emails mail work-email email-address")
        .headed(
            "emailvalue primaryemail personalemail homeemail \
        emailadresse mailadresse emailprivat emailgeschäftlich adresseemail adressemail adressedemessagerie \
        adresseélectronique adressedecourriel courriel correo correoelectrónico direccióndecorreo \
        direccióndecorreoelectrónico direccióndeemail endereçodeemail endereçodecorreioeletrônico \
        endereçodecorreioelectrónico correioeletrônico correioelectrónico indirizzoemail indirizzomail \
        indirizzodipostaelettronica postaelettronica emailadres mailadres adresemail adrespocztyelektronicznej \
        pocztaelektroniczna электроннаяпочта адресэлектроннойпочты адресэлпочты элпочта почта \
        електроннапошта адресаелектронноїпошти електроннаадреса пошта 电子邮件 電子郵件 电子邮件地址 電子郵件地址 \
        电子邮箱 電子信箱 邮箱 邮箱地址 メール メールアドレス 電子メール 電子メールアドレス eメール eメールアドレス",
        )
        .kept()
        .option(Contact, "ADDRESS", "Mail address"),
    key(Key::Phone, Contact, Shape::Texts, "phone mobile phone-number work-phone tel")
        .headed(
            "phonevalue telephone mobilephone businessphone homephone primaryphone otherphone \
        companymainphone cell cellphone mobilenumber mobilephonenumber telephonenumber \
        telefon telefonnummer rufnummer mobil mobiltelefon mobilnummer handy handynummer telefonmobil telefonprivat \
        telefongeschäftlich telefonfirma weiterestelefon haupttelefon téléphone téléphonemobile téléphoneportable portable \
        tél télmobile télportable téléphonebureau téléphonedomicile téléphoneprofessionnel téléphoneprincipal \
        numérodetéléphone teléfono teléfonomóvil teléfonocelular móvil celular teléfonodeltrabajo teléfonodetrabajo \
        teléfonoparticular teléfonoprivado teléfonoprincipal númerodeteléfono telefone telemóvel telefonemóvel \
        telefonecelular telefonecomercial telefoneresidencial telefoneparticular telefoneprincipal númerodetelefone \
        telefono cellulare telefonocellulare telefonoufficio telefonoabitazione telefonoprincipale numeroditelefono \
        telefoon telefoonnummer mobiel mobieletelefoon mobielnummer gsm telefoonopwerk telefoonwerk telefoonthuis \
        telefonkomórkowy komórka telefonsłużbowy telefondomowy telefonprywatny numertelefonu телефон номертелефона \
        мобильный мобильныйтелефон телефонмобильный рабочийтелефон телефонрабочий домашнийтелефон телефондомашний \
        основнойтелефон мобільний мобільнийтелефон робочийтелефон домашнійтелефон номертелефону \
        电话 電話 电话号码 電話號碼 手机 手機 手机号 手机号码 手機號碼 移动电话 行動電話 商务电话 商務電話 住宅电话 住家電話 \
        電話番号 携帯 携帯電話 携帯番号 携帯電話番号 勤務先電話 会社電話 自宅電話",
        )
        .kept()
        .option(Contact, "NUMBER", "Telephone number"),
    key(Key::LinkedIn, Contact, Shape::Text, "linkedin linkedin-url linkedin-id")
        .headed(
            "linkedinprofile linkedinprofil profillinkedin perfildelinkedin perfillinkedin profilolinkedin \
        linkedinprofiel",
        )
        .kept()
        .option(Contact, "URL", "Their profile, such as a page on linkedin.com"),
    key(Key::Source, Contact, Shape::Text, "source met-at how-we-met connection").headed("").kept().option(
        Contact,
        "WORDS",
        "How you found them",
    ),
    key(Key::ReferredBy, Contact, Shape::People, "referred-by introduced-by recommended-by suggested-by tip-from tip-of met-via met-through referral via")
        .headed("referrer")
        .repeated(Contact, "NAME", "Who referred you to them: one of your contacts, or any name"),
    key(Key::Tags, All, Shape::List, "tags tag keywords")
        .headed(
            "labels groupmembership categories groups group \
        kategorien kategorie gruppen gruppe schlagwörter catégories catégorie étiquettes libellés groupes \
        categorías etiquetas grupos categorias marcadores categorie etichette gruppi categorieën groepen \
        kategorie etykiety grupy категории метки группы категорії мітки групи 类别 類別 标签 標籤 群组 群組 分组 \
        分類 分類項目 カテゴリ カテゴリー ラベル グループ",
        )
        .repeated(Both, "TAG", "A tag"),
    key(Key::Aliases, All, Shape::List, "aliases alias nickname nicknames aka also-known-as goes-by also-goes-by")
        .headed(
            "spitzname surnom apodo soprannome bijnaam pseudonim псевдоним прозвище псевдонім 昵称 暱稱 \
        ニックネーム",
        )
        .repeated(Contact, "NAME", "Another name for them"),
    event(EventKey::Added, Contact, "added date-added added-on").option(
        Contact,
        "DATE",
        "When you noted them down; today, if not given",
    ),
    event(EventKey::Requested, Contact, "requested").ordered().option(Contact, "DATE", "When you asked for a talk"),
    event(EventKey::Nudged, Contact, "nudged").ordered().repeated(Contact, "DATE", "When you asked again"),
    event(EventKey::Replied, Contact, "replied").ordered().option(Contact, "DATE", "When they answered"),
    event(EventKey::Declined, Contact, "declined").ordered().option(Contact, "DATE", "When they said no"),
    event(EventKey::Scheduled, Contact, "scheduled").ordered().option(Contact, "DATE", "When you agreed on a talk"),
    event(EventKey::Closed, Contact, "closed").ordered().option(Contact, "DATE", "When you gave up on them"),
    event(EventKey::ReportedBack, Contact, "reported-back").ordered().option(
        Contact,
        "DATE",
        "When you told the person who referred you how it went",
    ),
    event(EventKey::Prepared, Meeting, "prepared").ordered().option(Meeting, "DATE", "When you prepared it"),
    event(EventKey::Confirmed, Both, "confirmed").ordered().option(Meeting, "DATE", "When it was confirmed"),
    event(EventKey::Thanked, Both, "thanked").ordered().option(Meeting, "DATE", "When you said thanks"),
    event(EventKey::Reflected, Meeting, "reflected").ordered().option(Meeting, "DATE", "When you reflected on it"),
    event(
        EventKey::LastContact,
        Contact,
        "last-contact last-contacted last-contacted-at date-last-contacted \
        last-interaction last-touch last-spoken last-chat last-met last-seen",
    )
    .option(Contact, "DATE", "When you last had contact of any other kind"),
    key(
        Key::Cadence,
        Contact,
        Shape::Interval,
        "cadence contact-frequency frequency keep-in-touch follow-up-cadence cadence-days \
        contact-interval-days",
    )
    .headed("")
    .option(Contact, "INTERVAL", "How often to keep in touch: 90d, 12w, `3 months`, never")
    .ordered(),
    key(
        Key::FollowUp,
        All,
        Shape::Day,
        "follow-up follow-ups next-follow-up follow-up-date follow-up-due next-contact \
        next-action-date next-step-date next-touch reminder",
    )
    .headed("")
    .option(Contact, "DATE", "When to come back to them"),
    key(Key::FollowUpWhat, All, Shape::Text, "next-step next-action follow-up-reason").named().option(
        Contact,
        "WORDS",
        "What to do on the day of the follow-up",
    ),
    key(Key::Snooze, All, Shape::Day, "snooze snooze-until")
        .named()
        .option(Contact, "DATE", "The day before which nothing about them is due")
        .ordered(),
    key(Key::Paused, Contact, Shape::Text, "paused"),
    key(Key::Track, Contact, Shape::Text, "track active"),
    key(Key::Ask, Contact, Shape::Text, "ask").headed("").kept().option(
        Contact,
        "YES",
        "Whether you want to talk to them: yes, or no for somebody you know",
    ),
    key(Key::Relation, Contact, Shape::Texts, "relation relationship").kept(),
    key(Key::Status, Both, Shape::Status, "status state stage relationship-status").named().option(
        Both,
        "STATUS",
        "Its status; if not given, the dates decide",
    ),
];

/// The types of notes in which a key has a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyOwner {
    /// All notes.
    All,
    /// Contacts.
    Contact,
    /// Meetings.
    Meeting,
    /// Contacts and meetings.
    Both,
}

impl KeyOwner {
    /// Says whether the key has a meaning in notes of that type.
    pub(crate) fn has(self, kind: NoteType) -> bool {
        match self {
            Self::All => true,
            Self::Contact => kind == NoteType::Contact,
            Self::Meeting => kind == NoteType::Meeting,
            Self::Both => matches!(kind, NoteType::Contact | NoteType::Meeting),
        }
    }
}

/// The kind of value of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A text, a number or a flag.
    Text,
    /// One or more texts; the first one counts.
    Texts,
    /// A list, even if it has only one text.
    List,
    /// Links to people, or their names.
    People,
    /// A day that may be in the future.
    Day,
    /// A day on which something happened.
    Event,
    /// An interval.
    Interval,
    /// A status.
    Status,
}

/// How an import sets a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImportMode {
    /// Not at all.
    Never,
    /// Only from a column that the user names.
    Named,
    /// From a column whose header is one of the key's names or one of these headers. They are in lower case, have only
    /// letters, and are separated by spaces.
    Headed(&'static str),
}

/// The option of `new` that sets a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyOption {
    /// The types of notes that have the option.
    pub(crate) owner: KeyOwner,
    /// The placeholder of its value in the help: `DATE`.
    pub(crate) value: &'static str,
    /// Its help text.
    pub(crate) help: &'static str,
    /// Whether it may be given more than once.
    pub(crate) is_repeated: bool,
}

/// A row of the table of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyDef {
    /// The key.
    pub(crate) key: Key,
    /// Its names, separated by spaces; the canonical one first.
    names: &'static str,
    /// The notes that have it.
    pub(crate) owner: KeyOwner,
    /// The kind of its value.
    pub(crate) shape: Shape,
    /// How an import sets it.
    pub(crate) import: ImportMode,
    /// How `new` sets it.
    pub(crate) option: Option<KeyOption>,
    /// Whether a note keeps what it says as it is written, for filters and exports.
    pub(crate) is_kept: bool,
    /// Whether the place of a new key follows the order of the table. Such keys go after all others.
    pub(crate) is_ordered: bool,
}

const fn key(key: Key, owner: KeyOwner, shape: Shape, names: &'static str) -> KeyDef {
    KeyDef { key, names, owner, shape, import: ImportMode::Never, option: None, is_kept: false, is_ordered: false }
}

const fn event(event: EventKey, owner: KeyOwner, names: &'static str) -> KeyDef {
    key(Key::Event(event), owner, Shape::Event, names).headed("")
}

impl KeyDef {
    const fn headed(mut self, headers: &'static str) -> Self {
        self.import = ImportMode::Headed(headers);
        self
    }

    const fn named(mut self) -> Self {
        self.import = ImportMode::Named;
        self
    }

    const fn kept(mut self) -> Self {
        self.is_kept = true;
        self
    }

    const fn ordered(mut self) -> Self {
        self.is_ordered = true;
        self
    }

    /// Adds the option of `new`, for the notes of `owner`.
    const fn option(mut self, owner: KeyOwner, value: &'static str, help: &'static str) -> Self {
        self.option = Some(KeyOption { owner, value, help, is_repeated: false });
        self
    }

    /// Adds an option of `new` that may be given more than once.
    const fn repeated(self, owner: KeyOwner, value: &'static str, help: &'static str) -> Self {
        let mut row = self.option(owner, value, help);
        if let Some(option) = &mut row.option {
            option.is_repeated = true;
        }
        row
    }

    /// Returns the canonical name, which the program writes.
    pub(crate) fn name(&self) -> &'static str {
        self.names().next().unwrap_or_default()
    }

    /// Returns all names, the canonical one first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.names.split(' ')
    }

    /// Returns the name of the option of `new`. For a list, it is the second name, which is the singular: `tag`.
    pub(crate) fn option_name(&self) -> &'static str {
        self.names().nth(usize::from(self.shape == Shape::List)).unwrap_or_default()
    }

    /// Returns the event of the key; `None` if the key is not for an event.
    pub(crate) const fn event(&self) -> Option<EventKey> {
        match self.key {
            Key::Event(event) => Some(event),
            _ => None,
        }
    }
}

impl Key {
    /// Returns the key's row in the table. The snoozes of rules have the row of `snooze`.
    pub(crate) fn row(self) -> &'static KeyDef {
        let key = if matches!(self, Self::SnoozeOf(_)) { Self::Snooze } else { self };
        KEYS.iter().find(|row| row.key == key).unwrap_or(&KEYS[0])
    }

    /// Returns the name under which the program writes the key.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SnoozeOf(rule) => rule.snoozed_by().unwrap_or_default(),
            key => key.row().name(),
        }
    }
}

/// Returns the events that notes of a type can have.
pub(crate) fn events_of(kind: NoteType) -> impl Iterator<Item = EventKey> {
    KEYS.iter().filter(move |row| row.owner.has(kind)).filter_map(KeyDef::event)
}

/// Returns the keys that `new` can set in notes of a type, with their options.
pub(crate) fn options_of(kind: NoteType) -> impl Iterator<Item = (&'static KeyDef, &'static KeyOption)> {
    KEYS.iter().filter_map(|row| Some((row, row.option.as_ref()?))).filter(move |(_, option)| option.owner.has(kind))
}

/// Says whether a name of the table has that comparable form (`text::key_form`): `job-title` has `jobtitle`.
pub(crate) fn is_called(name: &str, form: &str) -> bool {
    name.bytes().filter(|byte| *byte != b'-').eq(form.bytes())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::core::base::text::key_form;
    use crate::core::model::vocabulary;

    #[test]
    fn every_name_is_written_plainly_and_means_one_key() {
        let mut keys = BTreeSet::new();
        let mut forms = BTreeSet::new();
        for row in KEYS {
            assert!(keys.insert(format!("{:?}", row.key)), "{:?} has two rows", row.key);
            assert_eq!(row.key.row(), &row);
            for name in row.names() {
                let form = key_form(name);
                assert!(is_called(name, &form), "`{name}` is not written as names are");
                assert_eq!(vocabulary::meaning(&form), Some(row.key), "{name}");
                assert_eq!(vocabulary::canonical(&form), key_form(row.name()), "{name}");
                assert!(forms.insert(form), "`{name}` means two keys");
            }
        }
    }

    #[test]
    fn every_event_has_a_name_for_log_lines() {
        for (row, event) in KEYS.iter().filter_map(|row| Some((row, row.event()?))) {
            assert_eq!(row.shape, Shape::Event);
            assert_eq!(event.as_str(), row.name());
            assert_eq!(vocabulary::log_event(row.name()), Some(event));
            let is_read =
                [NoteType::Contact, NoteType::Meeting].into_iter().any(|kind| events_of(kind).any(|of| of == event));
            assert!(is_read, "no note has the event {}", row.name());
        }
    }

    #[test]
    fn options_are_of_notes_that_have_the_key() {
        for kind in [NoteType::Contact, NoteType::Meeting] {
            let mut names = BTreeSet::new();
            for (row, option) in options_of(kind) {
                let name = row.option_name();
                assert!(row.owner.has(kind) && !option.help.is_empty(), "{name}");
                assert!(names.insert(name), "two options are called {name}");
            }
        }
    }

    /// Returns the texts in backticks, in their comparable form and without the part after a colon.
    fn marked(markdown: &str) -> BTreeSet<String> {
        let marked = markdown.split('`').skip(1).step_by(2);
        marked.map(|text| key_form(text.split_once(':').map_or(text, |(name, _)| name)).into_owned()).collect()
    }

    fn between<'t>(page: &'t str, start: &str, end: &str) -> &'t str {
        page.split_once(start).and_then(|(_, rest)| rest.split_once(end)).expect("the page has these sections").0
    }

    #[test]
    fn the_format_names_every_key_and_synonym_of_each_kind_of_note() {
        let page = include_str!("../../../docs/format.md");
        let all = between(page, "### Keys of all notes", "### Keys of contacts");
        let contacts = between(page, "### Keys of contacts", "### Keys of meetings");
        let meetings = between(page, "### Keys of meetings", "### People");
        for row in KEYS {
            let sections: &[&str] = match row.owner {
                KeyOwner::All => &[all],
                KeyOwner::Contact => &[contacts],
                KeyOwner::Meeting => &[meetings],
                KeyOwner::Both => &[contacts, meetings],
            };
            let form = key_form(row.name()).into_owned();
            for section in sections {
                let is_its = |line: &&str| match row.key {
                    // The pages list it as a synonym of another key.
                    Key::Contact => marked(line).contains(&form),
                    _ => line.split('|').nth(1).is_some_and(|cell| marked(cell).contains(&form)),
                };
                let line = section.lines().find(is_its).unwrap_or_else(|| panic!("there is no row for {form}"));
                for name in row.names() {
                    assert!(marked(line).contains(&*key_form(name)), "the row for {form} does not name `{name}`");
                }
            }
        }
    }

    #[test]
    fn the_page_about_keys_names_every_key() {
        let named = marked(include_str!("../../../docs/keys.md"));
        for row in KEYS {
            assert!(named.contains(&*key_form(row.name())), "docs/keys.md does not name `{}`", row.name());
        }
    }

    #[test]
    fn the_format_tells_the_order_of_new_keys() {
        let order =
            between(include_str!("../../../docs/format.md"), "that come before it in this order:", "`snooze-RULE`");
        let names: Vec<&str> = order.split('`').skip(1).step_by(2).collect();
        assert_eq!(names, KEYS.iter().filter(|row| row.is_ordered).map(KeyDef::name).collect::<Vec<_>>());
    }
}
