//! A dashboard as a second Markdown parser sees it: GitHub's own `cmark-gfm`, which shares no code with ours.

use std::io::Write as _;
use std::process::{Command, Stdio};

use harness::vault::has_program;

/// What became of a note's Markdown, with raw HTML let through so that it can be found.
pub(crate) struct Rendered {
    html: String,
}

impl Rendered {
    /// Renders Markdown; `None`, with a message, where the renderer is not installed.
    pub(crate) fn new(markdown: &str) -> Option<Self> {
        if !has_program("cmark-gfm") {
            return None;
        }
        let extensions = ["table", "tasklist", "strikethrough", "autolink"];
        let mut child = Command::new("cmark-gfm")
            .args(extensions.iter().flat_map(|extension| ["-e", extension]))
            .arg("--unsafe")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let markdown = markdown.to_owned();
        let writer = std::thread::spawn(move || stdin.write_all(markdown.as_bytes()).unwrap());
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        assert!(output.status.success());
        Some(Self { html: String::from_utf8(output.stdout).unwrap() })
    }

    /// Returns the HTML.
    pub(crate) fn html(&self) -> &str {
        &self.html
    }

    /// Returns how many boxes can be ticked.
    pub(crate) fn boxes(&self) -> usize {
        self.html.matches("<input type=\"checkbox\"").count()
    }

    /// Returns how many comments there are.
    pub(crate) fn comments(&self) -> usize {
        self.html.matches("<!--").count()
    }

    /// Returns the tables, each as the number of cells of each of its rows.
    pub(crate) fn tables(&self) -> Vec<Vec<usize>> {
        let cells = |row: &str| row.matches("<td").count() + row.matches("<th>").count() + row.matches("<th ").count();
        let rows = |table: &str| table.split("<tr>").skip(1).map(cells).collect();
        self.html.split("<table>").skip(1).map(|rest| rows(rest.split("</table>").next().unwrap())).collect()
    }

    /// Returns the destinations of all links.
    pub(crate) fn links(&self) -> Vec<&str> {
        self.html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
    }

    /// Asserts that nothing in it is but text, tables, boxes and links within the vault, and no table is ragged.
    #[track_caller]
    pub(crate) fn assert_harmless(&self) {
        // Every tag that a dashboard is made of.
        let known = [
            "a",
            "blockquote",
            "br",
            "code",
            "del",
            "em",
            "h1",
            "h2",
            "h3",
            "h4",
            "hr",
            "input",
            "li",
            "ol",
            "p",
            "pre",
            "strong",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
        ];
        for tag in self.html.split('<').skip(1).filter(|tag| !tag.starts_with("!--")) {
            let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
            assert!(known.contains(&name.as_str()), "<{}", tag.chars().take(80).collect::<String>());
        }
        for link in self.links() {
            let is_relative = !link.contains(':') && !link.starts_with('/');
            assert!(is_relative || link.starts_with("mailto:"), "a link that leaves the vault: {link}");
        }
        for table in self.tables() {
            assert!(table.iter().all(|cells| *cells == table[0]), "a ragged table: {table:?}");
        }
    }
}

#[test]
fn the_second_parser_finds_what_acts() {
    let Some(rendered) = Rendered::new("- [ ] a\n\n|a|b|\n|-|-|\n|1|2|\n\n[x](y.md) <!--z-->\n") else { return };
    rendered.assert_harmless();
    assert_eq!((rendered.boxes(), rendered.comments(), rendered.links()), (1, 1, vec!["y.md"]), "{}", rendered.html());
    assert_eq!(rendered.tables(), [[2, 2]]);
    for active in ["<script>x</script>", "![](http://x.example)", "www.example.com", "<https://x.example>", "<b>x"] {
        let rendered = Rendered::new(active).unwrap();
        assert!(std::panic::catch_unwind(|| rendered.assert_harmless()).is_err(), "{active}");
    }
}
