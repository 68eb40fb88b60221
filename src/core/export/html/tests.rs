//! Checks that a page of any notes is well formed and loads and runs nothing, and what it says.

use proptest::prelude::*;

use crate::core::actions::pages;
use crate::core::export::{is_ours, text, typed};
use crate::core::model::{Day, Format};
use crate::core::syntax::block::BlockKind;
use crate::core::syntax::block::filter::Filter;
use crate::core::workspace::Workspace;

use super::markdown::whole_dates;

/// Returns the page of a vault for some filters, and checks its form.
fn page(notes: &[(&str, &str)], filters: &[&str]) -> String {
    let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
    let workspace = Workspace::from_texts("", notes.iter().copied(), today).unwrap();
    let pages = pages::refresh(&workspace, None, &[], false);
    let of = |id| notes.iter().find(|(path, _)| *path == workspace.index.note(id).path.as_str());
    let read = |id| of(id).map(|(_, text)| (*text).to_owned());
    let filter = Filter::parse(BlockKind::Contacts, filters.iter().copied()).unwrap();
    let page = text(Format::Html, &workspace, &pages, &filter, &read);
    assert_harmless(&page);
    assert!(is_ours(Format::Html, &page));
    page
}

/// Returns what is between `<main>` and its end.
fn main_of(page: &str) -> &str {
    page.split_once("<main>\n").unwrap().1.split_once("</main>").unwrap().0
}

const ELEMENTS: &str = " html head meta title style body header h1 h2 h3 h4 h5 h6 p nav ul ol li a main section div table \
    thead tbody tr th td label input strong em del code pre blockquote hr br dl dt dd figure figcaption b svg desc text \
    rect path span ";
const VOID: [&str; 4] = ["meta", "input", "hr", "br"];

/// Asserts that a page has only elements and attributes that it may have, properly nested, and no address that loads.
#[track_caller]
fn assert_harmless(page: &str) {
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>").unwrap();
    let (body, checksum) = body.trim_end().rsplit_once('\n').unwrap();
    assert!(checksum.starts_with("<!--") && checksum.len() == 39, "{checksum}");
    let body = head.trim_start_matches("<!DOCTYPE html>").to_owned() + body;
    let mut open: Vec<&str> = Vec::new();
    for part in body.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or_else(|| panic!("{part}"));
        assert!(!text.contains('>') || !text.contains('<'), "{part}");
        assert!(
            !text.contains(|char: char| char.is_control() && !matches!(char, '\n' | '\t') || char == '\u{202e}'),
            "{part:?}"
        );
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{part}");
            continue;
        }
        let (name, attributes) = tag.split_once([' ', '\n']).unwrap_or((tag.trim_end_matches('/'), ""));
        assert!(ELEMENTS.contains(&format!(" {name} ")), "{part}");
        let is_closed = attributes.ends_with('/') || tag.ends_with('/') || VOID.contains(&name);
        if !is_closed {
            open.push(name);
        }
        for (at, quoted) in attributes.split('"').enumerate() {
            let before = quoted.trim().trim_end_matches('=').rsplit(' ').next().unwrap();
            if at % 2 == 0 {
                assert!(!before.starts_with("on") && !matches!(before, "src" | "style" | "srcset" | "action"), "{tag}");
            }
        }
        for address in attributes.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            let is_known =
                ["#", "https:", "http:", "mailto:"].iter().any(|start| address.to_lowercase().starts_with(start));
            // The writer escapes slashes too.
            assert!(is_known, "{address}");
        }
    }
    assert_eq!(open, [] as [&str; 0]);
}

const ANN: (&str, &str) = (
    "people/Ann Lee.md",
    "---\ntype: contact\nrole: Analyst\ncompany: Tarn\nemail: ann@example.com\n---\n- [ ] Send Ann the report 📅 2026-11-25\n",
);
const TALK: (&str, &str) = (
    "meetings/talk.md",
    "---\ntype: meeting\nwith: \"[[Ann Lee]]\"\ndate: 2026-11-24T10:00\nduration: 45m\nchannel: in person\ngoals: [more-contacts, tea]\n---\n# Tea with Ann\n\n\
     ## Questions\n- [ ] How did you start?\n- [x] What is next?\n\n## Takeaways\n\n## Follow-ups\n- [ ] \n",
);
const BOARD: (&str, &str) = (
    "Dashboard.md",
    "# My <b>page</b>\n\nWords.\n\n### Low\n\n<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n\n# Charts\n\n\
     <!-- coffeechat pipeline -->\n<!-- /coffeechat -->\n",
);

#[test]
fn the_page_has_the_dashboard_the_briefs_and_the_overview() {
    let overview = ("Overview.md", "<!-- coffeechat activity -->\n<!-- /coffeechat -->\n");
    let all = page(&[ANN, TALK, BOARD, overview], &[]);
    assert!(all.contains("<h1 id=\"page-title\">My &lt;b&gt;page&lt;&#x2f;b&gt;</h1>"), "{all}");
    let main = main_of(&all);
    let starts = [
        "id=\"page\"",
        "<h2>Low</h2>",
        "<h2>Charts</h2>",
        "<svg",
        "id=\"talk-1\"",
        "<h3>Questions</h3>",
        "id=\"overview\"",
    ];
    let places: Vec<usize> =
        starts.iter().map(|start| main.find(start).unwrap_or_else(|| panic!("{start}: {main}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(main.contains("<label><input type=\"checkbox\" disabled> <strong>Send Ann the report</strong> (<a href=\"#talk-1\">Ann Lee</a>) — Wed\u{a0}25\u{a0}Nov</label>"), "{main}");
    assert!(!main.contains("mermaid") && !main.contains("flowchart") && !main.contains("<!--"), "{main}");
    assert_eq!(all, page(&[ANN, TALK, BOARD, overview], &[]));
}

#[test]
fn a_filter_leaves_briefs_with_room_to_write() {
    let brief = page(&[ANN, TALK, BOARD], &["contact:ann lee"]);
    let main = main_of(&brief);
    for said in [
        "<dt>When</dt><dd>Tuesday\u{a0}24\u{a0}November\u{a0}2026, 10:00, be there by 9:45</dd>",
        "<dt>Where</dt><dd>in person, 45 min</dd>",
        "<dd>Ann Lee, ann@example.com</dd>",
        "<dd>meet more people: who else to talk to</dd><dd>tea</dd>",
        "<li><label><input type=\"checkbox\" disabled> How did you start?</label><div class=\"room\"></div></li>",
        "<li><label><input type=\"checkbox\" disabled checked> What is next?</label></li>",
        "Analyst at Tarn",
        "You promised: Send Ann the report",
    ] {
        assert!(main.contains(said), "{said}\n{main}");
    }
    for left_out in ["Takeaways", "Follow-ups", "<h2>Low", "be there by 9:45</li>"] {
        assert!(!main.contains(left_out), "{left_out}\n{main}");
    }
    assert!(brief.contains("<h1 id=\"talk-1-title\">Tea with Ann</h1>"), "{brief}");
    assert!(page(&[ANN, TALK], &["contact:nobody"]).contains("<p>No such talk is ahead.</p>"));
    let agreed = ("people/Bo.md", "---\ntype: contact\n---\n## Log\n- 2026-11-20 she said yes: Monday 23.11. 10:00\n");
    let two = page(&[ANN, TALK, agreed], &["within:7d"]);
    assert!(two.contains("<h1 id=\"top-title\">Talks ahead</h1>") && two.contains("Talk with Bo"), "{two}");
}

#[test]
fn only_links_that_leave_on_purpose_or_lead_into_the_page_remain() {
    let rows = [
        ("[a](javascript:alert(1))", "<p>a</p>"),
        ("[a](JaVaScRiPt:x) <javascript:alert(1)>", "<p>a javascript:alert(1)</p>"),
        ("[a](data:text/html,x)", "<p>a</p>"),
        (
            "[a](https://example.com/?a=1&b=\"c\")",
            "<p><a href=\"https:&#x2f;&#x2f;example.com&#x2f;?a=1&amp;b=&quot;c&quot;\">a</a></p>",
        ),
        ("<ann@example.com>", "<p><a href=\"mailto:ann@example.com\">ann@example.com</a></p>"),
        ("![a cat](https://example.com/cat.png)", "<p>a cat</p>"),
        ("[[Ann Lee]] and [[talk|ours]]", "<p><a href=\"#talk-1\">Ann Lee</a> and <a href=\"#talk-1\">ours</a></p>"),
        ("[[people/Nobody]] [x](people/nobody.md)", "<p>Nobody x</p>"),
        ("a <script>alert(1)</script> b<br>c", "<p>a &lt;script&gt;alert(1)&lt;/script&gt; b<br />\nc</p>"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("</style></section></main>", "<p>&lt;/style&gt;&lt;/section&gt;&lt;/main&gt;</p>"),
        ("a <!-- no --> b %%no%% c", "<p>a  b        c</p>"),
        ("evil\u{202e}dm.exe \u{1b}[2J", "<p>evil&lt;U+202E&gt;dm.exe &lt;U+001B&gt;[2J</p>"),
        ("```mermaid\nflowchart LR\n  n1[\"A\"] --> n2[\"<b>\"]\n```", "<ul>\n<li>A → &lt;b&gt;</li>\n</ul>"),
        ("```\" onload=\"x\n</pre>\u{1b}\n```", "<pre><code>&lt;/pre&gt;&lt;U+001B&gt;\n</code></pre>"),
    ];
    for (markdown, expected) in rows {
        let board = format!("Above.\n\n{markdown}\n\n<!-- coffeechat done -->\n<!-- /coffeechat -->\n");
        let page = page(&[ANN, TALK, ("Dashboard.md", &board)], &[]);
        let main = main_of(&page);
        assert!(main.contains(&format!("<p>Above.</p>\n{expected}\n")), "{markdown}\n{main}");
    }
}

#[test]
fn a_page_that_somebody_changed_is_theirs() {
    let made = page(&[ANN, TALK, BOARD], &[]);
    let newer = page(&[ANN, BOARD], &[]);
    assert_eq!(typed(Format::Html, &made, &newer), None);
    assert_eq!(typed(Format::Html, &made.replace('\n', "\r\n"), &newer), None);
    assert_eq!(typed(Format::Html, "", &newer), None);
    for changed in
        [made.replace("Words.", "My words."), made.clone() + "More.\n", made.replace("</html>", "</html>\n<p>x</p>")]
    {
        assert_eq!(typed(Format::Html, &changed, &newer).as_deref(), Some(""));
    }
}

#[test]
fn a_date_stays_on_one_line() {
    let rows = [
        ("since Fri 20 Nov — was due", "since Fri\u{a0}20\u{a0}Nov — was due"),
        ("Thu 3 Dec 2027 13:00, then", "Thu\u{a0}3\u{a0}Dec\u{a0}2027 13:00, then"),
        ("on 2 Nov, or in March", "on 2\u{a0}Nov, or in March"),
        ("20 people may come in 2027", "20 people may come in 2027"),
    ];
    for (text, expected) in rows {
        assert_eq!(whole_dates(text), expected);
    }
}

proptest! {
    #[test]
    fn no_text_acts_on_the_page(
        name in any::<String>(),
        lines in prop::collection::vec(prop_oneof![
            any::<String>(),
            "[-*>#|`~<!\\[\\]()&\"' a-c\\t]{0,24}",
            r#"<(script|img src=x|/style|a href="javascript:x"|!--|svg onload=x) ?/?>?"#,
            r"(\[a\]|!\[b\])\((javascript:|data:|https://example.com/|x)\S{0,8}\)",
            r"(\||- \[[ x]\]|#{1,6}|\d\.|>|\[\^1\]:?|%%) ?[a-c|<>]{0,8}",
        ], 0..16),
    ) {
        let body = lines.join("\n");
        let contact = format!("---\ntype: contact\nname: {}\n---\n{body}\n", serde_json::to_string(&name).unwrap());
        let talk = format!("---\ntype: meeting\nwith: \"[[p]]\"\ndate: 2026-11-24\n---\n{body}\n## Questions\n{body}\n");
        let board = format!("{body}\n\n<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n{body}\n");
        page(&[("people/p.md", &contact), ("meetings/m.md", &talk), ("Dashboard.md", &board)], &[]);
    }
}
