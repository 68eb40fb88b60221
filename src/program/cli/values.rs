//! Values that arguments take.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::core::base::diagnostic::Code;
use crate::core::base::suggest::did_you_mean;
use crate::core::letters::Kind;
use crate::core::model::{Day, Format, Interval, Rule};

use super::UndoTarget;

pub(super) fn code(text: &str) -> Result<Code, String> {
    let near = || did_you_mean(text, Code::ALL.iter().map(|code| code.as_str()));
    Code::from_name(text)
        .ok_or_else(|| format!("there is no such code{}; `coffeechat check --explain` lists them", near()))
}

pub(super) fn rules() -> impl TypedValueParser<Value = Rule> {
    let names = PossibleValuesParser::new(Rule::ALL.map(Rule::as_str));
    names.try_map(|name| Rule::from_name(&name).ok_or("there is no such rule"))
}

pub(super) fn kinds() -> impl TypedValueParser<Value = Kind> {
    let names = PossibleValuesParser::new(Kind::ALL.map(Kind::as_str));
    names.try_map(|name| Kind::from_name(&name).ok_or("there is no such letter"))
}

pub(super) fn formats() -> impl TypedValueParser<Value = Format> {
    let names = PossibleValuesParser::new(Format::ALL.map(Format::as_str));
    names.try_map(|name| Format::from_name(&name).ok_or("there is no such format"))
}

pub(super) fn interval(text: &str) -> Result<Interval, String> {
    Interval::parse(text).ok_or_else(|| String::from("write it as `7d`, `2 weeks`, `3b` (business days) or `1 month`"))
}

pub(super) fn deeds(text: &str) -> Result<UndoTarget, String> {
    /// A longer number can only be an id.
    const LONGEST_COUNT: usize = 3;
    match text.parse() {
        Ok(0) => Err(String::from("name how many to take back, from 1 on")),
        Ok(count) if text.len() <= LONGEST_COUNT => Ok(UndoTarget::Last(count)),
        _ => Ok(UndoTarget::Of(text.to_owned())),
    }
}

pub(super) fn day(text: &str) -> Result<Day, String> {
    crate::core::parse::day(text).ok_or_else(|| String::from("write the day as 2026-11-20"))
}
