//! Midnight, clocks that jump, zones, and a computer that slept; with a clock that `faketime` sets.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use chrono::NaiveDate;
use rustix::process::Signal;

use crate::folders::contact;
use crate::watcher::Watcher;
use harness::say;
use harness::vault::{DASHBOARD, TestVault};

/// Returns the library that shows another clock to a program, if it is installed.
pub(crate) fn library() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").ok()?.flatten().map(|entry| entry.path());
    let mut places = folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1"));
    let found = places.find(|path| path.exists());
    if found.is_none() {
        say("skipped: faketime is not installed");
    }
    found
}

fn vault() -> TestVault {
    TestVault::new()
        .note("Dashboard.md", &format!("# Days\n\n<!-- coffeechat summary -->\n<!-- /coffeechat -->\n\n{DASHBOARD}"))
        .note("people/good.md", &contact("Priya Nair"))
}

/// Starts a watcher whose clock is elsewhere; what is in the file `clock` beside the vault moves it on.
fn start(vault: &TestVault, library: &Path, clock: &str, zone: &str) -> Watcher {
    fs::write(vault.outside("clock"), clock).unwrap();
    let root = vault.path();
    let mut command = vault.command(&["watch", root.to_str().unwrap(), "--format", "json", "--verbose"]);
    command.env("XDG_STATE_HOME", vault.outside("state")).env("TZ", zone).env("LD_PRELOAD", library);
    command.env("FAKETIME_TIMESTAMP_FILE", vault.outside("clock")).env("FAKETIME_NO_CACHE", "1");
    // Only the wall clock is moved: what waits, waits as long as ever.
    command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    Watcher::spawn(&mut command)
}

#[track_caller]
fn ready(watcher: &mut Watcher) -> NaiveDate {
    day(&watcher.wait_for("ready", |_| true))
}

#[track_caller]
fn day(event: &serde_json::Value) -> NaiveDate {
    event["today"].as_str().unwrap().parse().unwrap()
}

#[test]
fn the_day_changes_at_midnight_although_no_file_does() {
    let Some(library) = library() else { return };
    // A zone, and the days before and after a midnight there. In Santiago, Beirut and Havana the clocks go forward
    // at that midnight, so that the day begins at one o'clock; in the Azores midnight comes twice.
    let rows = [
        ("UTC", "2026-11-21", "2026-11-22"),
        ("Europe/Berlin", "2027-12-31", "2028-01-01"),
        ("America/Santiago", "2026-09-05", "2026-09-06"),
        ("Asia/Beirut", "2026-03-28", "2026-03-29"),
        ("America/Havana", "2026-03-07", "2026-03-08"),
        ("Atlantic/Azores", "2026-10-24", "2026-10-25"),
        ("Pacific/Kiritimati", "2028-02-28", "2028-02-29"),
    ];
    thread::scope(|scope| {
        for (zone, before, after) in rows {
            let library = &library;
            scope.spawn(move || {
                let vault = vault();
                // On a busy computer it may not be ready before midnight.
                let in_time = [10, 30, 50].into_iter().find_map(|seconds| {
                    let clock = format!("@{before} 23:59:{}", 60 - seconds);
                    let mut watcher = start(&vault, library, &clock, zone);
                    (ready(&mut watcher).to_string() == before).then_some(watcher)
                });
                let mut watcher = in_time.unwrap_or_else(|| panic!("{zone}: never ready before midnight"));
                let event = watcher.wait_for("day", |_| true);
                assert_eq!(day(&event).to_string(), after, "{zone}");
                watcher.settled_on(&vault, after);
            });
        }
    });
}

#[test]
fn a_clock_that_jumps_takes_the_day_along_both_ways() {
    let Some(library) = library() else { return };
    let vault = vault();
    let mut watcher = start(&vault, &library, "@2026-11-21 12:00:00", "UTC");
    ready(&mut watcher);
    for days in ["23", "19", "21"] {
        fs::write(vault.outside("clock"), format!("@2026-11-{days} 12:00:00")).unwrap();
        // It looks at the clock by itself, as the day of the test above shows; and when something is done to the folder.
        let folder = vault.path();
        fs::set_permissions(&folder, fs::metadata(&folder).unwrap().permissions()).unwrap();
        let event = watcher.wait_for("day", |_| true);
        assert_eq!(day(&event).to_string(), format!("2026-11-{days}"));
        watcher.settled_on(&vault, &day(&event).to_string());
        assert!(watcher.writes("Dashboard.md") <= 1, "{}", watcher.story());
        // What waits for a note to settle does not depend on the clock on the wall.
        vault.write("people/good.md", contact(&format!("Priya {days}")).as_bytes());
        let dashboard = watcher.settled_on(&vault, &day(&event).to_string());
        assert!(dashboard.contains(&format!("Priya {days}")), "{dashboard}");
    }
}

#[test]
fn a_computer_that_slept_for_days_is_right_soon_after_it_wakes() {
    let Some(library) = library() else { return };
    let vault = vault();
    let mut watcher = start(&vault, &library, "@2026-11-21 12:00:00", "UTC");
    ready(&mut watcher);
    watcher.signal(Signal::STOP);
    fs::write(vault.outside("clock"), "@2026-11-24 12:00:00").unwrap();
    vault.write("people/ines.md", contact("Ines Alba").as_bytes());
    watcher.signal(Signal::CONT);
    let event = watcher.wait_for("day", |_| true);
    assert_eq!(day(&event).to_string(), "2026-11-24");
    let dashboard = watcher.settled_on(&vault, &day(&event).to_string());
    assert!(dashboard.contains("Ines Alba"), "{dashboard}");
}

#[test]
fn a_zone_in_the_settings_decides_the_day_and_a_wrong_one_harms_nobody() {
    let Some(library) = library() else { return };
    // At noon in London it is the next day already on Kiritimati, and early the same day on Pago Pago.
    let rows = [("Pacific/Kiritimati", "2026-11-22"), ("Pacific/Pago_Pago", "2026-11-21")];
    for (zone, expected) in rows {
        let vault = vault().note("coffeechat.yaml", &format!("time-zone: {zone}\n"));
        let mut watcher = start(&vault, &library, "@2026-11-21 12:00:00", "UTC");
        assert_eq!(ready(&mut watcher).to_string(), expected, "{zone}");
        // Another zone, while it runs.
        let (other, expected) = rows[usize::from(zone == rows[0].0)];
        vault.write("coffeechat.yaml", format!("time-zone: {other}\n").as_bytes());
        watcher.settled_on(&vault, expected);
    }
    for (zone, clock, expected) in
        [("Nowhere/Land", "@2026-11-21 12:00:00", "2026-11-21"), ("UTC", "@1970-01-01 00:00:10", "1970-01-01")]
    {
        let vault = vault();
        let mut watcher = start(&vault, &library, clock, zone);
        assert_eq!(ready(&mut watcher).to_string(), expected, "{zone}");
        watcher.settled_on(&vault, expected);
    }
}
