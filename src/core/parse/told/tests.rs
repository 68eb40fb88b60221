//! Tables of what log lines tell. Lines are of Thu 2026-06-04.

use super::*;

/// What a line tells about somebody called Ann Lee: its events, or else what it is.
fn told(text: &str) -> String {
    let day = Day::from_ymd_opt(2026, 6, 4).unwrap();
    let name = ["ann", "lee"].map(str::to_owned);
    let told = read(text, day, &name, Vocabulary::plain());
    let asked = told.asked.map(|ask| match (ask.is_sent, ask.day == day) {
        (true, _) => String::from("sent"),
        (false, true) => String::from("asked"),
        (false, false) => format!("asked {}", ask.day.format("%m-%d")),
    });
    let answers = told.answers().into_iter().map(|key| key.as_str().to_owned());
    let thanked = told.thanked.then(|| String::from("thanked"));
    let mut events: Vec<String> = asked.into_iter().chain(answers).chain(thanked).collect();
    events.extend(told.meets.map(|at| at.day.format("on %m-%d").to_string()));
    events.extend(told.not_before.map(|day| day.format("from %m-%d").to_string()));
    events.extend(told.in_writing.then(|| String::from("in-writing")));
    match told.tells(text) {
        LogTells::Alone => String::from("alone"),
        LogTells::Unclear(_) => String::from("unclear"),
        _ if events.is_empty() => String::from("contact"),
        _ => events.join(" "),
    }
}

fn check(rows: &[(&str, &str)]) {
    let wrong: Vec<_> = rows.iter().filter(|(text, expected)| told(text) != *expected).collect();
    let wrong: Vec<String> = wrong.iter().map(|(text, to)| format!("{text}: {} for {to}", told(text))).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn an_answer_in_words_of_ones_own_was_no_answer() {
    check(&[
        ("wrote back: no time, sorry", "replied declined"),
        ("she said yes, any Friday", "replied"),
        ("she wrote", "replied"),
        ("Ann wrote: happy to meet", "replied"),
        ("Ann Lee emailed", "replied"),
        ("wrote me a long mail", "replied"),
        ("she asked me to call back", "replied"),
        ("asked me for my CV", "replied"),
        ("heard back from her", "replied"),
        ("I heard back", "replied"),
        ("got back to me", "replied"),
        ("she said no", "declined"),
        ("declined, sadly", "declined"),
        ("wrote back: no time until July", "replied from 07-01"),
        ("she has no time this week, ask again in July", "replied from 07-01"),
        ("she has no time", "declined"),
        ("he can’t make it", "declined"),
        ("booked a call for Friday", "scheduled"),
        ("her assistant replied: she's too busy", "replied declined"),
        ("she agreed to talk", "replied"),
        ("replied no", "declined"),
        ("Agreed!", "replied"),
    ]);
}

#[test]
fn asking_in_words_of_ones_own_was_no_request() {
    check(&[
        ("asked her on Tuesday", "asked 06-02"),
        ("asked her on Thursday", "asked"),
        ("on Tuesday asked her", "asked 06-02"),
        ("asked Ann Lee on Tuesday", "asked 06-02"),
        ("asked her Tuesday", "asked 06-02"),
        ("asked her yesterday", "asked 06-03"),
        ("asked her on 1 June", "asked 06-01"),
        ("asked her on 2026-06-01", "asked 06-01"),
        ("asked her for a talk", "asked"),
        ("asked her if she is happy to talk", "asked"),
        ("asked whether she agreed", "asked"),
        ("I wrote", "asked"),
        ("wrote to her", "asked"),
        ("emailed", "asked"),
        ("e-mailed her again", "asked"),
        ("I wrote to her and she said yes", "asked replied"),
        ("asked her, she said yes", "asked replied"),
        ("asked, no answer yet", "asked"),
        ("no answer yet, asked again", "asked"),
        ("sent her my CV", "sent"),
        ("sent a reminder", "asked"),
        ("read her article, wrote to her", "asked"),
        ("left a message", "asked"),
        ("asked for an answer", "asked"),
        ("sent her a thank-you note", "thanked"),
        ("emailed thanks", "thanked"),
        ("asked her for a talk, thanks to Bo", "asked"),
        ("emailed Ann, she was on holiday", "asked"),
        ("kept in touch", "contact"),
    ]);
}

#[test]
fn what_did_not_happen_or_what_one_did_alone_was_contact() {
    check(&[
        ("no answer yet", "alone"),
        ("still no reply", "alone"),
        ("she hasn't replied", "alone"),
        ("she has not answered", "alone"),
        ("haven't asked yet", "alone"),
        ("still waiting", "alone"),
        ("awaiting her reply", "alone"),
        ("nothing so far", "alone"),
        ("read her article", "alone"),
        ("noted", "alone"),
        ("found her on LinkedIn", "alone"),
        ("should ask her", "alone"),
        ("want to write: should have asked her", "alone"),
        ("drafted a mail", "alone"),
    ]);
}

#[test]
fn what_may_be_an_answer_is_left_to_the_user() {
    check(&[
        ("emailed: she is away until July", "unclear"),
        ("met her at the fair", "unclear"),
        ("coffee", "unclear"),
        ("", "unclear"),
        ("no time, will write next week", "unclear"),
        ("I replied to her", "unclear"),
        ("I said no", "unclear"),
        ("got back to her", "unclear"),
        ("she read my note", "unclear"),
        ("saw her at the fair", "unclear"),
        ("she said yes, then declined", "unclear"),
    ]);
}

#[test]
fn log_lines_were_read_in_english_only() {
    check(&[
        // German
        ("noch keine Antwort", "alone"),
        ("hat noch nicht geantwortet", "alone"),
        ("antwortete nicht", "alone"),
        ("er schrieb", "replied"),
        ("sie schrieb, sie kommt gern", "replied"),
        ("hat mir gestern geschrieben", "replied"),
        ("hat gerade geschrieben", "replied"),
        ("habe sie angeschrieben", "asked"),
        ("ich habe ihr geschrieben", "asked"),
        ("Anna gefragt", "asked"),
        ("am Dienstag gefragt", "asked 06-02"),
        ("schrieb zurück: keine Zeit", "replied declined"),
        ("schrieb zurück: keine Zeit bis Juli", "replied from 07-01"),
        ("sagte ja", "replied"),
        ("hat abgesagt", "declined"),
        ("Termin vereinbart", "scheduled"),
        ("ihren Artikel gelesen", "alone"),
        ("Messe", "unclear"),
        // French
        ("elle a répondu: pas le temps", "replied declined"),
        ("n'a pas répondu", "alone"),
        ("pas de réponse", "alone"),
        ("j’ai écrit à Anne", "asked"),
        ("relancé mardi", "asked 06-02"),
        ("elle a dit oui", "replied"),
        ("lu son article", "alone"),
        // Spanish
        ("le escribí", "asked"),
        ("me escribió", "replied"),
        ("dijo que sí", "replied"),
        ("respondió que no", "declined"),
        ("no respondió", "alone"),
        ("todavía no respondió", "alone"),
        ("leí su artículo", "alone"),
        // Portuguese
        ("perguntei na terça", "asked 06-02"),
        ("ela respondeu: não tem tempo", "replied declined"),
        ("ainda não respondeu", "alone"),
        // Italian
        ("ho scritto", "asked"),
        ("mi ha scritto", "replied"),
        ("ha detto di no", "declined"),
        ("non ha risposto", "alone"),
        // Dutch
        ("gemaild", "asked"),
        ("heeft geantwoord", "replied"),
        ("nog geen antwoord", "alone"),
        ("zei nee", "declined"),
        // Polish
        ("napisałam do niej", "asked"),
        ("odpisała", "replied"),
        ("nie odpowiedział", "alone"),
        ("odmówiła", "declined"),
        // Russian
        ("я написал ей", "asked"),
        ("она ответила: нет времени", "replied declined"),
        ("пока нет ответа", "unclear"),
        ("не ответила", "alone"),
        ("согласилась", "replied"),
        ("прочитал статью", "alone"),
        // Ukrainian
        ("відповіла", "replied"),
        ("не відповів", "alone"),
        // Chinese and Japanese
        ("她回复了", "replied"),
        ("还没有回复", "alone"),
        ("发了邮件", "asked"),
        ("同意了", "replied"),
        ("彼女から返信があった", "replied"),
        ("返信なし", "alone"),
        ("メールした", "asked"),
        ("記事を読んだ", "alone"),
    ]);
}

#[test]
fn a_day_agreed_on_was_not_seen() {
    check(&[
        ("yes! Tuesday 16.6. 10:00 by phone. need to ask for a free period", "scheduled replied on 06-16"),
        ("sent her Monday 12:30, she confirmed", "sent scheduled replied on 06-08"),
        ("she said yes: Monday 12:30", "scheduled replied on 06-08"),
        ("we said Monday 17:00", "scheduled on 06-08"),
        ("picked Friday 16:00 in her calendar", "scheduled on 06-05"),
        ("she had to move our call to next Thursday, 12:30", "scheduled on 06-11"),
        ("hat zugesagt: „Mittwoch 17. Juni, 18 Uhr bei Zoom“", "scheduled replied on 06-17"),
        ("Antwort: „Donnerstag 18. Juni um 10 passt“", "scheduled replied on 06-18"),
        ("a dit oui : mardi 9 juin à 18h", "scheduled replied on 06-09"),
        ("agreed on Thursday 18 June", "scheduled replied on 06-18"),
        ("he called, something came up, moved to Monday 8.6. same time", "scheduled on 06-08"),
        ("moved to 22.6. kl 14", "scheduled on 06-22"),
        ("she is ill, moved to 22.6. kl 14", "scheduled on 06-22"),
        ("he had to cancel, moved to Monday 22.6.", "scheduled on 06-22"),
        ("child ill, no lunch. She is sorry, find new day after 20.6.", "unclear"),
        ("sent him a mail: would he have 20 minutes?", "asked"),
        ("sent him a mail with the slides?", "sent"),
        ("asked her: Monday 12:30?", "asked"),
        ("wrote back: can't right now, ask again 5.8.", "replied from 08-05"),
        ("she said yes, any Friday", "replied"),
    ]);
}

#[test]
fn a_no_or_a_later_in_words_of_ones_own_was_a_yes() {
    check(&[
        ("no, sorry, not doing chats at the moment", "declined"),
        ("wrote back: no", "replied declined"),
        ("Antwort: nein", "replied declined"),
        ("wrote back: no time until January (new baby), ask her again then", "replied from 01-01"),
        ("yes, but only after the 25th, will send slots", "replied from 06-26"),
        ("auto-reply, out of office till 5 October", "alone"),
        ("automatic reply: back on Monday", "alone"),
        ("autosvar: back 10.6.", "alone"),
        ("er meinte: zu viel los, frag mich im November nochmal", "replied from 11-01"),
        ("replied: snowed under until October, ask again 5.10.", "replied from 10-05"),
        ("no answer", "alone"),
        ("hat geantwortet: gern, nächste Woche", "replied from 06-08"),
        ("she said yes, next week", "replied from 06-08"),
        ("she said yes, later", "replied"),
        ("he answered: not now", "replied from 07-04"),
    ]);
}

#[test]
fn somebody_who_answers_in_writing_was_asked_for_a_day() {
    check(&[
        ("she wrote: ask me anything here in the thread", "replied in-writing"),
        ("asked her two things, no call needed", "asked in-writing"),
        ("he wrote: sure, chat is easier", "replied in-writing"),
        ("sie schrieb, lieber schriftlich", "replied in-writing"),
        ("elle a répondu : plutôt par mail", "replied in-writing"),
        ("asked her in the chat about lunch", "asked"),
    ]);
}

#[test]
fn a_later_day_behind_the_persons_name_was_no_answer() {
    check(&[
        ("Ann: gjerne, but she travels. Ask again after 20.6.", "replied from 06-21"),
        ("Ann is away until July, ask again after 5 July", "replied from 07-06"),
        ("Lee: frag nach dem 20.6. noch mal im Juli", "replied from 06-21"),
        ("ask Ann again after 20.6.", "unclear"),
    ]);
}

#[test]
fn thanks_in_words_of_ones_own_were_none() {
    check(&[
        ("sent him the CV and thanked him for yesterday", "sent thanked"),
        ("sent thank you mail, she answered within the hour", "replied thanked"),
        ("call, great. thanked her on the phone and by text", "thanked"),
        ("Danke-Mail geschickt", "thanked"),
        ("für das Gespräch bedankt", "thanked"),
        ("remerciée par mail", "thanked"),
        ("she thanked me for the link", "contact"),
        ("need to thank her", "alone"),
        ("not thanked yet", "contact"),
    ]);
}
