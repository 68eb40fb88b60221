//! Charts as SVG: bars of one colour, each with its number, and the same in words for who does not see them.

use std::fmt::Write as _;

use crate::core::derive::activity::Counts;
use crate::core::lists::View;
use crate::core::model::{ContactState, Day};
use crate::core::render::activity::{self, DEEDS};
use crate::core::render::contacts;
use crate::core::render::pipeline::Pipeline;
use crate::core::syntax::block::{BlockKind, Directive};
use crate::core::syntax::calendar;

use super::markdown::escaped;

/// Returns the chart of a block; nothing if there is nothing to draw.
pub(super) fn of(view: &View<'_>, directive: &Directive, id: &str) -> String {
    match directive.kind {
        BlockKind::Pipeline => of_states(&Pipeline::new(view, &directive.filter).states, id),
        BlockKind::Activity => of_weeks(&activity::data(view, &directive.filter), view.today, id),
        _ => String::new(),
    }
}

/// Draws how many people are where, a bar for each state.
fn of_states(states: &[(ContactState, usize)], id: &str) -> String {
    const ROW: usize = 30;
    const LEFT: usize = 104;
    const WIDTH: usize = 330;
    let is_beside = |state| matches!(state, ContactState::Paused | ContactState::Closed);
    let shown: Vec<_> = states.iter().filter(|(state, count)| *count > 0 || !is_beside(*state)).collect();
    let most = shown.iter().map(|(_, count)| *count).max().unwrap_or(0);
    if most == 0 {
        return String::new();
    }
    let mut bars = String::new();
    for (at, (state, count)) in shown.iter().enumerate() {
        let (top, length) = (at * ROW, WIDTH * count / most);
        let _ = writeln!(
            bars,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\
             <rect x=\"{LEFT}\" y=\"{}\" width=\"{}\" height=\"18\" rx=\"2\"/>\
             <text class=\"count\" x=\"{}\" y=\"{}\">{count}</text>",
            LEFT - 10,
            top + 20,
            contacts::state(*state),
            top + 6,
            length.max(1),
            LEFT + length + 8,
            top + 20,
        );
    }
    let words: Vec<String> =
        shown.iter().map(|(state, count)| format!("{} {count}", contacts::state(*state))).collect();
    let size = (480, shown.len() * ROW + 4);
    format!("<figure>\n{}</figure>\n", svg(id, size, "How many people stand where", &words.join(", "), &bars))
}

/// Draws what was done week by week, each deed on its own and all to one scale.
fn of_weeks(weeks: &[(Day, Counts)], today: Day, id: &str) -> String {
    let most = weeks.iter().flat_map(|(_, counts)| counts).copied().max().unwrap_or(0);
    if most == 0 {
        return String::new();
    }
    let charts: String = DEEDS
        .iter()
        .enumerate()
        .map(|(deed, name)| {
            let row: Vec<(Day, usize)> =
                weeks.iter().rev().map(|(day, counts)| (*day, counts.get(deed).copied().unwrap_or(0))).collect();
            of_deed(name, &row, most, today, &format!("{id}-{}", name.to_lowercase()))
        })
        .collect();
    format!("<div class=\"charts\">\n{charts}</div>\n")
}

/// Draws one deed, the oldest week first.
fn of_deed(name: &str, weeks: &[(Day, usize)], most: usize, today: Day, id: &str) -> String {
    const STEP: usize = 26;
    const HEIGHT: usize = 70;
    const BASE: usize = 88;
    let width = weeks.len().max(6) * STEP;
    let mut bars = format!("<path d=\"M0 {BASE}.5H{width}\"/>\n");
    for (at, (_, count)) in weeks.iter().enumerate().filter(|(_, (_, count))| *count > 0) {
        let (left, height) = (at * STEP, HEIGHT * count / most);
        let _ = writeln!(
            bars,
            "<rect x=\"{}\" y=\"{}\" width=\"16\" height=\"{height}\" rx=\"1\"/>\
             <text class=\"count\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{count}</text>",
            left + 5,
            BASE - height,
            left + 13,
            BASE - height - 4,
        );
    }
    let day = |week: Option<&(Day, usize)>| week.map_or_else(String::new, |(day, _)| calendar::short_day(*day, today));
    let _ = write!(bars, "<text x=\"0\" y=\"106\">{}</text>", day(weeks.first()));
    if weeks.len() > 4 {
        let last = day(weeks.last());
        let _ = write!(bars, "<text x=\"{}\" y=\"106\" text-anchor=\"end\">{last}</text>", weeks.len() * STEP);
    }
    let words: Vec<String> =
        weeks.iter().map(|(day, count)| format!("{} {count}", calendar::short_day(*day, today))).collect();
    let total: usize = weeks.iter().map(|(_, count)| count).sum();
    let title = format!("{name} week by week");
    let svg = svg(id, (width, 112), &title, &words.join(", "), &bars);
    format!("<figure>\n<figcaption><b>{name}</b> {total}</figcaption>\n{svg}</figure>\n")
}

fn svg(id: &str, (width, height): (usize, usize), title: &str, words: &str, drawn: &str) -> String {
    let (title, words) = (escaped(title), escaped(words));
    format!(
        "<svg role=\"img\" aria-labelledby=\"{id}-title\" aria-describedby=\"{id}-words\" \
         viewBox=\"0 0 {width} {height}\">\n\
         <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-words\">{words}</desc>\n{drawn}</svg>\n"
    )
}
