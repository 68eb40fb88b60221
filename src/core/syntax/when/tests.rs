//! Tables and properties of days in words.

use proptest::prelude::*;

use super::*;

/// A Saturday.
const TODAY: &str = "2026-11-21";

fn said(text: &str, today: &str) -> String {
    let today = crate::core::parse::day(today).unwrap();
    match moment(text, today, None) {
        Ok(Moment { day, time: Some(time), .. }) => format!("{day} {}", time.format("%H:%M")),
        Ok(Moment { day, .. }) => day.to_string(),
        Err(_) => String::from("no"),
    }
}

#[test]
fn days_are_read_as_people_say_them() {
    let rows = [
        ("2026-11-25", "2026-11-25"),
        ("2025-01-02", "2025-01-02"),
        ("2026-11-25T10:00", "2026-11-25 10:00"),
        ("2026-11-25 10:00", "2026-11-25 10:00"),
        ("2026-11-25 at 10am", "2026-11-25 10:00"),
        ("[[2026-11-25]]", "2026-11-25"),
        ("today", "2026-11-21"),
        ("Tomorrow", "2026-11-22"),
        ("tmr", "2026-11-22"),
        ("yesterday", "2026-11-20"),
        ("the day after tomorrow", "2026-11-23"),
        ("day before yesterday", "2026-11-19"),
        ("tomorrow 10:00", "2026-11-22 10:00"),
        ("tomorrow at 9:05", "2026-11-22 09:05"),
        ("tomorrow, 2 pm", "2026-11-22 14:00"),
        ("today noon", "2026-11-21 12:00"),
        ("10am", "2026-11-21 10:00"),
        ("noon", "2026-11-21 12:00"),
        ("14:30", "2026-11-21 14:30"),
        ("12 am", "2026-11-21 00:00"),
        ("friday", "2026-11-27"),
        ("fri", "2026-11-27"),
        ("this friday", "2026-11-27"),
        ("on Friday", "2026-11-27"),
        ("next friday", "2026-11-27"),
        ("last friday", "2026-11-20"),
        ("sat", "2026-11-28"),
        ("last sat", "2026-11-14"),
        ("sunday", "2026-11-22"),
        ("next sunday", "2026-11-29"),
        ("monday", "2026-11-23"),
        ("fri 14:30", "2026-11-27 14:30"),
        ("next friday 8pm", "2026-11-27 20:00"),
        ("fri 27 nov", "2026-11-27"),
        ("Fri, 27 Nov 2026 at 10:00", "2026-11-27 10:00"),
        ("+2w", "2026-12-05"),
        ("2w", "2026-12-05"),
        ("+ 3 days", "2026-11-24"),
        ("in 2 weeks", "2026-12-05"),
        ("two weeks", "2026-12-05"),
        ("in a week", "2026-11-28"),
        ("3b", "2026-11-25"),
        ("in 2 months", "2027-01-21"),
        ("1y", "2027-11-21"),
        ("+0d", "2026-11-21"),
        ("in 2 weeks 9am", "2026-12-05 09:00"),
        ("3 days ago", "2026-11-18"),
        ("-3d", "2026-11-18"),
        ("a month ago", "2026-10-21"),
        ("25 nov", "2026-11-25"),
        ("nov 25", "2026-11-25"),
        ("21 nov", "2026-11-21"),
        ("20 nov", "2027-11-20"),
        ("25th of November", "2026-11-25"),
        ("nov 25 2027", "2027-11-25"),
        ("Nov 25, 2027", "2027-11-25"),
        ("3 sept", "2027-09-03"),
        ("1 jan 2020", "2020-01-01"),
        ("december", "2026-12-01"),
        ("november", "2027-11-01"),
        ("end of month", "2026-11-30"),
        ("the end of the month", "2026-11-30"),
        ("eom", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("next week", "2026-11-28"),
        ("next month", "2026-12-21"),
        ("next year", "2027-11-21"),
        ("13/05/2026", "2026-05-13"),
        ("3.4.2026", "2026-04-03"),
        ("2026-1-5", "2026-01-05"),
    ];
    for (text, expected) in rows {
        assert_eq!(said(text, TODAY), expected, "{text}");
    }
}

#[test]
fn weekdays_and_months_have_names_in_other_languages() {
    let rows = [
        ("Freitag", "2026-11-27"),
        ("25. November", "2026-11-25"),
        ("vendredi 27 novembre", "2026-11-27"),
        ("25 de nov", "2026-11-25"),
        ("пятница", "2026-11-27"),
        ("1 de dezembro", "2026-12-01"),
    ];
    for (text, expected) in rows {
        assert_eq!(said(text, TODAY), expected, "{text}");
    }
}

#[test]
fn what_means_no_day_or_may_mean_two_is_refused() {
    let texts = [
        "",
        "soon",
        "whenever",
        "weekly",
        "every 2 weeks",
        "week",
        "weekend",
        "3",
        "25",
        "2026",
        "3h",
        "in 3 hours",
        "2 weird",
        "03/04/2026",
        "2026-02-30",
        "30 feb",
        "32 nov",
        "fri 25 nov",
        "fri monday",
        "fri 2w",
        "nov friday",
        "tomorrow 25:00",
        "tomorrow 10",
        "midnight",
        "friday 9AMEN",
        "friday 9 qwertyuiopasdfghjkl",
        "99999999999d",
        "25 nov 0000",
        "１０ nov",
    ];
    for text in texts {
        assert_eq!(said(text, TODAY), "no", "{text}");
    }
}

#[test]
fn a_weekday_is_never_today_and_that_of_next_week_is_not_the_coming_one() {
    // A Wednesday, a Friday, a Sunday.
    let rows = [
        ("2026-11-18", "friday", "2026-11-20"),
        ("2026-11-18", "next friday", "2026-11-27"),
        ("2026-11-20", "friday", "2026-11-27"),
        ("2026-11-20", "next friday", "2026-11-27"),
        ("2026-11-22", "friday", "2026-11-27"),
        ("2026-11-22", "next sunday", "2026-11-29"),
        ("2026-01-31", "next month", "2026-02-28"),
        ("2026-12-31", "eom", "2026-12-31"),
        ("2028-02-01", "end of month", "2028-02-29"),
        ("2026-01-31", "+1 month", "2026-02-28"),
    ];
    for (today, text, expected) in rows {
        assert_eq!(said(text, today), expected, "{text} on {today}");
    }
}

#[test]
fn what_has_been_is_looked_for_in_the_past() {
    let rows = [
        ("friday", "2026-11-20"),
        ("saturday", "2026-11-14"),
        ("sunday", "2026-11-15"),
        ("last monday", "2026-11-16"),
        ("yesterday", "2026-11-20"),
        ("today", "2026-11-21"),
        ("2w", "2026-11-07"),
        ("25 nov", "2025-11-25"),
        ("3 nov", "2026-11-03"),
        ("21 nov", "2026-11-21"),
        ("last week", "2026-11-14"),
        ("tomorrow", "2026-11-22"),
        ("2026-12-01", "2026-12-01"),
    ];
    for (text, expected) in rows {
        let day = past_day(text, crate::core::parse::day(TODAY).unwrap(), None);
        assert_eq!(day.map(|day| day.to_string()).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn a_message_offers_what_to_write() {
    let today = crate::core::parse::day(TODAY).unwrap();
    let rows = [
        (
            "03/04/2026",
            "`03/04/2026` is not a day: it may be 2026-04-03 or 2026-03-04: write the one that is meant, or \
             `date-order: dmy` or `mdy` in coffeechat.yaml for all",
        ),
        ("2026-02-30", "`2026-02-30` is not a day: write 2026-02-28"),
        ("fri 25 nov", "2026-11-25 is a Wednesday; write the day that is meant"),
        ("tomorrow 10:00", "`tomorrow 10:00` has a time of day, but only a day is needed"),
    ];
    for (text, expected) in rows {
        assert_eq!(day(text, today, None), Err(expected.to_owned()), "{text}");
    }
    assert!(day("soon", today, None).unwrap_err().contains("2026-11-20"));
    assert!(day(&"9".repeat(9999), today, None).unwrap_err().len() < 200);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_too_strange(
        text in "\\PC{0,20}|((next|last|in|fri|NOV|[0-9]{1,5}|am|9AM|week|of|end|ago|[+:./-]|é)[ ,]?){0,6}",
        days in -700_000..2_900_000_i32,
    ) {
        let today = Day::from_num_days_from_ce_opt(days).unwrap();
        for at in [moment(&text, today, None), past_day(&text, today, None).map(Moment::on)].into_iter().flatten() {
            prop_assert!((1..=9999).contains(&at.day.year()));
        }
    }

    #[test]
    fn a_length_is_counted_from_today(count in 0..36_500_u64, days in 700_000..750_000_i32) {
        let today = Day::from_num_days_from_ce_opt(days).unwrap();
        let ahead = today.checked_add_days(Days::new(count)).unwrap();
        for text in [format!("+{count}d"), format!("{count} days"), format!("in {count} days")] {
            prop_assert_eq!(day(&text, today, None), Ok(ahead));
        }
        prop_assert_eq!(day(&format!("{count} days ago"), ahead, None), Ok(today));
        prop_assert_eq!(past_day(&format!("{count}d"), ahead, None), Ok(today));
    }

    #[test]
    fn a_weekday_lies_within_a_week_on_the_side_that_is_asked_for(
        name in proptest::sample::select(vec!["monday", "tue", "wed", "thursday", "fri", "saturday", "sun"]),
        days in 700_000..750_000_i32,
    ) {
        let today = Day::from_num_days_from_ce_opt(days).unwrap();
        let (next, last) = (day(name, today, None).unwrap(), past_day(name, today, None).unwrap());
        prop_assert!(today < next && next <= today + Days::new(7) && last < today && today <= last + Days::new(7));
        prop_assert_eq!(next.weekday(), name.parse::<chrono::Weekday>().unwrap());
        prop_assert_eq!(last.weekday(), name.parse::<chrono::Weekday>().unwrap());
    }
}

/// What a task's words say, counted from Thu 2026-06-04: a day, nothing, or a question.
fn until_of(text: &str) -> String {
    match until(
        text,
        Start { from: crate::core::parse::day("2026-06-04"), near: None },
        crate::core::model::vocabulary::Vocabulary::plain(),
    ) {
        Until::On(day) => day.format("%m-%d").to_string(),
        Until::Unsaid => String::from("-"),
        Until::Unclear(_) => String::from("?"),
    }
}

#[test]
fn a_task_with_a_day_in_words_had_no_day() {
    let rows = [
        ("send CV to Gil by 26 June", "06-26"),
        ("apply (deadline 31 July)", "07-31"),
        ("apply, deadline: 31 July", "07-31"),
        ("book it before the end of July", "07-31"),
        ("pay by the end of the month", "06-30"),
        ("pay by end of year", "12-31"),
        ("due Friday", "06-05"),
        ("due: Friday", "06-05"),
        ("send it by Thursday.", "06-11"),
        ("ring her by the 26th", "06-26"),
        ("ring her by the 2nd", "07-02"),
        ("no later than June 12", "06-12"),
        ("by Friday 12 June", "06-12"),
        ("by 2026-07-01", "07-01"),
        ("by 1 July 2026, if she agrees", "07-01"),
        ("due tomorrow", "06-05"),
        ("due in 2 weeks", "06-18"),
        ("by next Friday", "06-12"),
        ("by Friday, or at the latest by 12 June", "?"),
        ("by Friday, that is by 5 June", "06-05"),
        ("by Fri 12 July", "?"),
        ("by 03/04/2026", "?"),
        ("by July", "?"),
        ("by the end of the week", "?"),
        // Other words announce no day.
        ("read about June", "-"),
        ("ask about Friday", "-"),
        ("go by train", "-"),
        ("see what to do Friday", "06-05"),
        ("read the paper by June Lee", "-"),
        ("talk before lunch", "-"),
        ("by 10:00", "-"),
        ("by", "-"),
        ("bis Freitag", "06-05"),
        ("Lebenslauf schicken bis spätestens 26. Juni", "06-26"),
        ("bis zum 1.7.2026", "07-01"),
        ("bis morgen", "06-05"),
        ("bis Ende Juli", "07-31"),
        ("avant le 3 juin", "06-02"),
        ("d’ici vendredi", "06-05"),
        ("avant la fin du mois", "-"),
        ("avant fin juillet", "07-31"),
        ("antes del viernes", "06-04"),
        ("antes de fin de julio", "07-31"),
        ("até sexta-feira", "06-05"),
        ("até 26 de junho", "06-26"),
        ("entro il 26 giugno", "06-26"),
        ("voor vrijdag", "06-04"),
        ("uiterlijk 26 juni", "06-26"),
        ("do piątku", "06-05"),
        ("do 26 czerwca", "06-26"),
        ("до пятницы", "06-05"),
        ("до 26 июня", "06-26"),
        ("до п’ятниці", "06-05"),
        ("до кінця липня", "07-31"),
        ("在7月31日之前发简历", "07-31"),
        ("截止7月31日", "07-31"),
        ("周五之前", "06-05"),
        ("7月31日までに送る", "07-31"),
        ("金曜日までに", "06-05"),
    ];
    let wrong: Vec<String> = rows
        .iter()
        .filter(|(text, expected)| until_of(text) != *expected)
        .map(|(text, expected)| format!("{text}: {} for {expected}", until_of(text)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_task_that_ends_or_begins_with_a_day_had_no_day() {
    let rows = [
        ("call Ann on Monday", "06-08"),
        ("prepare for Philip tomorrow!", "06-05"),
        ("write to her Tuesday evening", "06-09"),
        ("write to her Monday first thing", "06-08"),
        ("Fall üben, Dienstag nach der Uni", "06-09"),
        ("send the sketch in a week", "06-11"),
        ("remind her in two weeks", "06-18"),
        ("send her the worksheet (promised!) 20.10.", "10-20"),
        ("send the list, 6 November", "11-06"),
        ("call her on 8 June about the list", "06-08"),
        ("Kathi am 19. Oktober den Bericht schicken", "10-19"),
        ("den Bericht schicken nach dem 16. Oktober", "-"),
        ("Paul schreiben bis nächste Woche Mittwoch", "06-10"),
        ("call Ann next week Wednesday", "06-10"),
        ("bis übermorgen", "06-06"),
        ("on 8 June", "06-08"),
        ("On Friday call Ann", "06-05"),
        ("Friday: call Ann", "06-05"),
        ("by 1.10.", "10-01"),
        ("by 12.10", "10-12"),
        ("by Tuesday 9.6.", "06-09"),
        ("by Thursday 9.6.", "?"),
        ("bis 3.10.", "10-03"),
        ("bis Fr.", "06-05"),
        ("bis nächsten Freitag", "06-12"),
        ("am 3. Oktober", "10-03"),
        ("Bericht schicken am 3.10.2026", "10-03"),
        ("am Freitag anrufen", "06-05"),
        ("Kathi anrufen, am Freitag", "06-05"),
        ("Felix danken morgen Abend", "06-05"),
        ("relancer Karim lundi prochain", "06-08"),
        ("rappeler Ann demain", "06-05"),
        ("Mardi : relancer Karim", "06-09"),
        ("envoyer le lien le 4 décembre", "12-04"),
        ("llamar a Ana el viernes", "06-05"),
        ("позвонить Анне в пятницу", "06-05"),
        // Not the day of the task.
        ("write up the notes of the talk on Friday", "-"),
        ("notes from Friday", "-"),
        ("read chapter 3.10", "-"),
        ("ask for version 2.3", "-"),
        ("read the report of May", "-"),
        ("thank her for Friday", "-"),
        ("meet June", "-"),
        ("Sunday Times article", "-"),
    ];
    let wrong: Vec<String> = rows
        .iter()
        .filter(|(text, expected)| until_of(text) != *expected)
        .map(|(text, expected)| format!("{text}: {} for {expected}", until_of(text)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_day_in_words_counts_from_no_day_of_its_own() {
    let words = crate::core::model::vocabulary::Vocabulary::plain();
    let nowhere = Start::default();
    assert!(matches!(until("by Friday", nowhere, words), Until::Unclear(_)));
    assert!(matches!(until("7月31日までに", nowhere, words), Until::Unclear(_)));
    assert!(matches!(until("by 1 July 2026", nowhere, words), Until::On(_)));
    assert_eq!(until("by train", nowhere, words), Until::Unsaid);
    // A line of the log tells the year, but not the week.
    let near = Start { near: crate::core::parse::day("2026-12-09"), ..nowhere };
    assert!(matches!(until("by Friday", near, words), Until::Unclear(_)));
    for (text, day) in [("answer her by 20.1.", "2027-01-20"), ("bis 11. September", "2026-09-11")] {
        assert_eq!(until(text, near, words), Until::On(crate::core::parse::day(day).unwrap()), "{text}");
    }
}

#[test]
fn the_day_and_time_of_a_talk_in_a_log_was_not_read() {
    let said = |text: &str| {
        let (from, words) =
            (crate::core::parse::day("2026-09-09").unwrap(), crate::core::model::vocabulary::Vocabulary::plain());
        appointment(text, from, words)
            .map_or_else(|| String::from("-"), |(moment, _)| crate::core::syntax::date::written(moment))
    };
    // From Wed 2026-09-09.
    let rows = [
        ("sent her Thursday 12:30, she confirmed", "2026-09-10T12:30"),
        ("yes!! Tuesday 29th, 8am before school, phone", "2026-09-29T08:00"),
        ("told him yes, lunch on the 8th of October, 12:30 at the hall", "2026-10-08T12:30"),
        ("she sent slots, took Tuesday 15.9. at 16:00", "2026-09-15T16:00"),
        ("yes! Thursday 15.10. 10:00 by phone. need to ask for a free period", "2026-10-15T10:00"),
        ("new try next Tuesday 17:00, I said ok", "2026-09-15T17:00"),
        ("she is happy to talk, next Wednesday 8:30 works", "2026-09-16T08:30"),
        ("hat zugesagt: „Mittwoch 14. Oktober, 18 Uhr bei Zoom“", "2026-10-14T18:00"),
        ("Antwort: „Donnerstag 24. September um 10 passt“", "2026-09-24T10:00"),
        ("answered, Friday 16.10. 9:00 on the phone", "2026-10-16T09:00"),
        ("Tom answered, Thursday 8.10 at 15, phone", "2026-10-08T15:00"),
        ("moved to 22.10. kl 14", "2026-10-22T14:00"),
        ("on a rendez-vous mardi 15 septembre à 18h", "2026-09-15T18:00"),
        ("quedamos el viernes a las 10:00", "2026-09-11T10:00"),
        ("agreed on Thursday 15 October", "2026-10-15"),
        ("she said yes, any Friday", "-"),
        ("emailed 3 times", "-"),
        ("called at 10:00", "-"),
        ("met on 1 September at 10:00", "-"),
    ];
    let wrong: Vec<String> = rows
        .iter()
        .filter(|(text, expected)| said(text) != *expected)
        .map(|(text, expected)| format!("{text}: {} for {expected}", said(text)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_day_of_the_week_with_its_number_was_another_day() {
    let words = crate::core::config::Config {
        date_order: Some(DateOrder::DayFirst),
        read_on: crate::core::parse::day("2026-11-30"),
        ..Default::default()
    }
    .words();
    let nowhere = Start::default();
    let rows = [
        ("mardi 1er : petit mot à Yann pour confirmer mercredi", Some("2026-12-01")),
        ("dentiste jeudi 3, 11h", Some("2026-12-03")),
        ("so Monday 30 at the latest", Some("2026-11-30")),
        ("mardi 8/12 14h RDV conseillère", Some("2026-12-08")),
        ("CV schicken bis Donnerstag, 3.", Some("2026-12-03")),
        ("à rendre le 12/12", Some("2026-12-12")),
        ("return it by 5 November", Some("2026-11-05")),
        ("return it by 1 June", None),
        ("call Ann Thursday 3 pm", None),
        ("Friday 3 copies", None),
        ("Get feedback from Marco", None),
        ("CV schicken bis Do 3.12. 16:30", Some("2026-12-03")),
    ];
    for (text, expected) in rows {
        let said = match until(text, nowhere, &words) {
            Until::On(day) => Some(day.to_string()),
            _ => None,
        };
        assert_eq!(said.as_deref(), expected, "{text}");
    }
}

#[test]
fn a_short_name_of_a_day_behind_a_word_for_it_was_no_day() {
    let words = crate::core::model::vocabulary::Vocabulary::plain();
    let rows = [
        ("Lebenslauf schicken, bis Di", Some("06-09")),
        ("bis Mi den Bericht", Some("06-10")),
        ("by Mo", Some("06-08")),
        ("Mi casa", None),
        ("Do it", None),
    ];
    for (text, expected) in rows {
        let from = Start { from: crate::core::parse::day("2026-06-04"), near: None };
        let said = match until(text, from, words) {
            Until::On(day) => Some(day.format("%m-%d").to_string()),
            _ => None,
        };
        assert_eq!(said.as_deref(), expected, "{text}");
        let is_unclear = matches!(until(text, Start::default(), words), Until::Unclear(_));
        assert_eq!(is_unclear, expected.is_some(), "{text}");
    }
}
