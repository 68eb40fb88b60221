use serde::Serialize;

use crate::core::base::diagnostic::Diagnostic;

/// A finding as `check --format json` prints it; the names of the fields are a public interface (`docs/json.md#check`).
#[derive(Debug, Serialize)]
pub(crate) struct ProblemRow<'a> {
    code: &'a str,
    severity: &'a str,
    note: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    message: &'a str,
    hint: Option<&'a str>,
}

impl<'a> ProblemRow<'a> {
    /// Returns the row of a finding.
    #[must_use]
    pub(crate) fn new(finding: &'a Diagnostic) -> Self {
        Self {
            code: finding.code.as_str(),
            severity: finding.severity().as_str(),
            note: finding.note.as_str(),
            line: finding.line(),
            column: finding.place.as_ref().map(|place| place.column),
            message: &finding.message,
            hint: finding.hint.as_deref(),
        }
    }
}
