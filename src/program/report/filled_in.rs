//! Rows by a template of the user: the fields of their JSON are its facts.

use minijinja::value::{Serde, Value as Fact};
use serde::Serialize;
use serde_json::Value;

use crate::core::base::escape::visible;
use crate::core::edit::Refusal;
use crate::core::template::Template;

/// What messages call the template.
const NAME: &str = "--format";

/// A template for rows.
#[derive(Debug)]
pub(crate) struct RowTemplate<'t>(Template<'t>);

impl<'t> RowTemplate<'t> {
    /// Reads a template.
    ///
    /// # Errors
    ///
    /// If it has an error.
    pub(crate) fn new(text: &'t str) -> Result<Self, Refusal> {
        Template::new(NAME, text).map(Self)
    }

    /// Returns the text of a row. The texts of notes in it are harmless for a terminal; what the template itself holds,
    /// such as a tab, stays.
    ///
    /// # Errors
    ///
    /// If the template uses a field that there is not, or may make too much text.
    pub(crate) fn line(&self, row: &impl Serialize) -> Result<String, Refusal> {
        let fields = serde_json::to_value(row).map_err(|error| Refusal::new(format!("{NAME}: {error}")))?;
        self.0.render(Fact::from(Serde(harmless(fields))))
    }
}

fn harmless(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(visible(&text).into_owned()),
        Value::Array(items) => items.into_iter().map(harmless).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, harmless(value))).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Row {
        name: &'static str,
        email: Option<&'static str>,
        tags: Vec<&'static str>,
    }

    fn line(template: &str) -> Result<String, String> {
        let row = Row { name: "Ann\u{1b}[2J\n{{ email }}", email: None, tags: vec!["a\u{7}", "b"] };
        RowTemplate::new(template).and_then(|template| template.line(&row)).map_err(|refusal| refusal.reason)
    }

    #[test]
    fn fields_fill_a_template_and_do_no_harm() {
        let rows = [
            ("{{name}}", "Ann<U+001B>[2J<U+000A>{{ email }}"),
            ("{{email}}|{{ email or 'none' }}|{% if not email %}x{% endif %}", "|none|x"),
            ("{{ tags | join(', ') }}{{ '\\t' }}\t{{ tags | length }}", "a<U+0007>, b\t\t2"),
        ];
        for (template, expected) in rows {
            assert_eq!(line(template).as_deref(), Ok(expected), "{template}");
        }
    }

    #[test]
    fn an_error_names_the_template_and_what_is_meant() {
        let rows = [
            ("{{ nmae }}", "--format:1: `nmae` is undefined; did you mean `name`?"),
            ("{{ xyz }}", "--format:1: `xyz` is undefined; there are `email`, `name`, `tags`"),
            ("{{ name", "--format:1: "),
            ("{{ name | nope }}", "--format:1: filter nope is unknown"),
            ("{{ name * 100000000 }}", "--format:1: this may repeat too much text"),
            ("{% for x in range(99999) %}{% for y in range(99999) %}{% endfor %}{% endfor %}", "--format:1: "),
        ];
        for (template, expected) in rows {
            let refusal = line(template).unwrap_err();
            assert!(refusal.starts_with(expected), "{template}: {refusal}");
        }
    }
}
