//! A calendar of meetings and follow-ups (RFC 5545).
//!
//! All entries are events, since few calendars show to-dos. A time is written as UTC if the settings name a zone, and
//! otherwise without a zone, which calendars read as the reader's own. An event's UID does not depend on its day or on
//! the day of the export. Its `DTSTAMP` is required and shows which of two copies is newer. It is the day of the
//! export; a past event has its own day instead, so that it no longer changes.

use std::collections::BTreeMap;

use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarParameter, ICalendarParameterName,
    ICalendarParameterValue, ICalendarProperty, ICalendarValue, ICalendarValueType,
};
use chrono::{Datelike as _, Days, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;

use crate::core::base::escape::visible;
use crate::core::derive::follow_ups::{Cause, FollowUp, FollowUpId};
use crate::core::derive::readiness::arrive_by;
use crate::core::index::NoteId;
use crate::core::lists::{View, list_meetings, select_follow_ups};
use crate::core::model::{Day, MeetingStatus, Moment};
use crate::core::syntax::block::filter::Filter;

use super::lines;
use super::person::who;
use super::uid::uid;

/// How every calendar begins.
pub(super) const HEAD: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//coffeechat//coffeechat//EN\r\n";

/// The length of a meeting whose note has none.
const USUAL_DURATION: u32 = 30;

/// An event of the calendar.
struct CalendarEvent {
    start: Moment,
    uid: String,
    entries: Vec<ICalendarEntry>,
    /// Its reminders, as intervals from its start: `-P1D`.
    alarms: Vec<String>,
}

/// Returns the calendar.
pub(super) fn text(view: &View<'_>, filter: &Filter) -> String {
    let limit = filter.limit.unwrap_or(usize::MAX);
    let names = names_of_follow_ups(view);
    let meetings = list_meetings(view, filter).into_iter().take(limit).filter_map(|id| meeting(view, id));
    let follow_ups = select_follow_ups(view, filter).take(limit).filter_map(|row| follow_up(view, row, &names));
    let mut events: Vec<CalendarEvent> = meetings.chain(follow_ups).collect();
    events.sort_by(|one, other| (one.start, &one.uid).cmp(&(other.start, &other.uid)));
    written(events, view.today)
}

fn meeting(view: &View<'_>, id: NoteId) -> Option<CalendarEvent> {
    let note = view.index.note(id);
    let meeting = note.as_meeting()?;
    let start = view.index.date(id, view.today)?.value;
    let status = view.standing.meeting(id)?;
    let is_ahead = status == MeetingStatus::Planned && start.day >= view.today;
    let confirmed = view.standing.confirmation(view.index, id);
    let people = view.index.people(id);
    let names: Vec<&str> = people.iter().map(|person| view.index.name(person)).collect();
    let summary = if names.is_empty() { note.title.to_string() } else { format!("Talk with {}", names.join(", ")) };
    let arrival = arrive_by(meeting, Some(start), view.config);
    let mut described = vec![note.title.to_string()];
    described.extend(people.iter().map(|person| who(view, person)));
    if is_ahead {
        described.extend(arrival.map(|time| format!("Be there {}", time.format("%-H:%M"))));
        described.extend((!meeting.goals.is_empty()).then(|| format!("Goals: {}", meeting.goals.join(", "))));
        described.extend(questions(view, id));
    }
    described.push(format!("Note: {}", note.path));

    let minutes = i64::from(meeting.duration.unwrap_or(USUAL_DURATION));
    let mut entries = times(start, TimeDelta::minutes(minutes), view.config.time_zone)?;
    entries.push(entry(ICalendarProperty::Summary, visible(&summary)));
    entries.extend(meeting.channel.as_deref().map(|channel| entry(ICalendarProperty::Location, visible(channel))));
    entries.push(entry(ICalendarProperty::Description, lines(described)));
    let status = match (status, confirmed) {
        (MeetingStatus::Cancelled | MeetingStatus::NoShow, _) => "CANCELLED",
        (MeetingStatus::Planned, None) => "TENTATIVE",
        _ => "CONFIRMED",
    };
    entries.push(entry(ICalendarProperty::Status, status));
    let is_busy = start.time.is_some() && status != "CANCELLED";
    entries.push(entry(ICalendarProperty::Transp, if is_busy { "OPAQUE" } else { "TRANSPARENT" }));
    let alarms = if is_ahead { meeting_alarms(start, arrival) } else { Vec::new() };
    Some(CalendarEvent { start, uid: uid(&["meeting", note.path.as_str()]), entries, alarms })
}

/// Returns the questions to ask, below a heading line.
fn questions(view: &View<'_>, id: NoteId) -> Vec<String> {
    let open: Vec<String> = view.questions.carried(view.index, id).map(|(text, _)| format!("- {text}")).collect();
    if open.is_empty() { open } else { [vec![String::from("Questions:")], open].concat() }
}

/// Returns the reminders of a meeting: one day before it, and one hour before the user has to be there.
fn meeting_alarms(start: Moment, arrival: Option<NaiveTime>) -> Vec<String> {
    let Some(time) = start.time else { return vec![String::from("-PT15H")] };
    let early = arrival.map_or(0, |arrival| time.signed_duration_since(arrival).num_minutes());
    vec![String::from("-P1D"), format!("-PT{}M", 60 + early)]
}

fn follow_up(view: &View<'_>, row: &FollowUp, names: &BTreeMap<FollowUpId, String>) -> Option<CalendarEvent> {
    let day = row.due?;
    let wording = view.wording();
    let start = Moment::on(day);
    let mut described = vec![wording.reason(row)];
    described.extend(row.who.iter().map(|person| who(view, person)));
    described.push(format!("Note: {}", view.index.note(row.note).path));
    let mut entries = times(start, TimeDelta::zero(), None)?;
    entries.push(entry(ICalendarProperty::Summary, visible(&wording.plain(&wording.what(row)))));
    entries.push(entry(ICalendarProperty::Description, lines(described)));
    entries.push(entry(ICalendarProperty::Transp, "TRANSPARENT"));
    let alarms = if day >= view.today { vec![String::from("PT9H")] } else { Vec::new() };
    Some(CalendarEvent { start, uid: names.get(&row.id)?.clone(), entries, alarms })
}

/// Returns the UIDs of the open follow-ups. Unlike its id, the UID of a follow-up does not change with its day. It
/// depends on the rule and the note, and for a task on its words and its order among equal tasks.
fn names_of_follow_ups(view: &View<'_>) -> BTreeMap<FollowUpId, String> {
    let mut all: Vec<&FollowUp> = view.agenda.follow_ups().collect();
    all.sort_by_key(|row| (row.note, row.line, row.rule, row.id));
    let mut counts: BTreeMap<(NoteId, &str, &str), usize> = BTreeMap::new();
    let mut names = BTreeMap::new();
    for row in all {
        let note = view.index.note(row.note);
        let words = match &row.cause {
            Cause::Task(task) => note.tasks.get(task.index).map_or("", |task| &*task.text),
            _ => "",
        };
        let count = counts.entry((row.note, row.rule.as_str(), words)).or_default();
        let parts = ["follow-up", row.rule.as_str(), note.path.as_str(), words, &count.to_string()];
        names.insert(row.id, uid(&parts));
        *count += 1;
    }
    names
}

/// Returns when an event starts and ends, the end not being part of it; `None` for a day that no calendar can show.
fn times(start: Moment, length: TimeDelta, zone: Option<Tz>) -> Option<Vec<ICalendarEntry>> {
    let is_shown = |day: Day| (1..=9999).contains(&day.year());
    let Some(time) = start.time else {
        let end = start.day.checked_add_days(Days::new(1)).filter(|end| is_shown(*end) && is_shown(start.day))?;
        let day = |name, day: Day| ICalendarEntry {
            params: vec![ICalendarParameter {
                name: ICalendarParameterName::Value,
                value: ICalendarParameterValue::Value(ICalendarValueType::Date),
            }],
            ..entry(name, day.format("%Y%m%d").to_string())
        };
        return Some(vec![day(ICalendarProperty::Dtstart, start.day), day(ICalendarProperty::Dtend, end)]);
    };
    let local = start.day.and_time(time);
    let written = start.offset.and_then(|offset| local.checked_sub_signed(TimeDelta::minutes(offset.into())));
    let instant = written.or_else(|| zone.and_then(|zone| instant(local, zone)));
    let start = instant.unwrap_or(local);
    let end = start.checked_add_signed(length).filter(|end| is_shown(end.date()) && is_shown(start.date()))?;
    let mark = if instant.is_some() { "Z" } else { "" };
    let at = |name, at: NaiveDateTime| entry(name, format!("{}{mark}", at.format("%Y%m%dT%H%M%S")));
    Some(vec![at(ICalendarProperty::Dtstart, start), at(ICalendarProperty::Dtend, end)])
}

/// Returns the universal time of a local one. For an hour that occurs twice it is the first, and for one that is
/// skipped the one after it.
fn instant(local: NaiveDateTime, zone: Tz) -> Option<NaiveDateTime> {
    let at = |local| zone.from_local_datetime(&local).earliest();
    let instant = at(local).or_else(|| at(local.checked_add_signed(TimeDelta::hours(1))?))?;
    Some(instant.naive_utc())
}

fn entry(name: ICalendarProperty, text: impl Into<String>) -> ICalendarEntry {
    ICalendarEntry { name, params: Vec::new(), values: vec![ICalendarValue::Text(text.into())] }
}

fn component(kind: ICalendarComponentType, entries: Vec<ICalendarEntry>) -> ICalendarComponent {
    ICalendarComponent { component_type: kind, entries, component_ids: Vec::new() }
}

fn written(events: Vec<CalendarEvent>, today: Day) -> String {
    let head = vec![
        entry(ICalendarProperty::Version, "2.0"),
        entry(ICalendarProperty::Prodid, "-//coffeechat//coffeechat//EN"),
        entry(ICalendarProperty::Name, "coffeechat"),
        entry(ICalendarProperty::Other(String::from("X-WR-CALNAME")), "coffeechat"),
    ];
    let mut calendar = ICalendar { components: vec![component(ICalendarComponentType::VCalendar, head)] };
    let mut ids = Vec::new();
    for event in events {
        let stamp = event.start.day.min(today).format("%Y%m%dT000000Z").to_string();
        let mut entries = vec![entry(ICalendarProperty::Uid, event.uid), entry(ICalendarProperty::Dtstamp, stamp)];
        entries.extend(event.entries);
        let words = entries.iter().find(|entry| entry.name == ICalendarProperty::Summary).cloned();
        let alarms: Vec<u32> = event
            .alarms
            .iter()
            .map(|alarm| {
                let words = words.clone().map(|words| ICalendarEntry { name: ICalendarProperty::Description, ..words });
                let mut entries =
                    vec![entry(ICalendarProperty::Action, "DISPLAY"), entry(ICalendarProperty::Trigger, alarm)];
                entries.extend(words);
                add(&mut calendar, component(ICalendarComponentType::VAlarm, entries))
            })
            .collect();
        let event = ICalendarComponent { component_ids: alarms, ..component(ICalendarComponentType::VEvent, entries) };
        ids.push(add(&mut calendar, event));
    }
    if let Some(root) = calendar.components.first_mut() {
        root.component_ids = ids;
    }
    calendar.to_string()
}

/// Adds a component and returns its number, by which other components refer to it.
fn add(calendar: &mut ICalendar, component: ICalendarComponent) -> u32 {
    calendar.components.push(component);
    u32::try_from(calendar.components.len() - 1).unwrap_or(u32::MAX)
}
