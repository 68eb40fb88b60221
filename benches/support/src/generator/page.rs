//! Text that grows by lines, and front matter.

use std::fmt;

use super::random::Rng;
use super::words::REMARKS;

/// A finished note.
pub(super) struct Note {
    pub(super) folder: String,
    pub(super) stem: String,
    pub(super) text: String,
}

/// Text that grows by lines.
#[derive(Default)]
pub(super) struct Page(pub(super) String);

impl Page {
    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        self.0.push_str(line.as_ref());
        self.0.push('\n');
    }

    pub(super) fn heading(&mut self, heading: impl AsRef<str>) {
        self.line("");
        self.line(heading);
        self.line("");
    }
}

/// Front matter: the properties, each ready to write and possibly of several lines.
#[derive(Default)]
pub(super) struct FrontMatter {
    pub(super) properties: Vec<String>,
}

impl FrontMatter {
    pub(super) fn push(&mut self, property: impl Into<String>) {
        self.properties.push(property.into());
    }

    pub(super) fn add(&mut self, key: &str, value: impl fmt::Display) {
        self.push(format!("{key}: {value}"));
    }

    pub(super) fn render(&self, rng: &mut Rng, page: &mut Page) {
        page.line("---");
        for property in &self.properties {
            match rng.below(40) {
                0 => page.line(format!("# {}", rng.any(REMARKS))),
                1 if !property.contains('\n') => {
                    page.line(format!("{property}  # {}", rng.any(REMARKS)));
                    continue;
                }
                _ => {}
            }
            page.line(property);
        }
        page.line("---");
    }
}
