//! The block `pipeline`: how many contacts are in each state, and how many of those who were asked answered.

use crate::core::index::{NoteId, Person};
use crate::core::lists::View;
use crate::core::model::{ContactState, EventKey, When};
use crate::core::syntax::block::filter::{Chart, Filter};

use super::contacts::state;
use super::view::{Page, bar, mermaid, remark, share, table};

const NOTHING: &str = "Nobody asked, nobody met yet.";

/// How many contacts are where.
#[derive(Debug, Default)]
pub(crate) struct Pipeline {
    /// How many are in each state, in the order of the states.
    pub states: Vec<(ContactState, usize)>,
    /// Those whom somebody referred.
    pub referred: Answers,
    /// The others.
    pub cold: Answers,
}

/// What became of the people who were asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Answers {
    /// How many were asked.
    pub asked: usize,
    /// How many of them answered, or were met.
    pub answered: usize,
    /// How many of them were met.
    pub met: usize,
}

impl Pipeline {
    /// Counts the contacts that a filter shows.
    pub(crate) fn new(view: &View<'_>, filter: &Filter) -> Self {
        let mut pipeline = Self { states: ContactState::ALL.map(|state| (state, 0)).to_vec(), ..Self::default() };
        let is_shown = |id: &NoteId| {
            filter.has_standing(view.standing_of(*id))
                && (!filter.is_about_people() || filter.has_people(view, None, &[Person::Known(*id)]))
        };
        for id in view.index.contacts().map(|(id, ..)| id).filter(is_shown) {
            pipeline.count(view, id);
        }
        pipeline
    }

    fn count(&mut self, view: &View<'_>, id: NoteId) {
        let (Some(standing), Some(contact)) = (view.standing.contact(id), view.index.note(id).as_contact()) else {
            return;
        };
        if let Some((_, count)) = self.states.iter_mut().find(|(state, _)| *state == standing.state) {
            *count += 1;
        }
        let has = |keys: &[EventKey]| {
            contact.events.iter().any(|event| {
                let is_past = event.day().is_none_or(|day| day <= view.today);
                keys.contains(&event.key) && event.when != When::Never && is_past
            })
        };
        if !has(&[EventKey::Requested, EventKey::Nudged]) {
            return;
        }
        let is_met = view.standing.is_met(view.index, id);
        let is_answered = is_met
            || standing.next_meeting.is_some()
            || standing.agreed.is_some()
            || has(&[EventKey::Replied, EventKey::Declined, EventKey::Scheduled]);
        let answers = if contact.referred_by.is_empty() { &mut self.cold } else { &mut self.referred };
        answers.asked += 1;
        answers.answered += usize::from(is_answered);
        answers.met += usize::from(is_met);
    }
}

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let pipeline = Pipeline::new(&page.view, filter);
    if pipeline.states.iter().all(|(_, count)| *count == 0) {
        return remark(NOTHING);
    }
    match filter.chart {
        Chart::Text => bars(&pipeline) + answers(&pipeline).trim_start_matches('\n'),
        Chart::Mermaid => flow(&pipeline),
    }
}

/// Returns whether a state is a stage on the way, and not beside it.
const fn is_stage(state: ContactState) -> bool {
    !matches!(state, ContactState::Paused | ContactState::Closed)
}

fn bars(pipeline: &Pipeline) -> String {
    let most = pipeline.states.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let shown = pipeline.states.iter().filter(|(state, count)| is_stage(*state) || *count > 0);
    let rows = shown.map(|(stage, count)| vec![state(*stage).to_owned(), count.to_string(), bar(*count, most)]);
    table(&["Where they stand", "People", "Bar"], rows)
}

/// Returns how many of those who were asked answered, by how the user came to them.
fn answers(pipeline: &Pipeline) -> String {
    let rows = [("with a referral", pipeline.referred), ("without one", pipeline.cold)];
    let rows: Vec<_> = rows.into_iter().filter(|(_, answers)| answers.asked > 0).collect();
    if rows.is_empty() {
        return String::new();
    }
    let cells = rows.into_iter().map(|(how, Answers { asked, answered, met })| {
        let percent = (100 * answered + asked / 2) / asked;
        let answered = format!("{answered} ({percent} %) {}", share(answered, asked));
        vec![how.to_owned(), asked.to_string(), answered, met.to_string()]
    });
    table(&["Asked", "People", "Answered", "Met"], cells)
}

fn flow(pipeline: &Pipeline) -> String {
    let (stages, beside): (Vec<_>, Vec<_>) = pipeline.states.iter().partition(|(state, _)| is_stage(*state));
    let words = |(stage, count): &(ContactState, usize)| format!("{} {count}", state(*stage));
    let nodes: Vec<String> =
        stages.iter().enumerate().map(|(at, stage)| format!("n{}[\"{}\"]", at + 1, words(stage))).collect();
    let beside: Vec<String> = beside.iter().filter(|(_, count)| *count > 0).map(words).collect();
    let beside =
        if beside.is_empty() { String::new() } else { remark(&format!("Beside them: {}.", beside.join(", "))) };
    mermaid(&[format!("  {}", nodes.join(" --> "))]) + &beside
}
