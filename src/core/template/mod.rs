//! Fills in templates: texts with gaps, from the vault or built in.
//!
//! A template can use the given facts and nothing else: no file, no other template, no clock. Its steps and the length
//! of its text are limited.

mod growth;

use std::io;

use minijinja::value::{Kwargs, StringInput, Value};
use minijinja::{Environment, ErrorKind, UndefinedBehavior, filters, syntax::SyntaxConfig};

use crate::core::base::suggest::nearest;
use crate::core::base::text::slice;
use crate::core::edit::Refusal;

use growth::LARGEST;

/// The most steps of a template. It is enough for any useful text, and an endless loop uses it up quickly.
const FUEL: u64 = 100_000;
/// The most bytes of text that a template makes.
const LONGEST: usize = 1024 * 1024;
/// The most facts that a message names.
const MOST_NAMED: usize = 20;
/// Filters that can turn a short text into a very long one and that no note needs.
const LEFT_OUT: [&str; 10] = ["batch", "chain", "float", "format", "groupby", "int", "pprint", "slice", "sum", "zip"];

/// Returns the text of a template with its gaps filled in. Lines with only `{% … %}` are left out.
///
/// # Errors
///
/// If the template has an error, uses an unknown fact, or may make too much text: `path:line: what is wrong`.
pub(crate) fn render(path: &str, template: &str, facts: impl Into<Value>) -> Result<String, Refusal> {
    let facts = facts.into();
    check(path, template, &facts)?;
    Template::new(path, template)?.fill(&facts)
}

/// Checks that a template does not make too much text of some facts.
fn check(path: &str, template: &str, facts: &Value) -> Result<(), Refusal> {
    growth::check(template, facts.to_string().len())
        .map_err(|(line, what)| Refusal::new(format!("{path}:{line}: {what}")))
}

/// A template that can be filled in again and again.
#[derive(Debug)]
pub(crate) struct Template<'t> {
    path: &'t str,
    text: &'t str,
    environment: Environment<'t>,
}

impl<'t> Template<'t> {
    /// Reads a template.
    ///
    /// # Errors
    ///
    /// If it has an error: `path:line: what is wrong`.
    pub(crate) fn new(path: &'t str, text: &'t str) -> Result<Self, Refusal> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        environment.set_fuel(Some(FUEL));
        environment.set_debug(true);
        // What a note does not say leaves a gap empty.
        environment.set_formatter(|out, state, value| {
            if value.is_none() { Ok(()) } else { minijinja::escape_formatter(out, state, value) }
        });
        limit(&mut environment);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
        let read = syntax.and_then(|syntax| {
            environment.set_syntax(syntax);
            environment.add_template(path, text)
        });
        read.map_err(|error| refusal(path, text, &error))?;
        Ok(Self { path, text, environment })
    }

    /// Fills the gaps in.
    ///
    /// # Errors
    ///
    /// If it uses an unknown fact or may make too much text: `path:line: what is wrong`.
    pub(crate) fn render(&self, facts: impl Into<Value>) -> Result<String, Refusal> {
        let facts = facts.into();
        check(self.path, self.text, &facts)?;
        self.fill(&facts)
    }

    fn fill(&self, facts: &Value) -> Result<String, Refusal> {
        let path = self.path;
        let mut text = Limited(Vec::new());
        let template = self.environment.get_template(path);
        match template.and_then(|template| template.render_captured_to(facts, &mut text).map(drop)) {
            Ok(()) => String::from_utf8(text.0).map_err(|_| Refusal::new(format!("{path}:1: the result is not text"))),
            // Only a loop can make a text longer than the template, so the message names the line of the first loop.
            Err(error) if error.kind() == ErrorKind::WriteFailure => {
                let above = self.text.split_once("{% for").map_or(0, |(above, _)| above.matches('\n').count());
                Err(Refusal::new(format!("{path}:{}: the text is longer than {LONGEST} bytes", above + 1)))
            }
            Err(error) => {
                let refusal = refusal(path, self.text, &error);
                Err(Refusal::new(format!("{}{}", refusal.reason, self.meant(&error, facts))))
            }
        }
    }

    /// Returns which fact may be meant by one that there is not.
    fn meant(&self, error: &minijinja::Error, facts: &Value) -> String {
        let source = error.range().map(|range| slice(self.text, range));
        let Some(name) = source.filter(|name| error.kind() == ErrorKind::UndefinedError && !name.contains('.')) else {
            return String::new();
        };
        let known: Vec<String> = facts.try_iter().into_iter().flatten().map(|name| name.to_string()).collect();
        let known = known.iter().map(String::as_str);
        match nearest(name, known.clone()) {
            Some(name) => format!("; did you mean `{name}`?"),
            None if (1..=MOST_NAMED).contains(&known.len()) => {
                format!("; there are {}", known.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
            }
            None => String::new(),
        }
    }
}

/// A text of at most [`LONGEST`] bytes.
struct Limited(Vec<u8>);

impl io::Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST {
            return Err(io::Error::other("the text is too long"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Removes the filters that can make very long texts, and limits those that repeat text.
fn limit(environment: &mut Environment<'_>) {
    for name in LEFT_OUT {
        environment.remove_filter(name);
    }
    environment.remove_global("namespace");
    environment.add_filter("replace", replace);
    environment.add_filter("join", join);
    environment.add_filter("indent", indent);
}

type Made<T> = Result<T, minijinja::Error>;

fn replace(text: &str, from: &str, to: &str) -> Made<String> {
    within(text.len().saturating_add(text.matches(from).count().saturating_mul(to.len())))?;
    Ok(text.replace(from, to))
}

fn join(list: &Value, between: Option<&str>) -> Made<String> {
    let mut text = String::new();
    for (at, item) in list.try_iter()?.enumerate() {
        if let Some(between) = between.filter(|_| at > 0) {
            text.push_str(between);
        }
        text.push_str(&item.to_string());
        within(text.len())?;
    }
    Ok(text)
}

fn indent(
    text: StringInput<'_>,
    width: Option<usize>,
    first: Option<bool>,
    blank: Option<bool>,
    named: Kwargs,
) -> Made<Value> {
    let width = width.map_or_else(|| named.get::<Option<usize>>("width"), |width| Ok(Some(width)))?;
    let lines = text.as_str().lines().count().max(1);
    within(text.as_str().len().saturating_add(width.unwrap_or(4).saturating_mul(lines)))?;
    filters::indent(text, width, first, blank, named)
}

/// Returns an error if a filter would make a text that is too long.
fn within(bytes: usize) -> Made<()> {
    if bytes <= LARGEST {
        return Ok(());
    }
    Err(minijinja::Error::new(ErrorKind::InvalidOperation, format!("the text is longer than {LARGEST} bytes")))
}

/// Returns the error of a template as `path:line: what is wrong`.
fn refusal(path: &str, template: &str, error: &minijinja::Error) -> Refusal {
    let line = error.line().unwrap_or(1);
    let what = match error.kind() {
        ErrorKind::OutOfFuel => {
            String::from("this takes too many steps; repeat less, and do not put a long loop into another one")
        }
        kind => error.detail().map_or_else(|| kind.to_string(), str::to_owned),
    };
    let source = error.range().map(|range| slice(template, range));
    let source = source.filter(|source| !source.is_empty() && !source.contains('\n') && !what.contains(source));
    let at = source.map_or_else(String::new, |source| format!(", in `{source}`"));
    Refusal::new(format!("{path}:{line}: {what}{at}"))
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    #[test]
    fn gaps_are_filled_in_and_lines_with_only_tags_are_left_out() {
        let template = "# {{ name }}\n{% if company %}\nat {{ company }}\n{% endif %}\n{# said #}\nend\n";
        let facts = context! { name => "Zoë <&>", company => "AC: DC #1" };
        assert_eq!(render("t.md", template, facts).unwrap(), "# Zoë <&>\nat AC: DC #1\nend\n");
        assert_eq!(render("t.md", "plain\r\n", context! {}).unwrap(), "plain\r\n");
    }

    #[test]
    fn an_error_says_where_it_is() {
        let rows = [
            ("a\nb {{ nmae }}\n", "t.md:2: `nmae` is undefined"),
            ("{% if name %}\n", "t.md:1: unexpected end of input"),
            ("{{ name | nope }}", "t.md:1: filter nope is unknown"),
            ("\n{% include 'etc' %}", "t.md:2: unknown statement include"),
            (
                "{% for x in range(9999) %}{% for y in range(9999) %}{{ x }}{% endfor %}{% endfor %}",
                "t.md:1: this takes too many steps; repeat less",
            ),
        ];
        for (template, expected) in rows {
            let refusal = render("t.md", template, context! { name => "Priya" }).unwrap_err().reason;
            assert!(refusal.starts_with(expected) && !refusal.contains('\n'), "{template}: {refusal}");
        }
    }
    #[test]
    fn a_template_that_doubled_a_text_took_all_memory() {
        let doubled =
            |times: usize, line: &str| format!("{{% set s = 'abcdefgh' %}}\n{}{{{{ s }}}}\n", line.repeat(times));
        let rows = [
            (doubled(60, "{% set s = s ~ s %}\n"), 0),
            (doubled(60, "{% set s = [s, s] %}\n"), 0),
            (doubled(60, "{% set s = s + s %}\n"), 0),
            (doubled(60, "{% with s = (s ~ s) %}\n"), 0),
            (doubled(60, "{% for s in [s ~ s] %}\n"), 0),
            (doubled(60, "{% set s, t = s ~ s, 1 %}\n"), 0),
            (doubled(60, "{% set s = s|replace('a', s) %}\n"), 0),
            (doubled(60, "{% set s = [s, s]|join(s) %}\n"), 0),
            (doubled(1, "{% set s %}{{ s }}{{ s }}{% endset %}"), 2),
            (doubled(1, "{% filter upper %}{{ s }}{% endfilter %}"), 2),
            (String::from("\n{{ 'x' | indent(1000000000) }}"), 2),
            (String::from("\n{{ 'x' | indent(width=1000000000, first=true) }}"), 2),
            (String::from("\n{{ 'x' * 100000000 }}"), 2),
            (String::from("\n{{ [1] * 100000000 }}"), 2),
            (String::from("\n{{ 'x' * (999 * 999 * 99) }}"), 2),
            (String::from("{% set n = 99 ** 9 %}\n"), 1),
            (String::from("{% set n = 100000000 %}\n{{ 'x' * n }}"), 2),
            (String::from("{% for x in range(90000) %}\n{{ 'xxxxxxxxxxxxxxxxxxxx' * loop.index }}{% endfor %}"), 2),
            (String::from("{% for i in range(90000) %}\n{{ 'xxxxxxxxxxxxxxxxxxxx' * i }}{% endfor %}"), 2),
            (format!("{{% set s = range(90000) %}}\n{}", "{% set s = s ~ s %}\n".repeat(60)), 1),
            (format!("{{% set s = range(20000) %}}\n{}", "{% set s = s ~ s %}\n".repeat(60)), 0),
            (String::from("\n{{ range(100000) | join('xxxxxxxxxxxxxxxxxxxxx') }}"), 2),
            (String::from("{% for x in range(30000) %}{{ name * 50 }}{% endfor %}"), 1),
            (format!("\n{{% for x in range(9000) %}}{}{{% endfor %}}", "word ".repeat(1000)), 2),
            (String::from("{% for i in range(60) %}\n{% set ns.x = ns.x ~ ns.x %}{% endfor %}"), 2),
            (String::from("{% set ns = namespace(x=name) %}"), 1),
            (String::from("{% for x in [name] recursive %}{{ loop([x ~ x]) }}{% endfor %}"), 1),
            (String::from("\n{{ '%1000000000s' | format(name) }}"), 2),
            (String::from("\n{{ name | slice(1000000000) }}"), 2),
            (String::from("{% raw %}\" {% endraw %}\n{{ 'x' * 100000000 }} \""), 2),
            (String::from("{# ' #}\n{{ {'a': '}}'}['a'] ~ 'x' * 100000000 }}"), 2),
        ];
        for (template, line) in rows {
            let refusal = render("t.md", &template, context! { name => "Priya" }).unwrap_err().reason;
            let is_meant = |at: usize| refusal.starts_with(&format!("t.md:{at}: "));
            // It does not matter which of the equal lines is reported.
            assert!(if line == 0 { (2..=60).any(is_meant) } else { is_meant(line) }, "{template}: {refusal}");
        }
    }

    #[test]
    fn a_useful_template_is_within_the_limits() {
        let rows = [
            ("{{ '=' * name | length }}", "====="),
            ("{{ list | join(', ') }} {{ list | join }}", "a, b ab"),
            ("{% set who = 'Dear ' ~ name ~ ',' %}{{ who }}", "Dear Priya,"),
            ("{{ name | replace('P', 'B') | upper }}", "BRIYA"),
            ("{{ 'a\nb' | indent(2) }}", "a\n  b"),
            ("{% for x in list %}{{ loop.index + 1 }}{{ x }} {% endfor %}", "2a 3b "),
            ("{% with a = name %}{{ a }}{% endwith %}{{ name[0] }} {{ '{%' }}", "PriyaP {%"),
            ("{% raw %}{{ name ** }}{% endraw %} {# ** #}", "{{ name ** }} "),
        ];
        for (template, expected) in rows {
            let facts = context! { name => "Priya", list => ["a", "b"] };
            assert_eq!(render("t.md", template, facts).unwrap(), expected, "{template}");
        }
        // The limits hold even if there are many facts about a person.
        let rows = [
            ("{% for i in range(1, 11) %}{{ \"#\" * i }}{% endfor %}", "#".repeat(55)),
            ("{% for i in range(3) %}{{ '=' * loop.index }} {% endfor %}", String::from("= == === ")),
            ("{{ '-' * 40 }}{{ '*' * 3 ~ '|' * (2 + 1) }}", "-".repeat(40) + "***|||"),
            (
                "{% set n = 4 %}{% for i in range(n) %}{{ '#' * (i * n + 1) }} {% endfor %}",
                String::from("# ##### ######### ############# "),
            ),
            ("{{ '=' * name | length }}", "=".repeat(5)),
            ("{% set budget = 5000000 %}{{ budget }}", String::from("5000000")),
        ];
        for (template, expected) in rows {
            let facts = context! { name => "Priya", prose => "word ".repeat(1000) };
            assert_eq!(render("t.md", template, facts).unwrap(), expected, "{template}");
        }
        let mut sets = String::new();
        for at in 0..40 {
            sets += &"{% set xN = name ~ ' ' ~ name ~ '.' %}{{ xN }}".replace('N', &at.to_string());
        }
        assert_eq!(render("t.md", &sets, context! { name => "Priya" }).unwrap().len(), 40 * 12);
        let long = "word ".repeat(100_000);
        assert_eq!(render("t.md", "{{ long }}", context! { long => &long }).unwrap(), long);
    }
}
