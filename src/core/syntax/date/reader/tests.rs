//! The quick looks of the reader against the whole of it, on texts in all languages.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// Reads the day that a text starts with, without a quick look.
fn slowly(text: &str, order: Option<DateOrder>) -> Option<(Result<Day, Unread>, usize)> {
    let tokens: Vec<Token<'_>> = tokens(slice(text, 0..text.floor_char_boundary(LONGEST))).collect();
    let mut reader = Reader { tokens: &tokens, at: 0, order };
    let day = reader.day()?;
    Some((day, reader.end()))
}

/// Returns a name or filler in one of its spellings.
fn word() -> impl Strategy<Value = String> {
    let words = names::all().chain(FILLERS.map(str::to_owned)).chain(TO.map(str::to_owned));
    (select(words.collect::<Vec<_>>()), 0..4).prop_map(|(word, spelling)| match spelling {
        0 => word.to_uppercase(),
        1 => word.to_lowercase(),
        2 => crate::core::base::text::unaccented(&word),
        _ => word,
    })
}

/// Returns a text of parts of dates, of which some are dates.
fn text() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        (1_u32..32).prop_map(|number| number.to_string()),
        (2020_u32..2030).prop_map(|number| number.to_string()),
        select(vec!["2026-11-20", "20261120", "２０２６", "03/04/2026", "1er", "2nd", "2026年", "11月", "20日"])
            .prop_map(str::to_owned),
    ];
    let mark =
        select(vec![" ", " ", " ", ".", ". ", ", ", "-", "/", "_", "'", "(", "²", "\u{ef00}", "日", "\u{a0}", ""]);
    let part = prop_oneof![word(), number, "[a-zé]{0,3}"];
    prop::collection::vec((part, mark), 0..7)
        .prop_map(|parts| parts.into_iter().map(|(part, mark)| part + mark).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_quick_look_turns_no_day_away(text in text()) {
        for order in [None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)] {
            prop_assert_eq!(prefix(&text, order), slowly(&text, order));
        }
    }

    #[test]
    fn tokens_are_the_text_without_its_spaces(text in prop_oneof![text(), ".{0,20}"]) {
        let tokens: Vec<Token<'_>> = tokens(&text).collect();
        let joined: String = tokens.iter().map(|token| token.text).collect();
        prop_assert_eq!(joined, text.split_whitespace().collect::<String>());
        for token in &tokens {
            prop_assert_eq!(slice(&text, token.start..token.end()), token.text);
            prop_assert!(token.text.chars().all(|char| kind_of(char) == token.kind));
            prop_assert!(token.kind != TokenKind::Mark || token.digits() == 1);
        }
        for pair in tokens.windows(2).filter(|pair| pair[0].end() == pair[1].start && pair[0].kind == pair[1].kind) {
            prop_assert!(pair[0].kind == TokenKind::Mark || pair[0].text.chars().all(is_unit), "{pair:?}");
        }
    }

    #[test]
    fn a_text_without_digits_has_no_day(text in prop_oneof![text(), ".{0,20}"]) {
        prop_assert_eq!(has_digit(&text), text.contains(|char| digit(char).is_some()));
        prop_assert!(has_digit(&text) || (slowly(&text, None).is_none() && within(&text, None).is_none()));
    }
}

/// With so many parts at random, few are in the right order: every name before and behind a number is tried too.
#[test]
fn a_day_with_any_name_in_it_is_found() {
    let mut found = 0;
    for name in names::all() {
        for text in [format!("{name} 10, 2026"), format!("{name}, 10.11.2026"), format!("the {name} 3 2026"), name] {
            let day = prefix(&text, None);
            assert_eq!(day, slowly(&text, None), "{text}");
            found += usize::from(day.is_some());
        }
    }
    assert!(found > 500, "{found}");
}
