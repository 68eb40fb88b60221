//! The kinds of diagnostics in one table: the severity, the name and the explanation of each.

use std::fmt;

use super::Severity;

/// Makes the enum and its functions of one table: severity, name, meaning, example and remedy of each code.
macro_rules! codes {
    ($($code:ident: $severity:ident $name:literal $means:literal $example:literal $remedy:literal)*) => {
        /// A kind of diagnostic. Its name is stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $means] $code,)*
        }

        impl Code {
            /// Every code, in the order of their names.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// Returns the code's name, such as `not-a-date`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                }
            }

            /// Returns how serious such a diagnostic is.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$code => Severity::$severity,)*
                }
            }

            /// Returns what such a diagnostic means, an example, and what to do about it, as Markdown.
            #[must_use]
            pub fn explanation(self) -> String {
                let (means, example, remedy) = match self {
                    $(Self::$code => ($means, $example, $remedy),)*
                };
                format!("{means}\n\n    {}\n\n{remedy}\n", example.replace('\n', "\n    "))
            }
        }
    };
}

codes! {
    AmbiguousName: Error "ambiguous-name"
        "A name may mean several people, so it counts for none of them."
        "with: \"[[Sam]]\""
        "Write the whole name, or the path of the note: `with: \"[[people/sam-okafor]]\"`."
    AmbiguousQuestion: Warning "ambiguous-question"
        "A link to a question of a bank may mean several questions: more than one has that block id."
        "- [ ] [[#^culture]]"
        "Name the bank in the link, as in `[[Energy#^culture]]`, or give the questions different block ids."
    AsksForAJob: Warning "asks-for-a-job"
        "A question prepared for a talk asks for a job. Such a question ends most talks of this kind."
        "- [ ] Do you have an opening for me?"
        "Ask for what they know: how people get in, or what they would do next in your place."
    BlockMisspelt: Error "block-misspelt"
        "A line looks like the start of a live block but is not one, so nothing is written below it."
        "<!--coffeechat follow-ups-->"
        "Write `<!-- coffeechat NAME -->` with its spaces, alone on a line outside of quotes and lists."
    BlockNested: Error "block-nested"
        "A live block opens inside another one. Only the outer block is read."
        "<!-- coffeechat follow-ups -->\n<!-- coffeechat contacts -->"
        "Close the first block with `<!-- /coffeechat -->` above the line."
    BlockStray: Error "block-stray"
        "A line closes a live block, but no block is open there."
        "<!-- /coffeechat -->"
        "Delete the line, or add the line above it that opens the block."
    BlockUnclosed: Error "block-unclosed"
        "A live block opens and never closes, so nothing is written into it."
        "<!-- coffeechat follow-ups -->"
        "Add a line of `<!-- /coffeechat -->` below it."
    BlockUnknown: Error "block-unknown"
        "The first line of a live block names no block, or has a filter that cannot be read."
        "<!-- coffeechat folow-ups -->"
        "Correct the name or the filter. The README lists the blocks and their filters."
    BoxWithoutDash: Hint "box-without-dash"
        "A line begins with a box and has no dash before it, so that it is neither a task nor a question."
        "[ ] Send Bo the article"
        "Write `- [ ]` at its start; `coffeechat check --fix` does."
    ConflictCopy: Warning "conflict-copy"
        "A sync tool kept a second version of a note because both had changed. The copy is not read."
        "people/ann (Ann's conflicted copy 2026-11-21).md"
        "Merge the copy into the note, then delete it. If it is a separate note, rename it."
    ContactInJournal: Hint "contact-in-journal"
        "A note that is named after a day tells of contact with somebody, and no note about them does. Follow-ups count from what stands in a person's own note, in a talk's, or in a log."
        "- called [[Priya Nair]]: she will ask around"
        "Write it under `## Log` in the person's note; `coffeechat log` does that."
    DateForm: Hint "date-form"
        "A date is written in another form than the plain one. It is read all the same."
        "date: 10 Nov 2026"
        "Nothing has to be done. `coffeechat check --fix` writes the plain form, which every program can read and sort."
    DayUnclear: Warning "day-unclear"
        "The words of a task name a day, and it is not certain which one. The task has no day and stands before the others without one."
        "- [ ] Send the draft by Friday"
        "Write the day itself, such as `📅 2026-11-25` at the end of the line."
    DayUnread: Hint "day-unread"
        "A key of a person or a meeting holds a day and has no meaning, so nothing counts from that day."
        "spoke last: 2026-11-10"
        "If the day is one that matters, write the key under `vocabulary:` in coffeechat.yaml, such as `{last-contact: spoke last}`. \
         Otherwise there is nothing to do: it is kept for filters."
    DuplicateKey: Error "duplicate-key"
        "A key appears twice in the front matter. Only the first one counts."
        "requested: 2026-11-10\nrequested: 2026-11-17"
        "Keep one of them. A list holds several values: `requested: [2026-11-10, 2026-11-17]`."
    DuplicateQuestion: Hint "duplicate-question"
        "A question is in the question banks more than once. Both lines count as one question."
        "- What surprised you about this work?"
        "Keep the question in one place."
    Encrypted: Warning "encrypted"
        "The note is encrypted, so it is not read and none of its facts count."
        "-----BEGIN AGE ENCRYPTED FILE-----"
        "Decrypt the note to have it counted, or name it under `ignore:` in coffeechat.yaml."
    FilterUnknown: Warning "filter-unknown"
        "A filter of a live block names a key that no note has, so the filter selects nothing."
        "<!-- coffeechat contacts citty:Oslo -->"
        "Correct the key, or write it into the notes that the block is meant to show."
    FirstName: Hint "first-name"
        "A first name stands for the only contact who has it."
        "referred-by: Maya"
        "If somebody else is meant, write the whole name."
    ForeignOutput: Error "foreign-output"
        "The settings name a file for an export, but it has text that is not in the notes. The file is left alone."
        "outputs: {csv: people.csv}"
        "Move the file away or name another one under `outputs:`. If somebody typed into an export, write that into a note and run \
         `coffeechat build --force`."
    FrontMatterUnclosed: Error "front-matter-unclosed"
        "The front matter opens with three hyphens and never closes, so none of its keys are read."
        "---\ntype: contact\n# Jo Park"
        "Add a line of three hyphens below the last key."
    FrontMatterUnmarked: Hint "front-matter-unmarked"
        "Keys stand at the head of a note without the two lines of hyphens that make them front matter, so none of them is read."
        "requested: 2026-11-10\n# Jo Park"
        "Add a line of three hyphens above the first key and one below the last."
    InTheFuture: Warning "in-the-future"
        "A key says that something happened on a future day. Nothing follows from it before that day."
        "thanked: 2027-11-21"
        "Correct the day if another one was meant."
    JobAsAGoal: Warning "job-as-a-goal"
        "A talk has a job as its goal. An informational interview asks for what somebody knows."
        "goals: [get a job]"
        "Name what you want to learn, such as `gain-insight` or `getting-in`."
    KeyMisspelt: Hint "key-misspelt"
        "A key differs in one letter from a key that has a meaning, and hardly any other note has it."
        "requestd: 2026-11-10"
        "Correct the key. If it is meant as it is, there is nothing to do: it is kept for filters."
    LinkOutside: Warning "link-outside"
        "A symbolic link leads out of the vault. It is not followed, so no note behind it is read."
        "people/ann.md -> /home/ann/ann.md"
        "Move what it links to into the vault, or name the link under `ignore:` in coffeechat.yaml."
    Locked: Error "locked"
        "git-crypt has locked the note, so it is not read. No dashboard is written while a note is missing."
        "people/ann.md holds the bytes of git-crypt"
        "Unlock it with `git-crypt unlock`, or name it under `ignore:` in coffeechat.yaml."
    MassLoss: Error "mass-loss"
        "Most of the notes behind the dashboard are gone or empty, so `build` writes nothing."
        "30 of 82 notes are gone or empty"
        "Bring the notes back. If the loss is meant, run `coffeechat build --accept-loss`."
    MeetingWithoutDate: Warning "meeting-without-date"
        "The note of a talk has no date in its front matter, its file name or its heading."
        "type: meeting\nwith: \"[[Priya Nair]]\""
        "Add `date: 2026-11-20T10:00` to its front matter."
    MeetingWithoutPeople: Warning "meeting-without-people"
        "The note of a talk does not say who the talk is with."
        "type: meeting\ndate: 2026-11-20"
        "Add `with: \"[[Name]]\"` to its front matter."
    MergeConflict: Error "merge-conflict"
        "Git left a merge conflict in the note. Nothing is written to the note until the conflict is settled."
        "<<<<<<< HEAD"
        "Keep what is right of both sides and delete the lines of markers."
    NameNotUtf8: Warning "name-not-utf8"
        "The name of a file or folder is not UTF-8, so nothing behind it is read."
        "people/Zo\\xEB.md"
        "Rename it. The message shows bytes that are not UTF-8 as `\\xNN`."
    NamedPeople: Hint "named-people"
        "Somebody named people to talk to when asked whom else to meet, and one of them has no note."
        "- [x] Who else should I talk to? Hanna Weiss"
        "Make a note for them with the command that the message gives, or leave it."
    NearMiss: Hint "near-miss"
        "A question in a note is nearly the same as one of a bank, and does not count as that question."
        "- [x] What surprised you about the work?"
        "If it is the same question, `coffeechat questions merge` makes it another wording of it."
    NotACadence: Warning "not-a-cadence"
        "The value says how often to keep in touch, but it is not an interval."
        "cadence: now and then"
        "Write `90d`, `12w`, `3 months`, `monthly` or `never`."
    NotADate: Error "not-a-date"
        "A value that should be a day is not a day, so nothing follows from it."
        "requested: 31.11.2026"
        "Write the day as `2026-11-20`, with a time as `2026-11-20T10:00`."
    NotAFile: Warning "not-a-file"
        "Something has the name of a note and is not a file, such as a named pipe. It is never opened."
        "people/ann.md"
        "Move it out of the vault, or give it a name that does not end in `.md`."
    NotDownloaded: Error "not-downloaded"
        "The text of the note is not on this computer, so the note is not read. No dashboard is written while a note is missing."
        "people/.ann.md.icloud"
        "Download the note and keep the vault downloaded, or name the note under `ignore:` in coffeechat.yaml."
    NotInBank: Hint "not-in-bank"
        "A question that was asked in a talk is in no note of type `questions`."
        "- [x] Who decides on new projects?"
        "To ask it again, add it with `coffeechat questions adopt`."
    NotUtf8: Error "not-utf8"
        "The text of the note is not UTF-8, so the note is not read."
        "# Zo\\xEB Quinn"
        "Save the note again with the encoding UTF-8. If it begins with NUL bytes, bring it back from a backup."
    OtherVault: Warning "other-vault"
        "A folder in the vault has settings of its own, so it is another vault and is not read."
        "work/coffeechat.yaml"
        "Name the folder under `ignore:` in the settings, or remove its settings to have it read."
    PageOfAnotherRepository: Warning "page-of-another-repository"
        "A folder in the vault is a git repository of its own. Its live blocks are neither filled nor followed."
        "shared/.git"
        "If they are meant to be, name the folder under `pages:` in coffeechat.yaml."
    PageTooLarge: Error "page-too-large"
        "With its live blocks filled, a page would be larger than the largest note that is read. The page is left as it is."
        "<!-- coffeechat contacts limit:100000 -->"
        "Take blocks out, narrow them with filters and `limit:`, or raise `max-note-size` in coffeechat.yaml."
    PassedOver: Hint "passed-over"
        "A note in a folder of people is not read as a person: it is an index, or its type says that it is about something else."
        "people/Tarn Solar.md\ntype: company"
        "If it is about a person, write `type: contact` or `type: person` into it."
    PlannedInThePast: Warning "planned-in-the-past"
        "A talk is still `planned`, but its day has passed. Nothing follows from it."
        "date: 2026-11-02\nstatus: planned"
        "Write `status: held`, `cancelled` or `no-show`, or the new date."
    RefersToItself: Warning "refers-to-itself"
        "The note of a contact says that the contact was referred by themselves."
        "referred-by: \"[[Jo Park]]\""
        "Name the person who referred you to them."
    SnoozeMisplaced: Warning "snooze-misplaced"
        "A key puts off a follow-up in a note that never has that follow-up."
        "snooze-nudge: 2026-12-01"
        "Write the key into the note where the follow-up arises: the note of the person, or that of the talk."
    SnoozeUnknown: Warning "snooze-unknown"
        "A key begins with `snooze` and names no follow-up, so it puts nothing off."
        "snooze-tank: 2026-12-01"
        "Write `snooze`, or the name of a follow-up after it, such as `snooze-thank`."
    TaskNote: Hint "task-note"
        "A note is a task of its own, open, and names one of your contacts. Tasks are read from lines with a box."
        "---\ntype: task\ndue: 2026-12-01\npeople: \"[[Priya Nair]]\"\n---"
        "Write the task as a line, such as `- [ ] Send the draft 📅 2026-12-01`, into the person's note."
    Template: Hint "template"
        "The note holds placeholders, so it is a template and nothing in it counts."
        "added: {{ date }}"
        "If it is no template, fill in or delete the placeholders in its front matter."
    TickKept: Warning "tick-kept"
        "A tick on a page cannot be carried to its note, so its line stays as it is."
        "- [x] Nudge Petra Novotn\u{e1}"
        "The message says why, and its help says what to do."
    TickRefused: Hint "tick-refused"
        "A tick makes no sense today, so its box was set back."
        "- [>] Confirm the talk with Priya Nair"
        "There is nothing to do. Another mark in the box is a new tick."
    TickWaiting: Warning "tick-waiting"
        "A tick on a page is not in its note yet."
        "- [x] Thank Priya Nair"
        "`coffeechat build` carries it to its note."
    TooDeep: Warning "too-deep"
        "A folder lies too many folders deep in the vault. No note in it is read."
        "a/a/a/a"
        "Move the folder up, or name it under `ignore:` in coffeechat.yaml."
    TooLarge: Error "too-large"
        "The note is larger than the largest note that is read, so it is not read."
        "people/ann.md"
        "Split the note, or raise `max-note-size` in coffeechat.yaml."
    TypedInBlock: Error "typed-in-block"
        "Somebody typed a line inside a live block, where it is not read. It stays, and the rest of the block goes on."
        "- [ ] Send Bo the article"
        "Move the line out of the block: a task counts in the note of whoever it is about. `coffeechat build --force` drops it."
    UnknownPerson: Warning "unknown-person"
        "A note names somebody who has no note of their own."
        "with: \"[[Zoe Quinn]]\""
        "Add a note for them, or correct the name."
    UnknownQuestion: Warning "unknown-question"
        "A link names a question of a bank, but no question has that block id."
        "- [ ] [[Energy#^cultur]]"
        "Add the block id to the end of the question's line in the bank, or correct the link."
    UnknownStatus: Warning "unknown-status"
        "The status of a talk is unknown, so it does not count."
        "status: maybe"
        "Write `planned`, `held`, `cancelled` or `no-show`."
    UnquotedLink: Warning "unquoted-link"
        "A link in the front matter has no quotes. Other programs read a nested list there."
        "with: [[Priya Nair]]"
        "Put the link in quotes: `with: \"[[Priya Nair]]\"`."
    UnreadFolder: Hint "unread-folder"
        "Notes in a folder look like people or talks, and nothing says that they are, so they are not read as such."
        "1-1s/2026-11-20 Priya.md\nwith: \"[[Priya Nair]]\""
        "If they are, name the folder in coffeechat.yaml, as in `folders: {1-1s: meeting}`, or write their `type` into the notes."
    WithoutADay: Warning "without-a-day"
        "A key says that something happened, but not when, so no follow-up arises from it."
        "requested: yes"
        "Write the day, such as `requested: 2026-11-20`."
    Yaml: Error "yaml"
        "A part of the front matter is not valid YAML, so it is not read. The other keys are."
        "role: Engineer: data"
        "Correct the line; the help of the message often says how. Text with a colon needs quotes."
    YearMissing: Hint "year-missing"
        "The days in a note have no year, and nothing in it gives one. They are read as the latest such days, which will be others in a year."
        "- 20/11: she wrote back"
        "Write the first day with its year, such as 2026-11-20; the others follow it."
    YesNoQuestion: Warning "yes-no-question"
        "A question prepared for a talk can be answered with yes or no."
        "- [ ] Do you like your work?"
        "Ask it openly, with what, how or which."
}

impl Code {
    /// Returns the code of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_the_order_of_their_names() {
        assert!(Code::ALL.is_sorted_by(|one, other| one.as_str() < other.as_str() && one < other));
    }

    #[test]
    fn a_name_leads_back_to_its_code() {
        for code in Code::ALL {
            assert_eq!(Code::from_name(code.as_str()), Some(*code));
        }
        assert_eq!(Code::from_name("not a date"), None);
    }

    #[test]
    fn an_explanation_has_a_meaning_an_example_and_a_remedy() {
        for code in Code::ALL {
            let text = code.explanation();
            let parts: Vec<&str> = text.trim_end().split("\n\n").collect();
            let [means, example, remedy] = *parts.as_slice() else { panic!("{code}: {text}") };
            assert!(means.ends_with('.') && remedy.ends_with('.'), "{code}: {text}");
            assert!(example.lines().all(|line| line.starts_with("    ") && line.trim().len() > 2), "{code}: {text}");
        }
    }
}
