//! The page to read and to print as a browser has it: headless Chromium, driven by the protocol of its `DevTools`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::hostile_text::ACTIVE;
use harness::vault::{TestVault, has_program};

/// A browser with one page.
struct Browser {
    child: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    session: Option<String>,
    number: u64,
    /// What the browser told of its own accord.
    events: Vec<Value>,
}

impl Browser {
    /// Starts a browser with its state in a folder; `None`, with a message, where there is none.
    fn start(folder: &Path) -> Option<Self> {
        if !has_program("chromium") {
            return None;
        }
        // It reads commands from its third stream and answers on the fourth, each ended by a zero.
        let line = "exec chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
            --user-data-dir=\"$0\" --remote-debugging-pipe about:blank 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null";
        let mut child = Command::new("sh")
            .args(["-c", line])
            .arg(folder)
            .env("HOME", folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (commands, answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut browser = Self { child, commands, answers, session: None, number: 0, events: Vec::new() };
        let target = browser.call("Target.createTarget", &json!({"url": "about:blank"}))["targetId"].clone();
        let attached = browser.call("Target.attachToTarget", &json!({"targetId": target, "flatten": true}));
        browser.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Network", "Log", "Runtime", "Accessibility"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        Some(browser)
    }

    fn read(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.answers.read_until(0, &mut bytes).unwrap();
        assert_eq!(bytes.pop(), Some(0), "the browser is gone");
        serde_json::from_slice(&bytes).unwrap()
    }

    /// Returns the answer to a command, or what it says is wrong.
    fn answer(&mut self, method: &str, params: &Value) -> Result<Value, Value> {
        self.number += 1;
        let mut command = json!({"id": self.number, "method": method, "params": params});
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        self.commands.write_all(format!("{command}\0").as_bytes()).unwrap();
        loop {
            let mut message = self.read();
            if message["id"] == self.number {
                return if message["error"].is_null() { Ok(message["result"].take()) } else { Err(message) };
            }
            self.events.push(message);
        }
    }

    fn call(&mut self, method: &str, params: &Value) -> Value {
        self.answer(method, params).unwrap()
    }

    /// Shows a file, and waits until it is there.
    fn show(&mut self, file: &Path, width: u32) {
        self.events.clear();
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600});
        self.call("Emulation.setDeviceMetricsOverride", &size);
        self.call("Page.navigate", &json!({"url": format!("file://{}", file.display())}));
        while !self.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            let event = self.read();
            self.events.push(event);
        }
    }

    fn evaluate(&mut self, script: &str) -> Value {
        self.call("Runtime.evaluate", &json!({"expression": script, "returnByValue": true}))["result"]["value"].take()
    }

    /// Returns what assistive technology sees: roles, names and levels, in the order of the page.
    fn tree(&mut self) -> Vec<(String, String, u64)> {
        let nodes = self.call("Accessibility.getFullAXTree", &json!({}));
        let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
        let level = |node: &Value| {
            let level =
                node["properties"].as_array().into_iter().flatten().find(|property| property["name"] == "level");
            level.and_then(|level| level["value"]["value"].as_u64()).unwrap_or(0)
        };
        let seen = nodes["nodes"].as_array().unwrap().iter().filter(|node| node["ignored"] == false);
        seen.map(|node| (text(&node["role"]), text(&node["name"]), level(node))).collect()
    }

    /// Asserts that the page asked for nothing but itself, ran nothing and complained of nothing.
    fn assert_quiet(&self) {
        let of = |method: &'static str| self.events.iter().filter(move |event| event["method"] == method);
        let asked: Vec<&Value> =
            of("Network.requestWillBeSent").map(|event| &event["params"]["request"]["url"]).collect();
        assert_eq!(asked.len(), 1, "{asked:?}");
        for method in
            ["Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Page.javascriptDialogOpening"]
        {
            assert_eq!(of(method).next(), None);
        }
    }

    /// Returns whether the page takes more than `count` sheets of paper.
    fn is_longer_than(&mut self, count: u32) -> bool {
        self.answer("Page.printToPDF", &json!({"pageRanges": (count + 1).to_string()})).is_ok()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes the page of a vault into a file of it.
fn written(vault: &TestVault, filters: &[&str]) -> std::path::PathBuf {
    let file = vault.outside("page.html");
    let output = vault.run([&["export", "html", "--force", "--output", file.to_str().unwrap()], filters].concat());
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    file
}

fn example() -> TestVault {
    let overview = "# Overview\n\n<!-- coffeechat pipeline -->\n<!-- /coffeechat -->\n\n<!-- coffeechat activity -->\n<!-- /coffeechat -->\n";
    TestVault::new().copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("example-vault")).note("Overview.md", overview)
}

#[test]
fn assistive_technology_finds_its_way_through_the_page() {
    let vault = example();
    let Some(mut browser) = Browser::start(&vault.outside("browser")) else { return };
    let file = written(&vault, &[]);
    browser.show(&file, 900);
    browser.assert_quiet();
    let tree = browser.tree();
    let names = |role: &str| -> Vec<&str> {
        tree.iter().filter(|(other, ..)| other == role).map(|(_, name, _)| name.as_str()).collect()
    };
    for landmark in ["banner", "navigation", "main"] {
        assert_eq!(names(landmark).len(), 1, "{landmark}");
    }
    assert_eq!(names("region"), ["Coffee chats", "Coffee with Grace", "Meiling on heat meters", "Overview"]);
    let levels: Vec<u64> = tree.iter().filter(|(role, ..)| role == "heading").map(|(.., level)| *level).collect();
    assert_eq!(levels[0], 1);
    assert!(levels.iter().skip(1).all(|level| *level > 1), "{levels:?}");
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    assert!(
        names("checkbox").contains(&"Thank Marta Solberg for the talk on Fri\u{a0}20\u{a0}Nov — today"),
        "{tree:?}"
    );
    for role in ["checkbox", "image", "link", "table", "columnheader", "rowheader", "group"] {
        let those = names(role);
        assert!(role == "table" || !those.is_empty(), "no {role}");
        assert!(role == "table" || those.iter().all(|name| !name.trim().is_empty()), "{role}: {those:?}");
    }
    assert!(names("image").contains(&"Talks week by week"), "{:?}", names("image"));
    assert!(names("link").contains(&"Coffee with Grace, today 15:30"));
}

#[test]
fn the_page_fits_a_telephone_a_dark_room_and_a_sheet_of_paper() {
    let vault = example();
    let Some(mut browser) = Browser::start(&vault.outside("browser")) else { return };
    let file = written(&vault, &[]);
    for width in [320, 390, 900] {
        browser.show(&file, width);
        let widest = browser.evaluate("document.documentElement.scrollWidth").as_u64().unwrap();
        assert!(widest <= u64::from(width), "{widest} in {width}");
        assert_contrast(&mut browser);
    }
    let paper = "getComputedStyle(document.body).backgroundColor";
    let light = browser.evaluate(paper);
    browser
        .call("Emulation.setEmulatedMedia", &json!({"features": [{"name": "prefers-color-scheme", "value": "dark"}]}));
    assert_ne!(browser.evaluate(paper), light);
    assert_contrast(&mut browser);
    browser.call("Emulation.setEmulatedMedia", &json!({"media": "print", "features": []}));
    assert_eq!(browser.evaluate(paper), "rgb(255, 255, 255)");
    assert_contrast(&mut browser);
    assert!(browser.is_longer_than(0));
    for (person, sheets) in [("Chen Meiling", 1), ("Grace Adeyemi", 2)] {
        let brief = written(&vault, &[&format!("contact:{person}")]);
        browser.show(&brief, 900);
        browser.assert_quiet();
        assert!(!browser.is_longer_than(sheets), "{person}");
        let rooms = browser.evaluate("document.querySelectorAll('.room').length");
        assert!(rooms.as_u64().unwrap() > 3, "{rooms}");
    }
}

/// Asserts that every text stands out from the paper as WCAG asks.
fn assert_contrast(browser: &mut Browser) {
    let script = "(() => {
        const light = color => {
            const [r, g, b] = color.match(/[\\d.]+/g).map(Number).map(part => part / 255)
                .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const paper = light(getComputedStyle(document.body).backgroundColor);
        const pale = new Set();
        for (const element of document.body.querySelectorAll(':not(title, desc)')) {
            const has_text = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
            const is_bar = element.localName === 'rect';
            if (!has_text && !is_bar) continue;
            const style = getComputedStyle(element);
            const ink = light(element.closest('svg') ? style.fill : style.color);
            const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
            if (contrast < (is_bar ? 3 : 4.5)) pale.add(element.localName + ' ' + contrast);
        }
        return [...pale];
    })()";
    assert_eq!(browser.evaluate(script), json!([]));
}

#[test]
fn hostile_text_does_nothing_in_a_browser() {
    let mut vault =
        TestVault::new().note("Dashboard.md", &format!("{}\n{}", harness::vault::DASHBOARD, ACTIVE.join("\n\n")));
    for (at, text) in ACTIVE.iter().enumerate() {
        let quoted = serde_json::to_string(text).unwrap();
        vault = vault
            .note(&format!("people/p{at}.md"), &format!("---\ntype: contact\nname: {quoted}\ncompany: {quoted}\nemail: {quoted}\n---\n{text}\n"))
            .note(
                &format!("meetings/m{at}.md"),
                &format!("---\ntype: meeting\nwith: \"[[p{at}]]\"\ndate: 2026-11-24\nchannel: {quoted}\ngoals: [{quoted}]\n---\n# {text}\n\n{text}\n\n## Questions\n- [ ] {text}\n"),
            );
    }
    let Some(mut browser) = Browser::start(&vault.outside("browser")) else { return };
    let file = written(&vault, &["limit:100"]);
    browser.show(&file, 390);
    browser.assert_quiet();
    let known = "a b body code dd del desc div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 head header hr html input label li \
        main meta nav ol p path pre rect section span strong style svg table tbody td text th thead title tr ul blockquote br";
    let script = format!(
        "(() => {{ const known = new Set('{known}'.split(/ +/)); return [...document.querySelectorAll('*')].filter(element => \
         !known.has(element.localName) || [...element.attributes].some(attribute => attribute.name.startsWith('on') || \
         ['src', 'action', 'style'].includes(attribute.name)) || !/^(#|https?:|mailto:|$)/.test(element.getAttribute('href') ?? '')) \
         .map(element => element.outerHTML); }})()"
    );
    assert_eq!(browser.evaluate(&script), json!([]));
    let widest = browser.evaluate("document.documentElement.scrollWidth").as_u64().unwrap();
    assert!(widest <= 390, "{widest}");
}
