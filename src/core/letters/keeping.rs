//! Letters that report on a talk, and letters that introduce contacts to each other.

use crate::core::base::text::and;
use crate::core::edit::Refusal;
use crate::core::index::NoteId;
use crate::core::model::{ContactState, EventKey, Rule};
use crate::core::parse::body::passages::takeaways;

use super::{Occasion, Record, Source};

impl<E: From<Refusal>> Source<'_, E> {
    pub(super) fn update(&self) -> Result<Occasion, E> {
        let who = self.wish.who;
        let name = &*self.index().note(who).title;
        let met = self.met_for(who);
        let standing = self.workspace.standing.contact(who);
        let last = standing.and_then(|standing| standing.last_held);
        let has_answered = standing.is_some_and(|standing| standing.state == ContactState::Replied);
        if last.is_none() && met.is_empty() && !has_answered {
            return Err(Refusal::new(format!(
                "you have not talked with {name} yet, so there is nothing to report; `coffeechat draft request` asks for a talk"
            )).into());
        }
        let mut facts = self.facts(who);
        let names: Vec<&str> = met.iter().map(|id| &*self.index().note(*id).title).collect();
        facts.set("met", Some(and(&names)));
        facts.set("outcome", self.wish.about);
        if let Some((_, id)) = last {
            let text = (self.read)(id)?;
            let takeaways = takeaways(&text, &self.workspace.config.words());
            facts.set("takeaway", takeaways.first());
            facts.set_all("takeaways", takeaways);
        }
        let mut records: Vec<Record> = met.iter().map(|id| Record::Event(*id, EventKey::ReportedBack)).collect();
        if records.is_empty() {
            records.push(Record::InTouch(who));
        }
        Ok(Occasion::new(vec![self.mailbox(who)], facts, records))
    }

    /// Returns the contacts that a person referred, if they were met since and the person has not had a report yet.
    fn met_for(&self, who: NoteId) -> Vec<NoteId> {
        let today = self.workspace.today();
        let open =
            self.workspace.agenda.follow_ups().filter(|open| open.rule == Rule::ReportBack).map(|open| open.note);
        let open: Vec<NoteId> = open.collect();
        let is_open = |id: &NoteId| {
            let contact = self.index().note(*id).as_contact();
            let is_todays = contact.is_some_and(|contact| {
                let is_it = |event: &crate::core::model::Event| {
                    event.key == EventKey::ReportedBack && event.day() == Some(today)
                };
                contact.events.iter().any(is_it)
            });
            open.contains(id) || is_todays
        };
        self.index().referred_by(who).iter().copied().filter(is_open).collect()
    }

    pub(super) fn introduction(&self) -> Result<Occasion, E> {
        let who = self.wish.who;
        let Some(other) = self.wish.other.filter(|other| *other != who) else {
            return Err(Refusal::new("no contact to introduce is named; add one with `--to`").into());
        };
        let mut facts = self.facts(who);
        let theirs = self.facts(other).to_value();
        for (name, from) in [
            ("other_name", "name"),
            ("other_greeting", "greeting"),
            ("other_role", "role"),
            ("other_company", "company"),
        ] {
            let value = theirs.get_attr(from).ok().filter(minijinja::Value::is_true);
            facts.set(name, value.map(|value| value.to_string()));
        }
        let title = |id: NoteId| &self.index().note(id).title;
        facts.ask("about", "why they should meet");
        let log = |id: NoteId, to: NoteId| Record::Log(id, format!("introduced to {}", title(to)));
        let records = vec![log(who, other), log(other, who)];
        let mut occasion = Occasion::new(vec![self.mailbox(who), self.mailbox(other)], facts, records);
        occasion.remarks.push(format!("ask {} and {} first whether they would like it", title(who), title(other)));
        Ok(occasion)
    }
}
