//! Tables and properties for `markdown`: what is written is parsed back.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::core::syntax::block::region;

use super::*;

#[test]
fn a_terminal_gets_the_words_only() {
    let name = inline("Ann_*<b>* [x](y) & `z` \u{202e}");
    let markdown = format!(
        "**Today.** {}, [{name}](people/ann.md): `coffeechat check`.\n",
        link("Sam", "", &NotePath::new("s.md"))
    );
    let shown = "Today. Sam, Ann_*<b>* [x](y) & `z` <U+202E>: `coffeechat check`.\n";
    assert_eq!(words(&markdown), shown);
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
        | Options::ENABLE_SUPERSCRIPT
        | Options::ENABLE_SUBSCRIPT
        | Options::ENABLE_WIKILINKS
}

/// Returns the texts of the items of a list, or `None` if anything but text is in it.
fn item_texts(markdown: &str) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Start(Tag::Item) => texts.push(String::new()),
            Event::Text(text) => texts.last_mut()?.push_str(&text),
            Event::Start(Tag::List(None)) | Event::End(TagEnd::List(false) | TagEnd::Item) => {}
            _ => return None,
        }
    }
    Some(texts)
}

/// Returns the cells of the rows of a table below its head.
fn cells(markdown: &str) -> Option<Vec<Vec<String>>> {
    let (mut rows, mut in_head) = (Vec::<Vec<String>>::new(), false);
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Start(Tag::TableHead) => in_head = true,
            Event::End(TagEnd::TableHead) => in_head = false,
            Event::Start(Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) if !in_head => rows.last_mut()?.push(String::new()),
            Event::Text(text) if !in_head => rows.last_mut()?.last_mut()?.push_str(&text),
            Event::Start(Tag::Table(_) | Tag::TableCell) | Event::End(_) | Event::Text(_) => {}
            _ => return None,
        }
    }
    Some(rows)
}

/// Strings full of what Markdown and its plugins react to.
fn nasty() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "!",
        "!--",
        "-->",
        "*",
        "**",
        "_",
        "__",
        "`",
        "```",
        "~",
        "~~~",
        "#",
        "# ",
        "|",
        "\\",
        "\\\\",
        "$",
        "$$",
        "^",
        "%",
        "%%",
        "<%",
        "%>",
        "=",
        "==",
        "::",
        ":",
        "//",
        "http",
        "www",
        ".",
        "-",
        "- ",
        "+ ",
        "1. ",
        "1) ",
        "> ",
        "&",
        "amp;",
        "#35;",
        "{",
        "{{",
        "{%",
        "\n",
        "\r\n",
        "\t",
        "    ",
        "\u{202e}",
        "\u{200d}",
        "\u{1b}",
        "é",
        "👩",
        "a",
        "b1",
        "<script>",
        "<!-- coffeechat done -->",
        "<!-- /coffeechat -->",
        "[[x|y]]",
        "![](http://x)",
        "<!--k3f9a2bc-->",
        "[^1]",
        "[ ] ",
        "\u{a0}",
        "\u{2028}",
        "@",
        "'",
        "\"",
    ]);
    prop_oneof![prop::collection::vec(parts, 0..12).prop_map(|parts| parts.concat()), any::<String>()]
}

#[test]
fn only_what_acts_gets_a_backslash() {
    let rows = [
        ("Priya Nair", "Priya Nair"),
        ("snake_case (draft) & R&D", "snake_case (draft) & R&D"),
        ("C# or F#, 5 * 3, a < b, <3", "C# or F#, 5 * 3, a < b, <3"),
        ("C:\\path", "C:\\path"),
        ("a | b - c + d", "a | b - c + d"),
        ("[[x]]", "\\[\\[x\\]\\]"),
        ("![](http://x)", "!\\[\\](http:\\//x)"),
        ("www.example.com", "www\\.example.com"),
        ("<script>", "\\<script>"),
        ("<!-- x -->", "\\<\\!-- x -->"),
        ("<% x %>", "\\<\\% x %>"),
        ("%%x%%", "\\%\\%x\\%\\%"),
        ("==x==", "\\=\\=x\\=\\="),
        ("due:: x", "due:\\: x"),
        ("`= x` `$= y`", "\\`= x\\` \\`\\$= y\\`"),
        ("#tag and #", "\\#tag and #"),
        ("# Head", "\\# Head"),
        ("1. x", "1\\. x"),
        ("2026 plan", "2026 plan"),
        ("- x", "\\- x"),
        ("-x", "-x"),
        ("> x", "\\> x"),
        ("x ^id", "x \\^id"),
        ("&amp; &", "\\&amp; &"),
        ("a\n- [x] b\tc", "a - \\[x\\] b c"),
        ("evil\u{202e}dm", "evil\\<U+202E>dm"),
        ("👩\u{200d}🔬", "👩\u{200d}🔬"),
        (" \n", "(untitled)"),
        ("x\\", "x\\\\"),
    ];
    for (text, expected) in rows {
        assert_eq!(inline(text), expected, "{text:?}");
    }
    assert_eq!(in_cell(&inline("a|b\\")), "a\\|b\\\\");
    assert_eq!(plain(&"é".repeat(500)).chars().count(), 140);
}

#[test]
fn messages_keep_harmless_code() {
    let rows = [
        ("`31.11.2026` is not a date; write `x`", "`31.11.2026` is not a date; write `x`"),
        ("`=dv()` is [odd]", "\\`=dv()\\` is \\[odd\\]"),
        ("a ` b", "a \\` b"),
        ("`<% x %>`", "\\`\\<\\% x %>\\`"),
    ];
    for (text, expected) in rows {
        assert_eq!(prose(text), expected, "{text:?}");
    }
}

#[test]
fn links_lead_from_anywhere_to_anywhere() {
    let rows = [
        ("", "people/fi-tran.md", "people/fi-tran.md"),
        ("weekly", "people/fi-tran.md", "../people/fi-tran.md"),
        ("people", "people/fi-tran.md", "fi-tran.md"),
        ("a/b", "a/c/x.md", "../c/x.md"),
        ("", "people/Zoë (Lind) #1?.md", "people/Zoë%20%28Lind%29%20%231%3F.md"),
        ("", "a:b|c]<>%\\\n\u{202e}.md", "a%3Ab%7Cc%5D%3C%3E%25%5C%0A%E2%80%AE.md"),
    ];
    for (from, to, expected) in rows {
        assert_eq!(link("x", from, &NotePath::new(to)), format!("[x]({expected})"));
    }
}

#[test]
fn labels_cannot_leave_their_quotes() {
    let rows = [
        ("Priya Nair (NL)", "Priya Nair (NL)"),
        ("a\"]; click", "a#34;]#59; click"),
        ("1. x", "1#46; x"),
        ("<b>#", "#60;b#62;#35;"),
    ];
    for (text, expected) in rows {
        assert_eq!(mermaid_label(text), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_item_shows_the_text_and_nothing_else(text in nasty()) {
        let markdown = format!("- {}\n- end\n", inline(&text));
        prop_assert_eq!(item_texts(&markdown), Some(vec![plain(&text), "end".to_owned()]), "{}", markdown);
    }

    #[test]
    fn emphasis_holds_the_whole_text(text in nasty()) {
        for (open, close) in [("**", "**, end"), ("**", "** end"), ("*", ":* end")] {
            let markdown = format!("- x {open}{}{close}\n", inline(&text));
            let (mut emphasis, mut shown) = (0, String::new());
            for event in Parser::new_ext(&markdown, options()) {
                match event {
                    Event::Start(Tag::Strong | Tag::Emphasis) => emphasis += 1,
                    Event::Text(text) => shown.push_str(&text),
                    _ => {}
                }
            }
            prop_assert_eq!((emphasis, shown), (1, format!("x {}{}", plain(&text), close.replace('*', ""))));
        }
    }

    #[test]
    fn a_row_keeps_its_columns(one in nasty(), two in nasty()) {
        let markdown = format!("| a | b |\n|---|---|\n| {} | {} |\n", in_cell(&inline(&one)), in_cell(&inline(&two)));
        prop_assert_eq!(cells(&markdown), Some(vec![vec![plain(&one), plain(&two)]]), "{}", markdown);
    }

    #[test]
    fn no_text_is_a_marker(text in nasty()) {
        let blocks = format!("{}\n{}\n- {}\n", inline(&text), prose(&text), in_cell(&inline(&text)));
        prop_assert_eq!(region::find(&blocks), (vec![], vec![]));
        prop_assert!(!inline(&text).contains("<!--"));
    }

    #[test]
    fn a_link_is_one_link(text in nasty(), path in "[^/\0]{1,30}", folder in "[a-z ]{0,4}") {
        let to = NotePath::new(format!("{folder}/{path}"));
        let markdown = format!("- {} end\n", link(&text, "x/y", &to));
        let mut targets = Vec::new();
        let mut shown = String::new();
        for event in Parser::new_ext(&markdown, options()) {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => targets.push(dest_url.into_string()),
                Event::Text(text) => shown.push_str(&text),
                Event::Start(Tag::Image { .. }) | Event::Html(_) | Event::InlineHtml(_) | Event::Code(_) => {
                    prop_assert!(false, "{}", markdown);
                }
                _ => {}
            }
        }
        prop_assert_eq!(targets.len(), 1, "{}", markdown);
        prop_assert_eq!(shown, format!("{} end", plain(&text)));
    }

    #[test]
    fn a_label_is_inert(text in nasty()) {
        let label = mermaid_label(&text);
        prop_assert!(!label.contains(['"', '`', '<', '\n', '%']), "{label}");
    }
}
