//! The algebra of ticks: their order, and over how many builds they are spread, makes no difference to the notes.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{Index as Pick, select};

use super::*;
use crate::config::Config;
use crate::model::Day;
use crate::parse::NoteParser;

type Texts = BTreeMap<&'static str, String>;
type Asked = (String, char);

const NOTES: [(&str, &str); 9] = [
    (
        "people/sam.md",
        "---\ntype: contact\nname: Sam\nrequested: 2026-11-02\nnudged: # when?\nfollow-up: 2026-11-25\n---\n\
        - [ ] One 📅 2026-11-20\n- [ ] Two 📅 2026-11-22\n",
    ),
    ("people/priya.md", "---\ntype: contact\nrequested: 2026-10-01\nreplied: 2026-10-02\ncadence: 30d\n---\n## Log\n"),
    ("people/zoe.md", "---\ntype: contact\nadded: 2026-11-10\nreferred-by: \"[[priya]]\"\n---\n"),
    (
        "people/ann.md",
        "---\ntype: contact\nfollow-ups: [2026-11-20, 2026-11-24 the book]\n---\n## Log\n- 2026-11-01 wrote\n",
    ),
    ("people/lee.md", "# Lee\n\n- [ ] Ring 🔁 every week 📅 2026-11-21\n- [ ] Water the plant 🔁 every day\n"),
    (
        "meetings/held.md",
        "---\ntype: meeting\nwith: \"[[priya]]\"\ndate: 2026-11-18\n---\n## Takeaways\n\nMuch.\n\n## Reflection\n",
    ),
    (
        "meetings/other.md",
        "---\ntype: meeting\nwith: \"[[zoe]]\"\ndate: 2026-11-10\nthanked: 2026-11-11\n---\n## Reflection\n",
    ),
    (
        "meetings/next.md",
        "---\ntype: meeting\nwith: \"[[ann]]\"\ndate: 2026-11-23\nprepared:\nconfirmed:\n---\n## Questions\n",
    ),
    ("notes/plain.md", "- [ ] Ask [[lee]] due:2026-11-22\n- [ ] Tell [[lee]] [due:: 2026-11-21]\n"),
];

fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 21).unwrap()
}

fn picture(config: &Config, texts: &Texts) -> Picture {
    let parser = NoteParser::new(config);
    let notes = texts.iter().map(|(path, text)| parser.parse(&NotePath::new(*path), text.as_bytes())).collect();
    Picture::new(config.clone(), notes, Vec::new(), today())
}

/// Carries ticks to the notes as one build does, and returns why some were kept.
fn build(config: &Config, texts: &mut Texts, asked: &[Asked]) -> Vec<String> {
    let picture = picture(config, texts);
    let parser = NoteParser::new(config);
    let tick = |(id, mark): &Asked| {
        let page = format!("<!-- coffeechat follow-ups -->\n- [{mark}] x <!--{id}-->\n<!-- /coffeechat -->\n");
        let row = splice::changed_rows(&page, &region::find(&page).0).remove(0);
        Tick { page: NotePath::new("Dashboard.md"), words: String::new(), ends_in_day: true, row }
    };
    let mut wishes = BTreeMap::new();
    let mut kept = Vec::new();
    for (tick, verdict) in judge(&picture, asked.iter().map(tick).collect()) {
        match verdict {
            Verdict::Carry(action, follow_up) => {
                wishes.insert((follow_up.note, follow_up.id.to_string()), (action, follow_up));
            }
            Verdict::Settled => kept.push(format!("`{}` is settled", tick.row.mark)),
            Verdict::Kept(why) => kept.push(format!("{why:?}")),
        }
    }
    let mut wishes: Vec<_> = wishes.into_values().collect();
    wishes.sort_by_key(|(_, follow_up)| (follow_up.note, place(follow_up)));
    for (action, follow_up) in wishes {
        let path = &picture.index.note(follow_up.note).path;
        let text = texts.get_mut(path.as_str()).unwrap();
        let settlement = Settlement { action, today: today(), until: None };
        match settle(&parser, text, &picture.index, follow_up, settlement) {
            Ok((edited, _)) => *text = edited,
            Err(refusal) => kept.push(format!("{path}: {refusal}")),
        }
    }
    kept
}

#[test]
fn a_tick_of_one_of_several_lines_that_are_alike_never_settles_another() {
    let config = Config::default();
    let line = "- [ ] Call 📅 2026-11-20\n";
    let (done, later) = ("- [x] Call 📅 2026-11-20 ✅ 2026-11-21\n", "- [ ] Call 📅 2026-11-28\n");
    let text = |lines: [&str; 3]| format!("---\ntype: contact\n---\n{}", lines.concat());
    let rows = [
        ([' ', '>', ' '], [line, later, line]),
        (['>', ' ', 'x'], [later, line, done]),
        (['x', '>', '>'], [done, later, later]),
        (['>', '>', ' '], [later, later, line]),
    ];
    for (marks, expected) in rows {
        let mut texts = Texts::from([("people/a.md", text([line; 3]))]);
        let picture = picture(&config, &texts);
        let mut follow_ups: Vec<_> =
            picture.derived.follow_ups().filter(|row| row.rule == crate::model::Rule::Task).collect();
        follow_ups.sort_by_key(|row| std::cmp::Reverse(place(row)));
        let rows = follow_ups.iter().zip(marks).filter(|(_, mark)| *mark != ' ');
        let asked: Vec<Asked> = rows.map(|(row, mark)| (row.id.to_string(), mark)).collect();
        assert_eq!(build(&config, &mut texts, &asked), [""; 0]);
        assert_eq!(texts["people/a.md"], text(expected), "{marks:?}");
        // An old page brings the same ticks again.
        build(&config, &mut texts, &asked);
        assert_eq!(texts["people/a.md"], text(expected), "{marks:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn ticks_in_any_order_and_in_any_number_of_builds_give_the_same_notes(
        picks in proptest::collection::vec((any::<Pick>(), select(vec!['x', '-', '>'])), 2..7),
        order in proptest::collection::vec(any::<u32>(), 7),
        cuts in proptest::collection::vec(any::<bool>(), 7),
        is_windows in any::<bool>(),
    ) {
        let config = Config::default();
        let text = |text: &str| if is_windows { text.replace('\n', "\r\n") } else { text.to_owned() };
        let texts: Texts = NOTES.iter().map(|(path, of)| (*path, text(of))).collect();
        let ids: Vec<String> = picture(&config, &texts).derived.follow_ups().map(|row| row.id.to_string()).collect();
        let asked: BTreeMap<String, char> = picks.iter().map(|(pick, mark)| (pick.get(&ids).clone(), *mark)).collect();
        let asked: Vec<Asked> = asked.into_iter().collect();
        let mut at_once = texts.clone();
        let kept = build(&config, &mut at_once, &asked);
        prop_assert!(kept.is_empty(), "{kept:?}");

        let mut shuffled: Vec<(u32, &Asked)> = order.into_iter().zip(&asked).collect();
        shuffled.sort();
        let (mut one_by_one, mut batch, mut kept) = (texts, Vec::new(), Vec::new());
        for ((_, one), is_cut) in shuffled.into_iter().zip(cuts) {
            batch.push(one.clone());
            if is_cut {
                kept.extend(build(&config, &mut one_by_one, &std::mem::take(&mut batch)));
            }
        }
        kept.extend(build(&config, &mut one_by_one, &batch));
        // The same ticks again, as an old page brings them, change nothing.
        let before = one_by_one.clone();
        build(&config, &mut one_by_one, &asked);
        prop_assert_eq!(&one_by_one, &before);
        // What an earlier tick put off or stopped is not done behind its back: the later tick stays, and is named. Only to
        // put it off once more says nothing new.
        let reasons = ["is snoozed", "paused or closed", "changed since or is gone", "`>` is settled"];
        let is_hidden = |why: &String| reasons.iter().any(|reason| why.contains(reason));
        prop_assert!(kept.iter().all(is_hidden), "{kept:?}: {asked:?} {one_by_one:#?}");
        if kept.is_empty() {
            for (path, text) in one_by_one {
                prop_assert_eq!(&text, &at_once[path], "{:?}", &asked);
            }
        }
    }
}
