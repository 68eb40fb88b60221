//! The line that opens a block: its name and its filters.

use crate::core::base::Span;
use crate::core::base::suggest::nearest;
use crate::core::syntax::block::filter::Filter;

/// The most words of a block's line: its name and the filters.
const MOST_WORDS: usize = 101;

/// What a block, or `list`, shows (`docs/format.md#block-kinds`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// The day at a glance.
    Summary,
    /// What is due.
    FollowUps,
    /// What was settled today.
    Done,
    /// Talks, only those ahead unless a filter says otherwise.
    Meetings,
    /// The lists of unused questions.
    Questions,
    /// The table of contacts.
    Contacts,
    /// How many contacts are in each state.
    Pipeline,
    /// Who led to whom.
    Referrals,
    /// What was done, week by week.
    Activity,
    /// Which questions earn answers, and what to do for the banks.
    QuestionReport,
    /// Every diagnostic.
    Problems,
}

impl BlockKind {
    /// Every kind, in the order of the default dashboard, which leaves out the report on questions.
    pub const ALL: [Self; 11] = [
        Self::Summary,
        Self::FollowUps,
        Self::Done,
        Self::Meetings,
        Self::Questions,
        Self::Contacts,
        Self::Pipeline,
        Self::Referrals,
        Self::Activity,
        Self::QuestionReport,
        Self::Problems,
    ];

    /// Returns the name, as a block's line writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::FollowUps => "follow-ups",
            Self::Done => "done",
            Self::Meetings => "meetings",
            Self::Questions => "questions",
            Self::Contacts => "contacts",
            Self::Pipeline => "pipeline",
            Self::Referrals => "referrals",
            Self::Activity => "activity",
            Self::QuestionReport => "question-report",
            Self::Problems => "problems",
        }
    }

    /// Returns the kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(name))
    }
}

/// What a block asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directive {
    /// What to show.
    pub kind: BlockKind,
    /// What to narrow it to.
    pub filter: Filter,
}

/// A block's line that cannot be read; the block is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DirectiveFault {
    /// Where, in the directive's text.
    pub span: Span,
    /// What is wrong, without a final stop.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

impl Directive {
    /// Reads name and filters: `follow-ups overdue company:"Northwind Labs"`.
    ///
    /// # Errors
    ///
    /// If the name is unknown, a quote does not close, or a filter cannot be read.
    pub(crate) fn parse(text: &str) -> Result<Self, DirectiveFault> {
        let words = words(text)?;
        if let Some((span, _)) = words.get(MOST_WORDS) {
            let message = format!("a block takes {} filters at most", MOST_WORDS - 1);
            return Err(DirectiveFault { span: span.clone(), message, hint: String::from("take some out") });
        }
        let Some((span, name)) = words.first() else {
            let hint = format!("write one of {}", names());
            return Err(DirectiveFault { span: 0..text.len(), message: String::from("this block has no name"), hint });
        };
        let kind = BlockKind::from_name(name).ok_or_else(|| {
            let hint = nearest(name, BlockKind::ALL.map(BlockKind::as_str))
                .map_or_else(|| format!("write one of {}", names()), |near| format!("did you mean `{near}`?"));
            DirectiveFault { span: span.clone(), message: format!("there is no block called `{name}`"), hint }
        })?;
        let filter = Filter::parse(kind, words.iter().skip(1).map(|(_, word)| word.as_str())).map_err(|fault| {
            let span = words.get(fault.word + 1).map_or(0..text.len(), |(span, _)| span.clone());
            DirectiveFault { span, message: fault.message, hint: fault.hint }
        })?;
        Ok(Self { kind, filter })
    }
}

fn names() -> String {
    BlockKind::ALL.map(BlockKind::as_str).join(", ")
}

/// Cuts a line into words; quotes hold white space and are left out.
fn words(text: &str) -> Result<Vec<(Span, String)>, DirectiveFault> {
    let mut words = Vec::new();
    let mut word: Option<(usize, String)> = None;
    let mut quote = None;
    for (at, char) in text.char_indices() {
        if char == '"' {
            quote = if quote.is_some() { None } else { Some(at) };
            word.get_or_insert_with(|| (at, String::new()));
        } else if char.is_whitespace() && quote.is_none() {
            words.extend(word.take().map(|(start, word)| (start..at, word)));
        } else {
            word.get_or_insert_with(|| (at, String::new())).1.push(char);
        }
    }
    if let Some(start) = quote {
        let (message, hint) = (String::from("this quote does not close"), String::from("add a `\"`"));
        return Err(DirectiveFault { span: start..text.len(), message, hint });
    }
    words.extend(word.map(|(start, word)| (start..text.len(), word)));
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_name_and_filters() {
        let directive = Directive::parse("follow-ups overdue company:\"Northwind Labs\" \"tag:x y\"").unwrap();
        assert_eq!(directive.kind, BlockKind::FollowUps);
        assert_eq!(directive.filter.companies, [["northwind labs"]]);
        assert_eq!(directive.filter.tags, [["x y"]]);
        for kind in BlockKind::ALL {
            assert_eq!(Directive::parse(kind.as_str()).unwrap().kind, kind);
        }
    }

    #[test]
    fn tells_where_and_what_is_wrong() {
        let rows = [
            ("folow-ups", 0..9, "there is no block called `folow-ups`", "did you mean `follow-ups`?"),
            ("done  rule:thx", 6..14, "there is no rule `thx`", ""),
            ("contacts tag:\"x", 13..15, "this quote does not close", "add a `\"`"),
            ("", 0..0, "this block has no name", ""),
        ];
        for (text, span, message, hint) in rows {
            let fault = Directive::parse(text).unwrap_err();
            assert_eq!((fault.span, fault.message.as_str()), (span, message));
            assert!(fault.hint.contains(hint), "{}", fault.hint);
        }
    }
}
