//! The values of `--format` where a template is one of them.

use std::ffi::OsStr;
use std::marker::PhantomData;

use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::{Arg, Command, Error, ValueEnum};

/// How to print: in a way that has a name, or by a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrTemplate<F> {
    /// A way that has a name.
    Named(F),
    /// A template with gaps such as `{{name}}`.
    Template(String),
}

/// Reads the name of a format, or a text with a gap as a template.
#[derive(Debug, Clone)]
pub(super) struct FormatParser<F>(PhantomData<F>);

impl<F> FormatParser<F> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<F: ValueEnum + Clone + Send + Sync + 'static> TypedValueParser for FormatParser<F> {
    type Value = OrTemplate<F>;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Self::Value, Error> {
        match value.to_str().filter(|text| text.contains("{{") || text.contains("{%")) {
            Some(template) => Ok(OrTemplate::Template(template.to_owned())),
            None => EnumValueParser::<F>::new().parse_ref(command, arg, value).map(OrTemplate::Named),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(F::value_variants().iter().filter_map(F::to_possible_value)))
    }
}
