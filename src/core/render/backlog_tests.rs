//! What is due today stands first on a page, whatever the backlog. Today is 2026-11-21.

use proptest::prelude::*;

use crate::Workspace;
use crate::core::model::Day;

const PAGE: &str = include_str!("../../../templates/dashboard.md");
/// On a screen of so many lines, everything of today stands, or a line says how much more there is.
const SCREEN: usize = 42;

fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 21).unwrap()
}

fn before(days: u64) -> Day {
    today().checked_sub_days(chrono::Days::new(days)).unwrap()
}

/// Returns the page of a vault with tasks that are so many days late, and with talks held so many days ago, for which
/// nobody was thanked.
fn page(tasks: &[u64], held: &[u64]) -> String {
    let lines = tasks.iter().enumerate().map(|(at, late)| format!("- [ ] Task {at} 📅 {}\n", before(*late)));
    let person = format!("---\ntype: contact\nrequested: no\n---\n{}", lines.collect::<String>());
    let mut notes = vec![(String::from("Dashboard.md"), PAGE.to_owned()), (String::from("people/Ann.md"), person)];
    notes.extend(held.iter().enumerate().map(|(at, ago)| {
        let day = before(*ago);
        let text = format!("---\ntype: coffee-chat\ndate: {day}\nwith: Guest Nr{at}\nreflected: {day}\n---\n");
        (format!("meetings/{at}.md"), text)
    }));
    let texts = notes.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let workspace = Workspace::from_texts("", texts, today()).unwrap();
    workspace.render(&[]).stale.into_iter().next().map(|page| page.new).unwrap()
}

/// Returns the numbers of the tasks on the page, in their order, and the remarks of the block *Now*.
fn now(tasks: &[u64]) -> Vec<String> {
    let page = page(tasks, &[]);
    let (_, block) = page.split_once("limit:30 -->\n").unwrap();
    let (block, _) = block.split_once("<!-- /coffeechat -->").unwrap();
    let row = |line: &str| line.strip_prefix("- [ ] **Task ").map(|rest| rest.split('*').next().unwrap().to_owned());
    let said = |line: &str| row(line).or_else(|| line.starts_with('*').then(|| line.to_owned()));
    block.lines().filter_map(said).collect()
}

#[test]
fn a_backlog_hid_what_is_due_today() {
    assert_eq!(now(&[9, 0, 1, 3, 30]), ["1", "2", "3", "0", "4"]);
    let old = "*1 line is late for more than 30 days: `coffeechat list follow-ups due:today`*";
    assert_eq!(now(&[31, 0]), ["1", old]);
    assert_eq!(now(&[31]), [old]);
    let many = now(&[0; 33]);
    assert_eq!(many.len(), 31);
    assert_eq!(many[30], "*… 3 more, 3 of today: `coffeechat list follow-ups due:today`*");
}

#[test]
fn tasks_without_a_day_of_old_minutes_stood_on_the_first_screen() {
    let minutes = |day: &str| {
        format!("---\ntype: coffee-chat\ndate: {day}\nwith: Ann Lee\nthanked: no\n---\n- [ ] send plan {day}\n")
    };
    let page = |days: &[&str]| {
        let mut notes = vec![(String::from("Dashboard.md"), PAGE.to_owned())];
        notes.extend(days.iter().map(|day| (format!("meetings/{day}.md"), minutes(day))));
        let texts = notes.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let workspace = Workspace::from_texts("", texts, today()).unwrap();
        workspace.render(&[]).stale.into_iter().next().map(|page| page.new).unwrap()
    };
    let old = "task without a day was noted down more than 60 days ago: `coffeechat list follow-ups undated`*";
    let (recent, long_ago) = (page(&["2026-09-22"]), page(&["2026-09-21", "2026-09-22"]));
    assert!(recent.contains("**send plan 2026-09-22**") && !recent.contains(old), "{recent}");
    assert_eq!(long_ago.matches("**send plan").count(), 1, "{long_ago}");
    assert!(long_ago.contains(&format!("*1 {old}")), "{long_ago}");
}

proptest! {
    #[test]
    fn whatever_the_backlog_today_stands_first(
        tasks in prop::collection::vec(prop_oneof![0..3_u64, 0..60_u64, 200..300_u64], 0..80),
        held in prop::collection::vec(1..30_u64, 0..40),
    ) {
        let page = page(&tasks, &held);
        let screen: Vec<&str> = page.lines().take(SCREEN).collect();
        let is_there = |at: usize| screen.iter().any(|line| line.contains(&format!("**Task {at}**")));
        let of_today = tasks.iter().enumerate().filter(|(_, late)| **late == 0);
        let hidden = of_today.filter(|(at, _)| !is_there(*at)).count();
        let says = format!(" more, {hidden} of today: ");
        prop_assert!(hidden == 0 || page.contains(&says), "{hidden}\n{page}");
        let since_yesterday = tasks.iter().filter(|late| **late < 2).count();
        // Thanks are due on the day after the talk.
        if since_yesterday + held.iter().filter(|ago| **ago <= 2).count() <= 28 {
            let are_there = tasks.iter().enumerate().filter(|(_, late)| **late < 2).all(|(at, _)| is_there(at));
            prop_assert!(are_there, "{page}");
        }
        // What is late for long is counted, and nothing is lost.
        let old = tasks.iter().filter(|late| **late > 30).count();
        let says = if old == 1 { String::from("*1 line is late for more than 30 days") } else { format!("*{old} lines are late for more than 30 days") };
        prop_assert_eq!(page.contains(&says), old > 0);
    }
}
