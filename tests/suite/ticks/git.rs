//! Pages that git merged, rebased, picked or brought back.

use super::*;

/// What one side does, and the other.
const OURS: [Tick; 3] = [("**Thank**", 'x'), ("Zoë Lind", '-'), ("Send the paper", '>')];
const THEIRS: [Tick; 4] = [("**Nudge**", 'x'), ("Ring Bea", 'x'), ("Jo Park", 'x'), ("Mei Chen", '>')];
/// When all of it is built, and when either side was.
const LAST: &str = "2026-11-24";
const SIDES: [(&[Tick], &str); 2] = [(&OURS, "2026-11-21"), (&THEIRS, "2026-11-23")];

/// Ticks on one side, builds there or not, and commits; with a note and words outside of the blocks of its own.
fn side(vault: &TestVault, (ticks, day): (&[Tick], &str), is_built: bool) {
    vault.write(format!("notes/of-{day}.md"), format!("Written on {day}.\n").as_bytes());
    tick_all(vault, ticks);
    if is_built {
        build(vault, day);
    }
    commit_all(vault);
}

/// Returns the vault in which both sides' ticks were made in one place.
fn control(origin: &TestVault, built: [bool; 2]) -> TestVault {
    let vault = clone_of(origin);
    for ((ticks, day), is_built) in SIDES.into_iter().zip(built) {
        vault.write(format!("notes/of-{day}.md"), format!("Written on {day}.\n").as_bytes());
        if is_built {
            tick_all(&vault, ticks);
            build(&vault, day);
        }
    }
    for ((ticks, _), is_built) in SIDES.into_iter().zip(built) {
        if !is_built {
            tick_all(&vault, ticks);
        }
    }
    build(&vault, LAST);
    vault
}

#[track_caller]
fn assert_same(vault: &TestVault, control: &TestVault) {
    assert_eq!(notes(vault), notes(control));
    assert_eq!(vault.text("Dashboard.md"), control.text("Dashboard.md"));
    assert_settled(vault, LAST);
}

#[test]
fn two_clones_merge_without_a_stop_and_the_next_build_unites_the_ticks_of_both() {
    let origin = repository();
    for built in [[true, false], [false, true], [true, true], [false, false]] {
        let sides = [clone_of(&origin), clone_of(&origin)];
        for ((vault, what), is_built) in sides.iter().zip(SIDES).zip(built) {
            side(vault, what, is_built);
        }
        let control = control(&origin, built);
        for (here, there) in [(&sides[0], &sides[1]), (&sides[1], &sides[0])] {
            let merged = clone_of(here);
            let (code, said) = merge(&merged, there, &[]);
            assert_eq!(code, 0, "{built:?}: {said}");
            build(&merged, LAST);
            assert_same(&merged, &control);
        }
    }
}

#[test]
fn a_rebase_over_several_commits_with_pages_needs_no_stop() {
    let origin = repository();
    for built in [[true, true], [false, true], [true, false]] {
        let sides = [clone_of(&origin), clone_of(&origin)];
        side(&sides[0], SIDES[0], built[0]);
        let (here, (ticks, day)) = (&sides[1], SIDES[1]);
        here.write(format!("notes/of-{day}.md"), format!("Written on {day}.\n").as_bytes());
        for one in ticks {
            tick(here, *one);
            if built[1] {
                build(here, day);
            }
            commit_all(here);
        }
        fetch(here, &sides[0], "there");
        let (code, said) = git_code(here, &["rebase", "-q", "there"]);
        assert_eq!(code, 0, "{built:?}: {said}");
        build(here, LAST);
        assert_same(here, &control(&origin, built));
    }
}

#[test]
fn three_branches_merge_one_after_the_other_where_an_octopus_will_not() {
    let origin = repository();
    let (third, third_day) = ([("Read her book", 'x')], "2026-11-22");
    let sides = [clone_of(&origin), clone_of(&origin), clone_of(&origin)];
    side(&sides[0], SIDES[0], true);
    side(&sides[1], SIDES[1], false);
    side(&sides[2], (&third, third_day), true);
    let here = clone_of(&origin);
    for (vault, name) in sides.iter().zip(["a", "b", "c"]) {
        fetch(&here, vault, name);
    }
    let before = here.snapshot();
    let (code, _) = git_code(&here, &["merge", "-q", "--no-edit", "a", "b", "c"]);
    if code != 0 {
        // An octopus asks no attributes: it gives up where pages differ, and leaves everything as it was.
        let here_now = notes(&here);
        assert_eq!(git(&here, &["status", "--porcelain"]), "");
        let old = |path: &PathBuf| String::from_utf8(before[path].bytes.clone()).unwrap();
        assert!(here_now.iter().all(|(path, text)| *text == old(path)));
        for name in ["a", "b", "c"] {
            git(&here, &["merge", "-q", "--no-edit", name]);
        }
    }
    build(&here, LAST);
    let control = clone_of(&origin);
    for ((ticks, day), is_built) in [(SIDES[0], true), ((&third[..], third_day), true), (SIDES[1], false)] {
        control.write(format!("notes/of-{day}.md"), format!("Written on {day}.\n").as_bytes());
        tick_all(&control, ticks);
        if is_built {
            build(&control, day);
        }
    }
    build(&control, LAST);
    assert_same(&here, &control);
}

#[test]
fn a_commit_that_is_picked_and_one_that_is_reverted_ask_for_nothing_but_their_ticks() {
    let origin = repository();
    let (here, there) = (clone_of(&origin), clone_of(&origin));
    side(&here, SIDES[0], true);
    side(&there, SIDES[1], false);
    fetch(&here, &there, "there");
    git(&here, &["cherry-pick", "there"]);
    build(&here, LAST);
    assert_same(&here, &control(&origin, [true, false]));
    commit_all(&here);

    // The ticks go from page and notes alike, and nothing ticks them again.
    let before = git(&here, &["show", "HEAD~2:people/sam.md"]);
    git(&here, &["revert", "--no-edit", "HEAD"]);
    let page = here.text("Dashboard.md");
    assert!(page.contains("- [x] **Nudge**"), "the tick that waited is back: {page}");
    git(&here, &["revert", "--no-edit", "HEAD~2"]);
    assert_eq!(here.text("people/sam.md"), before);
    let old = notes(&here);
    build(&here, LAST);
    assert_eq!(notes(&here), old);
    assert!(here.text("Dashboard.md").contains("- [ ] **Nudge**"));
}

#[test]
fn a_stash_brings_its_ticks_back_over_a_newer_page() {
    let origin = repository();
    let here = clone_of(&origin);
    tick_all(&here, &OURS);
    git(&here, &["stash", "-q"]);
    assert!(!here.text("Dashboard.md").contains("- [>]"));
    tick_all(&here, &THEIRS);
    build(&here, "2026-11-23");
    commit_all(&here);
    git(&here, &["stash", "pop", "-q"]);
    build(&here, LAST);
    let control = clone_of(&origin);
    tick_all(&control, &THEIRS);
    build(&control, "2026-11-23");
    tick_all(&control, &OURS);
    build(&control, LAST);
    assert_same(&here, &control);
}

#[test]
fn a_page_of_five_commits_ago_writes_nothing() {
    let here = repository();
    for one in OURS.iter().chain(&THEIRS).take(5) {
        tick(&here, *one);
        commit_all(&here);
        build(&here, "2026-11-21");
        here.write("notes/x.md", format!("{one:?}").as_bytes());
    }
    commit_all(&here);
    let (old, page) = (notes(&here), here.text("Dashboard.md"));
    for back in ["HEAD~5", "HEAD~3", "HEAD~1"] {
        git(&here, &["checkout", back, "--", "Dashboard.md"]);
        build(&here, "2026-11-21");
        assert_eq!(notes(&here), old, "{back}");
        assert_eq!(here.text("Dashboard.md"), page, "{back}");
    }
}

#[test]
fn what_both_sides_tick_is_carried_once() {
    let origin = repository();
    for (one, is_known) in [
        (("**Thank**", 'x'), true),
        (("**Nudge**", '-'), true),
        (("Zoë Lind", 'x'), true),
        (("Zoë Lind", '>'), true),
        (("Read her book", '-'), true),
        (("Ring Bea", 'x'), true),
        (("Jo Park", 'x'), true),
        // What was put off cannot be told from what was changed: the second tick is named.
        (("Send the paper", '>'), false),
    ] {
        let (here, there) = (clone_of(&origin), clone_of(&origin));
        tick(&here, one);
        build(&here, "2026-11-21");
        commit_all(&here);
        tick(&there, one);
        commit_all(&there);
        assert_eq!(merge(&there, &here, &[]).0, 0, "{one:?}");
        let (once, page) = (notes(&here), there.text("Dashboard.md"));
        assert!(page.contains(&format!("- [{}]", one.1)), "{one:?}");
        build(&there, LAST);
        assert_eq!(notes(&there), once, "{one:?}");
        if is_known {
            assert_settled(&there, LAST);
        } else {
            assert!(codes(&there, LAST).contains(&"tick-kept".to_owned()), "{one:?}");
            there.run(["build", "--check", "--today", LAST]).ok();
        }
    }
}

#[test]
fn what_the_sides_tick_differently_is_named_and_kept() {
    let origin = repository();
    for (one, other) in [('x', '-'), ('-', '>'), ('>', 'x')] {
        let (here, there) = (clone_of(&origin), clone_of(&origin));
        tick(&here, ("**Nudge**", one));
        tick(&there, ("**Nudge**", other));
        commit_all(&here);
        commit_all(&there);
        assert_eq!(merge(&here, &there, &[]).0, 0);
        let old = notes(&here);
        for _ in 0..2 {
            build(&here, LAST);
            assert_eq!(notes(&here), old);
            let page = here.text("Dashboard.md");
            for mark in [one, other] {
                assert!(page.contains(&format!("- [{mark}] **Nudge**")), "{page}");
            }
        }
        here.run(["build", "--check", "--today", LAST]).ok();
        let kept = codes(&here, LAST);
        assert_eq!(kept.iter().filter(|code| *code == "tick-kept").count(), 2);
        // Taken out of one of the lines, the other counts.
        here.write(
            "Dashboard.md",
            here.text("Dashboard.md").replace(&format!("- [{one}] **N"), "- [ ] **N").as_bytes(),
        );
        build(&here, LAST);
        assert_ne!(notes(&here), old);
        assert_settled(&here, LAST);
    }
}

#[test]
fn a_checkout_with_windows_line_ends_keeps_them_and_merges_alike() {
    let origin = repository();
    let sides = [clone_with(&origin, &["core.autocrlf=true"]), clone_with(&origin, &["core.autocrlf=true"])];
    assert!(sides[0].text("Dashboard.md").contains("\r\n"));
    build(&sides[0], "2026-11-21");
    assert_eq!(git(&sides[0], &["status", "--porcelain"]), "", "the line ends of a checkout are not rewritten");
    for ((vault, what), is_built) in sides.iter().zip(SIDES).zip([true, false]) {
        side(vault, what, is_built);
        let page = vault.text("Dashboard.md");
        assert_eq!(page.matches('\n').count(), page.matches("\r\n").count());
    }
    assert_eq!(merge(&sides[0], &sides[1], &[]).0, 0);
    build(&sides[0], LAST);
    let control = control(&origin, [true, false]);
    let unix = |notes: BTreeMap<PathBuf, String>| {
        notes.into_iter().map(|(path, text)| (path, text.replace("\r\n", "\n"))).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(unix(notes(&sides[0])), unix(notes(&control)));
    assert_eq!(sides[0].text("Dashboard.md").replace("\r\n", "\n"), control.text("Dashboard.md"));
    sides[0].run(["build", "--check", "--today", LAST]).ok();
}

#[test]
fn two_sides_that_write_to_one_place_of_a_note_leave_that_conflict_to_git() {
    let origin = repository();
    let sides = [clone_of(&origin), clone_of(&origin)];
    for (vault, day) in sides.iter().zip(["2026-11-21", "2026-11-23"]) {
        tick(vault, ("**Thank**", 'x'));
        build(vault, day);
        commit_all(vault);
    }
    assert_eq!(merge(&sides[0], &sides[1], &[]).0, 1);
    assert_eq!(git(&sides[0], &["diff", "--name-only", "--diff-filter=U"]), "meetings/priya.md\n");
    tick(&sides[0], ("Read her book", 'x'));
    let note = sides[0].text("meetings/priya.md");
    sides[0].run(["build", "--today", LAST]).ok().says("git is merging");
    assert_eq!(sides[0].text("meetings/priya.md"), note, "a note with a conflict is never written to");
    assert!(sides[0].codes("meetings/priya.md").contains(&"merge-conflict".to_owned()));
    git(&sides[0], &["checkout", "--theirs", "meetings/priya.md"]);
    commit_all(&sides[0]);
    build(&sides[0], LAST);
    assert!(sides[0].text("meetings/priya.md").contains("thanked: 2026-11-23"));
    assert!(sides[0].text("people/cleo.md").contains("- [x] Read her book"));
    assert_settled(&sides[0], LAST);
}

#[test]
fn without_the_attribute_a_page_with_conflicts_heals_and_the_ticks_of_both_count() {
    for style in ["merge", "diff3", "zdiff3"] {
        let origin = repository();
        std::fs::remove_file(origin.path().join(".gitattributes")).unwrap();
        commit_all(&origin);
        for built in [[true, false], [false, false], [true, true]] {
            let sides = [clone_of(&origin), clone_of(&origin)];
            for ((vault, what), is_built) in sides.iter().zip(SIDES).zip(built) {
                side(vault, what, is_built);
            }
            let (here, there) = (&sides[0], &sides[1]);
            fetch(here, there, "there");
            let setting = format!("merge.conflictStyle={style}");
            let (code, said) = git_code(here, &["-c", &setting, "merge", "-q", "there"]);
            assert_eq!(code, 1, "{said}");
            assert!(here.text("Dashboard.md").contains("<<<<<<< HEAD"));
            let old = notes(here);
            build(here, LAST);
            let page = here.text("Dashboard.md");
            assert!(!page.contains("<<<<<<<") && !page.contains(">>>>>>>") && !page.contains("|||||||"), "{page}");
            assert_eq!(notes(here), old, "ticks wait while git merges");
            commit_all(here);
            build(here, LAST);
            let control = control(&origin, built);
            assert_same(here, &control);
        }
    }
}

#[test]
fn blocks_with_one_line_between_them_are_not_doubled_by_a_merge() {
    let page = "# Close\n<!-- coffeechat follow-ups due:today -->\n<!-- /coffeechat -->\n\
        <!-- coffeechat done -->\n<!-- /coffeechat -->\n\n<!-- coffeechat follow-ups undated -->\n<!-- /coffeechat -->\n\n\
        <!-- coffeechat problems -->\n<!-- /coffeechat -->\n";
    for attribute in ["Dashboard.md merge=union\n", ""] {
        let origin = vault();
        origin.write("Dashboard.md", page.as_bytes());
        origin.write(".gitattributes", attribute.as_bytes());
        build(&origin, "2026-11-21");
        harness::repository::init(&origin, false);
        let sides = [clone_of(&origin), clone_of(&origin)];
        let ticks: [&[Tick]; 2] = [&[("**Thank**", 'x'), ("Read her book", '>')], &[("**Nudge**", 'x')]];
        for ((vault, ticks), day) in sides.iter().zip(ticks).zip(["2026-11-22", "2026-11-23"]) {
            vault.write(format!("people/of-{day}.md"), b"---\ntype: contact\nadded: 2026-11-01\n---\n- [ ] Think\n");
            build(vault, day);
            tick_all(vault, ticks);
            build(vault, day);
            tick(vault, ("Think", 'x'));
            commit_all(vault);
        }
        let here = &sides[0];
        let (code, _) = merge(here, &sides[1], &[]);
        let merged = here.text("Dashboard.md");
        assert!(code == 1 || merged.matches("<!-- coffeechat done -->").count() > 1, "nothing to heal: {merged}");
        build(here, LAST);
        if code == 1 {
            commit_all(here);
            build(here, LAST);
        }
        assert_eq!(outside_of_blocks(&here.text("Dashboard.md")), outside_of_blocks(page), "{merged}");
        here.run(["build", "--check", "--today", LAST]).ok();
        for (path, fact) in [
            ("meetings/priya.md", "thanked: 2026-11-22"),
            ("people/sam.md", "nudged: 2026-11-23"),
            ("people/of-2026-11-22.md", "- [x] Think"),
            ("people/of-2026-11-23.md", "- [x] Think"),
        ] {
            assert!(here.text(path).contains(fact), "{path}: {}", here.text(path));
        }
    }
}

#[test]
fn init_adds_the_attribute_once() {
    let vault = repository();
    let line = "Dashboard.md merge=union\nOverview.md merge=union\n";
    assert_eq!(vault.text(".gitattributes"), line);
    let again = vault.run(["init"]).ok();
    assert!(!again.stderr.contains(".gitattributes"), "{again:#?}");
    assert_eq!(vault.text(".gitattributes"), line);
    vault.write(".gitattributes", b"*.png binary\n");
    vault.run(["init"]).ok().says("Dashboard.md merge=union");
    assert_eq!(vault.text(".gitattributes"), "*.png binary\n");
}
