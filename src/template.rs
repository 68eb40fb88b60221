//! Templates: texts with gaps that are filled in, those of the vault as those of the program.
//!
//! A template sees the facts that it is given and nothing else: no file, no other template, no clock.

use minijinja::{Environment, UndefinedBehavior, Value, syntax::SyntaxConfig};

use crate::edit::Refusal;
use crate::text::slice;

/// Enough for a text of any use, and soon over for one that never ends.
const FUEL: u64 = 100_000;

/// Returns the text of a template with its gaps filled in. A line that holds only `{% … %}` leaves no line behind.
///
/// # Errors
///
/// If the template has an error, or names a fact that it is not given: `path:line: what is wrong`.
pub(crate) fn render(path: &str, template: &str, facts: impl Into<Value>) -> Result<String, Refusal> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_fuel(Some(FUEL));
    environment.set_debug(true);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    let rendered = syntax.and_then(|syntax| {
        environment.set_syntax(syntax);
        environment.render_named_str(path, template, facts)
    });
    rendered.map_err(|error| refusal(path, template, &error))
}

/// Says what is wrong with a template, and where.
fn refusal(path: &str, template: &str, error: &minijinja::Error) -> Refusal {
    let line = error.line().unwrap_or(1);
    let what = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
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
    fn gaps_are_filled_in_and_lines_of_the_language_leave_nothing_behind() {
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
                "t.md:1: engine ran out of fuel",
            ),
        ];
        for (template, expected) in rows {
            let refusal = render("t.md", template, context! { name => "Priya" }).unwrap_err().reason;
            assert!(refusal.starts_with(expected) && !refusal.contains('\n'), "{template}: {refusal}");
        }
    }
}
